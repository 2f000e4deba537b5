"""How many different people each member has helped, and how many have thanked them for it: too much
to count for every page, so it is written beside the member every night."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select, union, update
from sqlalchemy.orm import aliased

from forum import database, structure
from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import require
from forum.models import Post, Reaction, Thread, User, Viewer
from forum.policies import counters as policy
from forum.services import counters

Numbers = Mapping[int, int]


def wrong(actor: Viewer, user_id: int | None = None) -> list[dict[str, Any]]:
    """What has changed since it was counted, of one member or of everybody: rows with their id, for
    `write`. Who hides their activity has 0. Only reads."""
    require(policy.can_recount(actor))
    helped, thanked = _helped(user_id), _thanked(user_id)
    rows = db.session.execute(
        select(
            User.id, User.name, User.display_name, User.sought_name, User.helped_count,
            User.thanked_count,
        ).where(*_only(user_id))
    )  # fmt: skip
    found = []
    for row in rows:
        new: dict[str, Any] = {}
        if row.helped_count != helped.get(row.id, 0):
            new["helped_count"] = helped.get(row.id, 0)
        if row.thanked_count != thanked.get(row.id, 0):
            new["thanked_count"] = thanked.get(row.id, 0)
        if not row.sought_name:  # never written to be found by
            new["sought_name"] = names.sought(row.name)
            new["sought_display"] = names.sought(row.display_name)
        if new:
            found.append({"id": row.id, **new})
    return found


def write(actor: Viewer, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what `wrong` found."""
    require(policy.can_recount(actor))
    for row in rows:
        values = {name: value for name, value in row.items() if name != "id"}
        db.session.execute(update(User).where(User.id == row["id"]).values(**values))
    database.touch("members")


def _helped(user_id: int | None) -> Numbers:
    """Different people whose posts somebody answered where everybody may read."""
    parent = aliased(Post, name="parent")
    to = func.coalesce(parent.author_id, Thread.author_id)
    found = (
        select(Post.author_id, func.count(to.distinct()))
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .outerjoin(parent, parent.id == Post.reply_to_id)
        .where(Post.number > 1, to != Post.author_id, *_shown(), *_only(user_id))
        .group_by(Post.author_id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def _thanked(user_id: int | None) -> Numbers:
    """Different people who reacted with thanks to posts of somebody, or whose question they
    answered and who said so; where everybody may read."""
    kinds = structure.setting("ambassadors.thanks").split()
    reacted = (
        select(Post.author_id.label("to_id"), Reaction.user_id.label("giver_id"))
        .join(Post, Post.id == Reaction.post_id)
        .where(Reaction.kind.in_(kinds), Reaction.voided_at.is_(None))
    )
    own = or_(Thread.answered_by_id.is_(None), Thread.answered_by_id == Thread.author_id)
    accepted = select(Post.author_id, Thread.author_id).select_from(Post)
    pairs = union(
        reacted.join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(Reaction.user_id != Post.author_id, *_shown(), *_only(user_id)),
        accepted.join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(
            Post.id == Thread.answer_id,
            own,
            Thread.author_id != Post.author_id,
            *_shown(),
            *_only(user_id),
        ),
    ).subquery()
    found = select(pairs.c.to_id, func.count(pairs.c.giver_id.distinct())).group_by(pairs.c.to_id)
    return {row[0]: row[1] for row in db.session.execute(found)}


def _shown() -> list[Any]:
    """Of posts beside their thread and author: what everybody reads, of who shows what they do."""
    return [
        Post.state == "visible", Thread.state == "visible",
        Thread.category_id.in_(counters.public_categories()),
        User.hides_activity.is_(False), User.active.is_(True),
    ]  # fmt: skip


def _only(user_id: int | None) -> list[Any]:
    return [] if user_id is None else [User.id == user_id]
