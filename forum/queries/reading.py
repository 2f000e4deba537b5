"""What a member has read: cut-offs for site, category and thread, and the last number read.

The cheap model of features.md §4.5: a thread has something unread when its last post is newer than
every cut-off and its highest number is above the last one read. There are no rows per post.
"""

from collections.abc import Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, bindparam, or_, select

from forum import structure
from forum.extensions import db
from forum.models import CategoryRead, ReadPosition, Thread, ThreadLevel, Viewer
from forum.models.columns import UtcDateTime, utcnow
from forum.models.notifications import MUTED, NORMAL
from forum.policies import categories
from forum.queries.shapes import ThreadRow

# Put together once, from tables instead of mapped classes: every list of a member asks these.
_THREAD, _PLACE, _READ_UP = Thread.__table__.c, ReadPosition.__table__, CategoryRead.__table__
_LEVEL = ThreadLevel.__table__
_ME = bindparam("me", type_=Integer)
_WITH_MINE = Thread.__table__.outerjoin(
    _PLACE, and_(_PLACE.c.thread_id == _THREAD.id, _PLACE.c.user_id == _ME)
).outerjoin(
    _READ_UP, and_(_READ_UP.c.category_id == _THREAD.category_id, _READ_UP.c.user_id == _ME)
)
_MINE_OF = (
    select(_THREAD.id, _PLACE.c.last_number, _READ_UP.c.read_at, _LEVEL.c.level)
    .select_from(
        _WITH_MINE.outerjoin(
            _LEVEL, and_(_LEVEL.c.thread_id == _THREAD.id, _LEVEL.c.user_id == _ME)
        )
    )
    .where(_THREAD.id.in_(bindparam("ids", expanding=True)))
)
_LATEST_UNREAD = (
    select(_THREAD.category_id)
    .select_from(_WITH_MINE)
    .where(
        _THREAD.category_id.in_(bindparam("visible", expanding=True)),
        _THREAD.state == "visible",
        _THREAD.last_post_at > bindparam("oldest", type_=UtcDateTime),
        or_(_READ_UP.c.read_at.is_(None), _THREAD.last_post_at > _READ_UP.c.read_at),
        or_(_PLACE.c.last_number.is_(None), _PLACE.c.last_number < _THREAD.highest_number),
    )
    .order_by(_THREAD.last_post_at.desc())
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
_WITH_UNREAD = select(_LATEST_UNREAD.c.category_id).distinct()


def cut_off(viewer: Viewer) -> datetime:
    """Everything before this moment counts as read for this member."""
    oldest = utcnow() - timedelta(days=structure.setting("lists.unread_days"))
    return max(viewer.read_before_at or oldest, oldest)


def judge(viewer: Viewer, rows: Sequence[ThreadRow]) -> list[tuple[str | None, int]]:
    """For each row of a list: "new", "unread" or None, and the first number not read."""
    asked = {"me": viewer.id, "ids": [row.id for row in rows]}
    found = {row.id: row for row in db.session.execute(_MINE_OF, asked)}
    oldest = cut_off(viewer)
    return [_judged(viewer, row, found[row.id], oldest) for row in rows]


def _judged(viewer: Viewer, row: ThreadRow, mine: Any, oldest: datetime) -> tuple[str | None, int]:
    read = mine.last_number
    over = mine.read_at is not None and row.last_post_at <= mine.read_at
    over = over or mine.level == MUTED
    if over or row.last_post_at <= oldest:
        return None, (read or 0) + 1
    if read is None:
        return ("new" if row.author.id != viewer.id else None), 1
    return ("unread" if read < row.highest_number else None), min(read + 1, row.highest_number)


def position(viewer: Viewer, thread: Any) -> tuple[int | None, int | None, int]:
    """(last number read, first unread number, level) of a member in a thread; None where there is
    none."""
    if not viewer.is_authenticated:
        return None, None, NORMAL
    row = db.session.execute(_MINE_OF, {"me": viewer.id, "ids": [thread.id]}).one()
    last: int | None = row.last_number
    level = NORMAL if row.level is None else row.level
    over = thread.last_post_at <= cut_off(viewer) or (
        row.read_at is not None and thread.last_post_at <= row.read_at
    )
    if over or (last or 0) >= thread.highest_number:
        return last, None, level
    return last, (last or 0) + 1, level


def categories_with_unread(viewer: Viewer, among: Set[int]) -> frozenset[int]:
    """Those of the categories `among` in which the member has something new or unread."""
    if not viewer.is_authenticated:
        return frozenset()
    visible = categories.visible_ids(viewer) & among
    most = 1 if len(visible) == 1 else 300  # the latest threads tell; of one category, any does
    asked = {"me": viewer.id, "visible": visible, "oldest": cut_off(viewer), "most": most}
    return frozenset(db.session.scalars(_WITH_UNREAD, asked))
