"""What is searched for, what finds nothing, what is clicked: sums of terms, of nobody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, case, cast, func, select

from forum import links
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import SearchTerm, TermNote, Viewer
from forum.models.columns import utcnow
from forum.policies import pages as page_policy
from forum.policies import searching as policy

PERIODS = (7, 30, 90)  # days
KINDS = ("missing", "asked", "unclicked", "noted")
MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A term in a period. `clicked` is in percent of the searches that found something."""

    term: str
    asked: int
    found_nothing: int
    clicked: int
    note: str
    search_href: str
    start_href: str  # a new thread about it
    page_href: str  # a new page about it, for who writes pages


@dataclass(frozen=True, slots=True)
class Log:
    rows: tuple[Row, ...]
    days: int
    kind: str
    asked: int  # all searches of the period
    found_nothing: int
    clicked: int


def page(viewer: Viewer, kind: str = "missing", days: int = 30) -> Log:
    """The terms of the last days: those that find nothing, the most frequent ones, those whose
    results nobody opens, or those the team has noted something about. Three statements."""
    require(policy.can_tend(viewer))
    days = days if days in PERIODS else 30
    kind = kind if kind in KINDS else "missing"
    since = SearchTerm.day > utcnow().date() - timedelta(days=days)
    sums = [func.sum(getattr(SearchTerm, name)) for name in ("asked", "found_nothing", "clicked")]
    totals = db.session.execute(select(*sums).where(since)).one()
    rows = db.session.execute(_statement(kind, since, sums)).all()
    notes: dict[str, str] = {
        note.term: note.note
        for note in db.session.scalars(
            select(TermNote).where(TermNote.term.in_([row.term for row in rows]))
        )
    }
    writes = bool(page_policy.can_write(viewer))
    return Log(
        tuple(_row(row, notes.get(row.term, ""), writes) for row in rows), days, kind,
        *(int(total or 0) for total in totals),
    )  # fmt: skip


def _statement(kind: str, since: Any, sums: list[Any]) -> Any:
    asked, nothing, clicked = sums
    statement = (
        select(SearchTerm.term, asked.label("asked"), nothing.label("found_nothing"),
               clicked.label("clicked"))
        .where(since)
        .group_by(SearchTerm.term)
        .limit(MOST)
    )  # fmt: skip
    noted = select(TermNote.term)
    if kind == "noted":
        return statement.where(SearchTerm.term.in_(noted)).order_by(asked.desc(), SearchTerm.term)
    if kind == "missing":
        # What has been found since is missing no more: half of the times at least.
        return (
            statement.where(SearchTerm.term.not_in(noted))
            .having(nothing > 0, nothing * 2 >= asked)
            .order_by(nothing.desc(), SearchTerm.term)
        )
    if kind == "unclicked":
        share = case((asked > 0, cast(clicked * 100, Integer) / asked), else_=0)
        return statement.having(asked - nothing > 1, clicked * 4 < asked - nothing).order_by(
            share, asked.desc(), SearchTerm.term
        )
    return statement.order_by(asked.desc(), SearchTerm.term)


def _row(row: Any, note: str, writes: bool) -> Row:
    found = int(row.asked) - int(row.found_nothing)
    percent = min(100, round(100 * int(row.clicked) / found)) if found else 0
    title = row.term[:1].upper() + row.term[1:]
    return Row(
        row.term, int(row.asked), int(row.found_nothing), percent, note, links.search(row.term),
        links.new_thread(title=title), links.admin("pages/new", title=title) if writes else "",
    )  # fmt: skip
