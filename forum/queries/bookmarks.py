"""Bookmarks: the viewer's own, as far as they may read the posts now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset, markdown
from forum.models import Bookmark, Post, Thread, Viewer
from forum.policies import posts as policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PER_PAGE = 30
_AUTHOR = PersonColumns("author")


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    post_id: int
    title: str
    href: str
    author: Person
    excerpt: str
    note: str
    remind_at: datetime | None  # still to come
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    next_href: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the form for one post shows."""

    is_there: bool = False
    note: str = ""
    remind: str = ""


def of_post(viewer: Viewer, post_id: int) -> Kept:
    row = db.session.execute(
        select(Bookmark.note, Bookmark.remind_at, Bookmark.reminded_at).where(
            Bookmark.user_id == viewer.id, Bookmark.post_id == post_id
        )
    ).one_or_none()
    if row is None:
        return Kept()
    waits = row.remind_at is not None and row.reminded_at is None
    return Kept(True, row.note, f"{row.remind_at:%Y-%m-%d}" if waits else "")


def page(viewer: Viewer, after: str | None = None) -> Page:
    """The newest first."""
    statement = (
        select(
            Bookmark.id, Bookmark.post_id, Bookmark.note, Bookmark.remind_at, Bookmark.reminded_at,
            Bookmark.created_at, Thread.title, Thread.slug, Post.thread_id, Post.number, Post.html,
            Post.author_capacity, Post.author_byline, Post.house_name, *_AUTHOR.columns,
        )
        .join(Post, Post.id == Bookmark.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(_AUTHOR.user, _AUTHOR.user.id == Post.author_id)
        .where(Bookmark.user_id == viewer.id, policy.readable(viewer))
    )  # fmt: skip
    if cursor := keyset.decode(after, datetime, int):
        statement = statement.where(tuple_(Bookmark.created_at, Bookmark.id) < tuple_(*cursor))
    statement = statement.order_by(Bookmark.created_at.desc(), Bookmark.id.desc())
    found = db.session.execute(statement.limit(PER_PAGE + 1)).all()
    rows = tuple(
        Row(
            row.id, row.post_id, row.title, links.post(row.thread_id, row.slug, row.number),
            _AUTHOR.of(row, row.author_capacity, row.author_byline, row.house_name),
            markdown.excerpt(row.html.striptags(), 200), row.note,
            row.remind_at if row.reminded_at is None else None, row.created_at,
        )
        for row in found[:PER_PAGE]
    )  # fmt: skip
    more = len(found) > PER_PAGE
    last = keyset.encode(rows[-1].created_at, rows[-1].id) if more else ""
    return Page(rows, links.bookmarks(after=last) if more else None)
