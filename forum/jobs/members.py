"""How many different people each member has helped: too much to count for every page."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from forum import database
from forum.extensions import db
from forum.lib import names
from forum.models import Post, Thread, User
from forum.services import counters

_AT_ONCE = 500


def count_helped(user_id: int | None = None) -> None:
    """Of one member, or of everybody. Who hides their activity has 0."""
    with database.unit("read"):
        right = _counted(user_id)
        wrong = _wrong(right, user_id)
    for start in range(0, len(wrong), _AT_ONCE):
        with database.unit("write"):
            for one in wrong[start : start + _AT_ONCE]:
                db.session.execute(update(User).where(User.id == one.pop("id")).values(**one))
            database.touch("members")


def _counted(user_id: int | None) -> dict[int, int]:
    """Different people whose posts somebody answered where everybody may read."""
    parent = aliased(Post, name="parent")
    to = func.coalesce(parent.author_id, Thread.author_id)
    found = (
        select(Post.author_id, func.count(to.distinct()))
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .outerjoin(parent, parent.id == Post.reply_to_id)
        .where(
            Post.state == "visible", Post.number > 1, Thread.state == "visible",
            Thread.category_id.in_(counters.public_categories()), to != Post.author_id,
            User.hides_activity.is_(False), User.active.is_(True),
            *([] if user_id is None else [User.id == user_id]),
        )
        .group_by(Post.author_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in db.session.execute(found)}


def _wrong(right: dict[int, int], user_id: int | None) -> list[dict[str, Any]]:
    """What to write: numbers that have changed, and what was never written to be found by."""
    rows = db.session.execute(
        select(User.id, User.name, User.display_name, User.sought_name, User.helped_count).where(
            *([] if user_id is None else [User.id == user_id])
        )
    )
    found = []
    for row in rows:
        new: dict[str, Any] = {}
        if row.helped_count != right.get(row.id, 0):
            new["helped_count"] = right.get(row.id, 0)
        if not row.sought_name:
            new["sought_name"] = names.sought(row.name)
            new["sought_display"] = names.sought(row.display_name)
        if new:
            found.append({"id": row.id, **new})
    return found
