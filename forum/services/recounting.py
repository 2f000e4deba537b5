"""Counts everything anew, says what was wrong and puts it right."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.orm import aliased

from forum import database
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Category,
    Post,
    Reaction,
    ReactionCount,
    Tag,
    Thread,
    ThreadEvent,
    User,
    Viewer,
)
from forum.policies import counters as policy
from forum.services import counters

_QUIETLY = {"synchronize_session": False}
_AT_ONCE = 500  # members counted while others who write wait


@dataclass(frozen=True, slots=True)
class Wrong:
    """`what` names a row and its counter, such as "thread 12: post_count"."""

    what: str
    was: Any
    is_now: Any


def recount(actor: Viewer) -> list[Wrong]:
    """Make every counter what it should be. Returns what was wrong; empty when all was right.

    Takes as long as reading every post does, and others who write wait meanwhile.
    """
    require(policy.can_recount(actor))
    _hold_still()
    found = _missing_reaction_counts()
    for table, names in _truths():
        found += _put_right(table, names)
    if found:
        database.touch("lists", "structure")
        database.touch(*(f"thread:{id_}" for id_ in db.session.scalars(select(Thread.id))))
        db.session.expire_all()
    return found


def for_everybody(actor: None, after: int) -> int | None:
    """Count anew what only counts where everybody may see: of all tags, and of some members.

    For a job, in steps: returns where the next one begins, None when this was the last.
    """
    require(policy.can_follow_up(actor))
    if not after:
        counters.lock(Tag, db.session.scalars(select(Tag.id)).all())
        _put_right(*_of_tags())
    ids = db.session.scalars(
        select(User.id).where(User.id > after).order_by(User.id).limit(_AT_ONCE)
    ).all()
    counters.lock(User, ids)
    _put_right(*_of_members(), User.id.in_(ids))
    database.touch("lists", "members")
    return ids[-1] if len(ids) == _AT_ONCE else None


def _hold_still() -> None:
    """Nothing is counted while something is being changed; in the order in which verbs lock."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            db.text('LOCK TABLE thread, category, tag, post, reaction, reaction_count, "user" '
                    "IN SHARE ROW EXCLUSIVE MODE")
        )  # fmt: skip


def _missing_reaction_counts() -> list[Wrong]:
    """Reactions whose count has no row at all."""
    rows = db.session.execute(
        select(Reaction.post_id, Reaction.kind)
        .outerjoin(ReactionCount, and_(ReactionCount.post_id == Reaction.post_id,
                                       ReactionCount.kind == Reaction.kind))
        .where(ReactionCount.post_id.is_(None))
        .distinct()
    ).all()  # fmt: skip
    for post_id, kind in rows:
        database.insert_missing(ReactionCount, post_id=post_id, kind=kind, count=0,
                                from_elsewhere=0)  # fmt: skip
    return []


Truth = tuple[Any, dict[str, ColumnElement[Any]]]


def _truths() -> list[Truth]:
    """For each table what its counters should be; later ones build on those before."""
    return [_of_reactions(), _of_posts(), _of_threads(), _of_last_posts(), _of_categories(),
            _of_tags(), _of_members()]  # fmt: skip


def _count(*conditions: Any) -> ColumnElement[Any]:
    return select(func.count()).where(*conditions).scalar_subquery()


def _sum(column: Any, *conditions: Any) -> ColumnElement[Any]:
    return select(func.coalesce(func.sum(column), 0)).where(*conditions).scalar_subquery()


def _of_reactions() -> Truth:
    given = _count(Reaction.post_id == ReactionCount.post_id, Reaction.kind == ReactionCount.kind)
    return ReactionCount, {"count": ReactionCount.from_elsewhere + given}


def _of_posts() -> Truth:
    reply = aliased(Post, name="reply")
    return Post, {
        "reaction_count": _sum(ReactionCount.count, ReactionCount.post_id == Post.id),
        "reply_count": _count(reply.reply_to_id == Post.id, reply.state == "visible"),
    }


def _of_threads() -> Truth:
    shown = (Post.thread_id == Thread.id, Post.state == "visible")
    highest = select(func.max(Post.number)).where(Post.thread_id == Thread.id).scalar_subquery()
    return Thread, {
        "post_count": _count(*shown),
        "reaction_count": _sum(Post.reaction_count, *shown),
        "event_count": _count(ThreadEvent.thread_id == Thread.id),
        "highest_number": case((highest > Thread.highest_number, highest),
                               else_=Thread.highest_number),
    }  # fmt: skip


def _of_last_posts() -> Truth:
    return Thread, counters.newest_post(Thread.id)


def _of_categories() -> Truth:
    shown = (Thread.category_id == Category.id, Thread.state == "visible")
    return Category, {
        "thread_count": _count(*shown),
        "post_count": _sum(Thread.post_count, *shown),
        **counters.newest_thread(Category.id),
    }


def _of_tags() -> Truth:
    return Tag, {"thread_count": counters.threads_with(Tag.id)}


def _of_members() -> Truth:
    public = (Thread.state == "visible", Thread.category_id.in_(counters.public_categories()))
    shown = (Post.thread_id == Thread.id, Post.state == "visible", *public)
    return User, {
        "thread_count": _count(Thread.author_id == User.id, *public),
        "post_count": _count(Post.author_id == User.id, *shown),
        "reactions_received_count": _sum(Post.reaction_count, Post.author_id == User.id, *shown),
        "reactions_given_count": _count(
            Reaction.user_id == User.id, Reaction.post_id == Post.id, *shown
        ),
        "answer_count": _count(Post.author_id == User.id, Post.id == Thread.answer_id, *shown),
    }


def _put_right(
    table: Any, truths: dict[str, ColumnElement[Any]], *among: ColumnElement[bool]
) -> list[Wrong]:
    keys = list(table.__mapper__.primary_key)
    is_wrong = db.or_(
        *(getattr(table, name).is_distinct_from(truth) for name, truth in truths.items())
    )
    rows = db.session.execute(
        select(
            *keys, *(getattr(table, name) for name in truths),
            *(truth.label(f"right_{name}") for name, truth in truths.items()),
        ).where(is_wrong, *among).order_by(*keys)
    ).all()  # fmt: skip
    found: list[Wrong] = []
    for row in rows:
        right = {name: getattr(row, f"right_{name}") for name in truths}
        where = and_(*(key == value for key, value in zip(keys, row, strict=False)))
        db.session.execute(update(table).where(where).values(**right), execution_options=_QUIETLY)
        name_of = f"{table.__table__.name} {' '.join(str(row[i]) for i in range(len(keys)))}"
        found += [Wrong(f"{name_of}: {name}", getattr(row, name), value)
                  for name, value in right.items() if getattr(row, name) != value]  # fmt: skip
    return found
