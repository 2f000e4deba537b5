"""Lists of threads: latest, newest, new, unread, top, unanswered, mine; of all, a category, a tag.

Paged by key, never by offset. A list is one statement, its tags a second one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, tuple_

from forum import links, structure
from forum.extensions import db
from forum.lib import keyset
from forum.memory import remembered
from forum.models import (
    CategoryRead,
    PinDismissal,
    Post,
    ReadPosition,
    Tag,
    Thread,
    ThreadLevel,
    ThreadTag,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.notifications import MUTED
from forum.policies import categories as category_policy
from forum.policies import threads as policy
from forum.queries import categories, reading
from forum.queries.people import PersonColumns
from forum.queries.shapes import ListPage, TagRef, ThreadRow

PERIODS = {"day": 1, "week": 7, "month": 30, "year": 365, "all": None}
# What a list is ordered by, biggest first; the id decides between equals.
ORDERS: dict[str, Any] = {
    "latest": Thread.last_post_at,
    "newest": Thread.created_at,
    "new": Thread.created_at,
    "unread": Thread.last_post_at,
    "top": Thread.reaction_count,
    "unanswered": Thread.last_post_at,
    "mine": Thread.last_post_at,
}
_AUTHOR = PersonColumns("author")
_LAST = PersonColumns("last")
_COLUMNS = [
    getattr(Thread, name)
    for name in (
        "id",
        "title",
        "slug",
        "kind",
        "category_id",
        "author_id",
        "author_capacity",
        "author_byline",
        "house_name",
        "last_poster_capacity",
        "created_at",
        "last_post_at",
        "post_count",
        "view_count",
        "reaction_count",
        "highest_number",
        "pin_scope",
        "pinned_until",
        "is_closed",
        "is_archived",
        "answer_id",
        "state",
        "excerpt",
    )
]


@dataclass(frozen=True)
class Wanted:
    """Which list, of what, from where. `category_id` includes everything below the category."""

    kind: str = "latest"
    category_id: int | None = None
    tag_id: int | None = None
    author_id: int | None = None
    period: str = "week"
    after: str | None = None
    before: str | None = None

    @property
    def is_first_page(self) -> bool:
        return self.after is None and self.before is None


# These are the same for all who may see the same categories; the others are a member's own.
SHARED = {"latest", "newest", "top", "unanswered"}
NAMES = ("lists", "members", "structure")


def page(viewer: Viewer, wanted: Wanted, href: Any) -> ListPage:
    """One page of the list. `href(after=…)` and `href(before=…)` make the addresses of others."""
    pinned = _pinned(viewer, wanted) if _may_have_pins(wanted) else ()
    if wanted.kind in SHARED or not viewer.is_authenticated:
        without = tuple(row.id for row in pinned)
        visible = category_policy.visible_ids(viewer)
        key = ("list", wanted, visible, without, structure.setting("lists.per_page"))
        part = remembered(key, NAMES, lambda: _part(viewer, wanted, without))
    else:
        part = _part(viewer, wanted, ())
    items = with_unread(viewer, (*pinned, *part.rows))
    return ListPage(
        items,
        href(after=part.after) if part.after else None,
        href(before=part.before) if part.before else None,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a list, and the cursors of what comes after and before them."""

    rows: tuple[ThreadRow, ...]
    after: str | None
    before: str | None


def _part(viewer: Viewer, wanted: Wanted, without: Sequence[int]) -> Part:
    rows, more_after, more_before = _cut(
        _filtered(viewer, wanted, without), wanted, structure.setting("lists.per_page")
    )
    cursor = [keyset.encode(getattr(row, ORDERS[wanted.kind].key), row.id) for row in rows]
    return Part(
        tuple(rows_of(viewer, rows)),
        cursor[-1] if more_after and cursor else None,
        cursor[0] if more_before and cursor else None,
    )


def with_unread(viewer: Viewer, rows: Sequence[ThreadRow]) -> tuple[ThreadRow, ...]:
    """The rows with what this member has not read yet."""
    if not viewer.is_authenticated or not rows:
        return tuple(rows)
    judged = reading.judge(viewer, rows)
    return tuple(
        row._replace(
            unread=unread,
            unread_count=max(0, row.highest_number - first + 1),
            first_unread_href=f"{row.href}/{first}#post-{first}",
        )
        if unread
        else row
        for row, (unread, first) in zip(rows, judged, strict=True)
    )


