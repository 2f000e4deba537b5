"""`/filter`: lists of threads made with the language of the search box, from the database alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, or_, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset
from forum.lib.phrases import N_
from forum.lib.searches import Asked, Problem, Term, write
from forum.models import Post, Thread, Viewer
from forum.queries import conditions, lists
from forum.queries.conditions import Understood
from forum.queries.shapes import ListPage
from forum.structure import setting

NO_RELEVANCE = N_("A list cannot be sorted by relevance: the latest come first.")
_ORDERS: dict[str, tuple[Any, bool, type]] = {
    "latest": (Thread.last_post_at, True, datetime),
    "oldest": (Thread.created_at, False, datetime),
    "reactions": (Thread.reaction_count, True, int),
}


@dataclass(frozen=True, slots=True)
class Filtered:
    """A page of the list; `text` is what was understood, `problems` are sentences."""

    asked: Asked
    text: str
    problems: tuple[str, ...]
    page: ListPage


def page(viewer: Viewer, asked: Asked, after: str | None = None) -> Filtered:
    """Threads that fit. Words are looked for in titles. Never raises for what was typed."""
    known = conditions.understood(viewer, asked)
    order = known.search.value("order") or "latest"
    problems = list(known.problems)
    if order == "relevance":
        problems.append(Problem(NO_RELEVANCE))
        order = "latest"
    text = write(known.search)
    found = ListPage(())
    if not asked.is_stopped and not known.finds_nothing:
        found = _page(viewer, known, order, after, text)
    said = [str(_(p.sentence, piece=p.piece, values=p.values)) for p in problems]
    return Filtered(asked, text, tuple(said), found)


def _page(viewer: Viewer, known: Understood, order: str, after: str | None, text: str) -> ListPage:
    column, falls, kind = _ORDERS[order]
    size = setting("lists.per_page")
    statement = _statement(viewer, known)
    place = tuple_(column, Thread.id)
    if cursor := keyset.decode(after, kind, int):
        statement = statement.where(place < tuple_(*cursor) if falls else place > tuple_(*cursor))
    ends = (column.desc(), Thread.id.desc()) if falls else (column.asc(), Thread.id.asc())
    rows = db.session.execute(statement.order_by(*ends).limit(size + 1)).all()
    shown = rows[:size]
    next_href = None
    if len(rows) > size:
        last = shown[-1]
        cursor_word = keyset.encode(getattr(last, column.key), last.id)
        next_href = links.filtered(text, after=cursor_word)
    items = lists.with_unread(viewer, lists.rows_of(viewer, shown))
    return ListPage(items, next_href, links.filtered(text) if cursor else None)


def _statement(viewer: Viewer, known: Understood) -> Select[Any]:
    """A condition on a post is one on the first post here; reactions are those of the thread."""
    search = known.search
    statement = (
        lists.base(viewer)
        .join(Post, and_(Post.thread_id == Thread.id, Post.number == 1))
        .where(
            Post.state == "visible", Thread.category_id.in_(known.category_ids),
            *known.of_posts, *(_in_title(term) for term in search.terms),
        )
    )  # fmt: skip
    if known.author_ids is not None:
        statement = statement.where(Thread.author_id.in_(known.author_ids))
    if known.not_author_ids:
        statement = statement.where(Thread.author_id.not_in(known.not_author_ids))
    return statement


def _in_title(term: Term) -> ColumnElement[bool]:
    """A word of the title that begins so, whatever stands before it."""
    title, text = func.lower(Thread.title), term.text.lower()
    if term.kind == "phrase":
        found = title.contains(text, autoescape=True)
    else:
        found = or_(
            title.startswith(text, autoescape=True),
            *(title.contains(before + text, autoescape=True) for before in " -(\"'/[#"),
        )
    return ~found if term.is_excluded else found