def base(viewer: Viewer) -> Select[Any]:
    """The threads that lists show the viewer, with all that a row needs."""
    return (
        select(*_COLUMNS, *_AUTHOR.columns, *_LAST.columns)
        .join(_AUTHOR.user, _AUTHOR.user.id == Thread.author_id)
        .join(_LAST.user, _LAST.user.id == Thread.last_poster_id)
        .where(policy.listed(viewer))
    )


def _within(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.category_id is not None:
        inside = structure.current().with_children(wanted.category_id)
        found.append(Thread.category_id.in_(inside))
    if wanted.tag_id is not None:
        tagged = select(ThreadTag.thread_id).where(ThreadTag.tag_id == wanted.tag_id)
        found.append(Thread.id.in_(tagged))
    if wanted.author_id is not None:
        found.append(Thread.author_id == wanted.author_id)
    return found


def _filtered(viewer: Viewer, wanted: Wanted, without: Sequence[int]) -> Select[Any]:
    conditions = _within(wanted)
    if without:
        conditions.append(Thread.id.not_in(without))
    statement = base(viewer).where(*conditions)
    if wanted.kind == "top" and (days := PERIODS.get(wanted.period)):
        return statement.where(Thread.last_post_at > utcnow() - timedelta(days=days))
    if wanted.kind == "unanswered":
        return statement.where(Thread.post_count == 1, Thread.is_closed.is_(False))
    if viewer.is_authenticated and wanted.kind == "mine":
        mine = select(Post.thread_id).where(Post.author_id == viewer.id, Post.state == "visible")
        return statement.where(Thread.id.in_(mine))
    if viewer.is_authenticated and wanted.kind in {"new", "unread"}:
        return _not_read(viewer, statement, wanted.kind)
    return statement


def _not_read(viewer: Viewer, statement: Select[Any], kind: str) -> Select[Any]:
    """Never opened ("new"), or opened and not read to the end ("unread")."""
    statement = (
        statement.outerjoin(
            ReadPosition,
            and_(ReadPosition.thread_id == Thread.id, ReadPosition.user_id == viewer.id),
        )
        .outerjoin(
            CategoryRead,
            and_(CategoryRead.category_id == Thread.category_id, CategoryRead.user_id == viewer.id),
        )
        .where(
            Thread.last_post_at > reading.cut_off(viewer),
            or_(CategoryRead.read_at.is_(None), Thread.last_post_at > CategoryRead.read_at),
        )
    )
    muted = select(ThreadLevel.thread_id).where(
        ThreadLevel.user_id == viewer.id, ThreadLevel.level == MUTED
    )
    statement = statement.where(Thread.id.not_in(muted))
    if kind == "new":
        return statement.where(ReadPosition.last_number.is_(None), Thread.author_id != viewer.id)
    return statement.where(ReadPosition.last_number < Thread.highest_number)


def _cut(statement: Select[Any], wanted: Wanted, size: int) -> tuple[list[Any], bool, bool]:
    """The rows of the page, and whether there are others after and before it."""
    column = ORDERS[wanted.kind]
    kind = int if wanted.kind == "top" else datetime
    place = tuple_(column, Thread.id)
    after = keyset.decode(wanted.after, kind, int)
    before = keyset.decode(wanted.before, kind, int)
    if before:
        statement = statement.where(place > tuple_(*before))
        statement = statement.order_by(column.asc(), Thread.id.asc()).limit(size + 1)
        rows = list(db.session.execute(statement))
        return rows[:size][::-1], True, len(rows) > size
    if after:
        statement = statement.where(place < tuple_(*after))
    statement = statement.order_by(column.desc(), Thread.id.desc()).limit(size + 1)
    rows = list(db.session.execute(statement))
    return rows[:size], len(rows) > size, after is not None


def _may_have_pins(wanted: Wanted) -> bool:
    is_plain = wanted.kind == "latest" and not (wanted.author_id or wanted.tag_id)
    return is_plain and wanted.is_first_page


def _pinned(viewer: Viewer, wanted: Wanted) -> Sequence[ThreadRow]:
    """What stands above the list, without what this member has put away."""
    key = ("pins", wanted.category_id, category_policy.visible_ids(viewer))
    rows = remembered(key, NAMES, lambda: _pins(viewer, wanted))
    if not rows or not viewer.is_authenticated:
        return rows
    put_away = set(
        db.session.scalars(select(PinDismissal.thread_id).where(PinDismissal.user_id == viewer.id))
    )
    return [row for row in rows if row.id not in put_away]


MOST_PINS = 8


def _pins(viewer: Viewer, wanted: Wanted) -> tuple[ThreadRow, ...]:
    """Pinned everywhere, or in this category."""
    statement = base(viewer).where(
        text("thread.pin_scope <> ''"),  # the words of the index that holds the few pins there are
        Thread.pin_scope.in_(("everywhere", "category")),
        or_(Thread.pinned_until.is_(None), Thread.pinned_until > utcnow()),
        *_within(wanted),
    )
    rows = [
        row
        for row in db.session.execute(statement.order_by(Thread.pinned_at.desc()).limit(50))
        if row.pin_scope == "everywhere" or row.category_id == wanted.category_id
    ]
    shown = rows_of(viewer, rows[:MOST_PINS])
    return tuple(row._replace(is_pinned=True, may_unpin=True) for row in shown)


def rows_of(viewer: Viewer, rows: Sequence[Any]) -> list[ThreadRow]:
    """What `base` selected, as rows of a list; their tags are one statement."""
    refs = categories.refs(viewer)
    tagged = tags_of(viewer, [row.id for row in rows])
    found = []
    for row in rows:
        href = links.thread(row.id, row.slug)
        n = row.highest_number
        found.append(
            ThreadRow(
                id=row.id,
                title=row.title,
                href=href,
                kind=row.kind,
                category=refs[row.category_id],
                author=_AUTHOR.of(row, row.author_capacity, row.author_byline, row.house_name),
                last_poster=_LAST.of(row, row.last_poster_capacity),
                created_at=row.created_at,
                last_post_at=row.last_post_at,
                last_post_href=f"{href}/{n}#post-{n}",
                post_count=row.post_count,
                reply_count=max(0, row.post_count - 1),
                view_count=row.view_count,
                reaction_count=row.reaction_count,
                highest_number=n,
                tags=tagged.get(row.id, ()),
                is_pinned=False,
                is_closed=row.is_closed,
                is_archived=row.is_archived,
                is_answered=row.answer_id is not None,
                state=row.state,
                excerpt=row.excerpt,
                unread=None,
                unread_count=0,
                first_unread_href=href,
                may_unpin=False,
            )
        )
    return found


def tags_of(viewer: Viewer, thread_ids: Sequence[int]) -> dict[int, tuple[TagRef, ...]]:
    """The tags of these threads, which the viewer is known to be able to read."""
    if not thread_ids:
        return {}
    rows = db.session.execute(
        select(ThreadTag.thread_id, Tag.name, Tag.slug)
        .join(Tag, Tag.id == ThreadTag.tag_id)
        .where(ThreadTag.thread_id.in_(thread_ids))
        .order_by(ThreadTag.position)
    )
    found: dict[int, tuple[TagRef, ...]] = {}
    for row in rows:
        ref = TagRef(row.name, row.slug, links.tag(row.slug))
        found[row.thread_id] = (*found.get(row.thread_id, ()), ref)
    return found


def of_author(viewer: Viewer, author_id: int, most: int) -> tuple[ThreadRow, ...]:
    """A member's latest threads."""
    statement = _filtered(viewer, Wanted(author_id=author_id), ())
    statement = statement.order_by(Thread.created_at.desc(), Thread.id.desc()).limit(most)
    return tuple(rows_of(viewer, db.session.execute(statement).all()))


def unread(viewer: Viewer) -> Select[Any]:
    """The ids of the threads the viewer has opened and not read to their end."""
    return _filtered(viewer, Wanted("unread"), ()).with_only_columns(Thread.id)


def count_unread(viewer: Viewer, most: int = 100) -> int:
    """How many threads the viewer has opened and not read to their end; counts up to `most`."""
    if not viewer.is_authenticated:
        return 0
    statement = unread(viewer).limit(most)
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
