"""The queue: open cases by severity and due time, filtered; how many there are; what comes next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import format_timedelta
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from forum import links, structure
from forum.extensions import db
from forum.lib import keyset
from forum.lib.verdict import require
from forum.models import ModerationCase, Post, Report, SavedFilter, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.models.moderation import CASE_KINDS, OPEN
from forum.policies import categories
from forum.policies import moderation as policy
from forum.queries import reasons
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PER_PAGE = 30
MOST_COUNTED = 99  # in the menu
WHOSE = ("mine", "free", "asked")
_ABOUT = PersonColumns("about")
_HOLDER = aliased(User, name="holder")
_ASKED = aliased(User, name="asked")
_ORDER = (ModerationCase.severity, ModerationCase.due_at, ModerationCase.id)
_EXCERPT = 240


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the queue is shown; "" and False: everything."""

    kind: str = ""
    severity: str = ""
    category: str = ""  # slug
    state: str = ""
    reason: str = ""  # as in Report.reason
    whose: str = ""  # mine: claimed by the viewer; free: by nobody; asked: the viewer by name
    late: str = ""  # "1": overdue
    brand: str = ""  # "1": about the brand

    @property
    def query(self) -> str:
        """The same as the end of an address: "kind=held&late=1"; "" for everything."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def count(self) -> int:
        return sum(bool(value) for value in asdict(self).values())

    def href(self, **changes: str) -> str:
        return links.moderation(**asdict(replace(self, **changes)))


class CaseRow(NamedTuple):
    """A case in the queue. `holder` is who works on it; "" when it is free."""

    id: int
    reference: str
    href: str
    kind: str
    state: str
    severity: int
    title: str
    place: str  # the category
    category_id: int
    excerpt: str
    about: Person
    report_count: int
    reasons: tuple[str, ...]
    opened_at: datetime
    due_at: datetime
    due_in: str  # "in 3 hours"; of one that is late "2 days ago"
    is_late: bool
    is_about_brand: bool
    holder: str
    is_mine: bool
    asked: str  # whom a colleague asked by name


@dataclass(frozen=True, slots=True)
class QueuePage:
    rows: tuple[CaseRow, ...]
    filters: Filters
    next_href: str | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open cases the viewer is offered, and of these which."""

    open: int = 0
    late: int = 0
    mine: int = 0
    free: int = 0
    asked: int = 0


class Saved(NamedTuple):
    id: int
    name: str
    href: str
    query: str


def filters(viewer: Viewer, typed: Mapping[str, str]) -> Filters:
    """What an address asks for; what it says wrongly is left out."""
    nodes = structure.current().categories
    slugs = {nodes[one].slug for one in categories.moderated_ids(viewer)}
    known: dict[str, Any] = {
        "kind": CASE_KINDS, "severity": ("1", "2", "3", "4"), "category": slugs, "state": OPEN,
        "whose": WHOSE, "late": ("1",), "brand": ("1",),
    }  # fmt: skip
    found = {name: typed.get(name, "") for name in known if typed.get(name) in known[name]}
    reason = typed.get("reason", "")
    return Filters(**found, reason=reason if reasons.known(viewer, reason) else "")


def queue(viewer: Viewer, asked: Filters, after: str | None = None) -> QueuePage:
    """The most severe first, then what is due first. Raises Denied without a queue."""
    require(policy.can_moderate_somewhere(viewer))
    statement = _rows(viewer, asked).order_by(*_ORDER).limit(PER_PAGE + 1)
    place = keyset.decode(after, int, datetime, int)
    if place:
        statement = statement.where(tuple_(*_ORDER) > tuple_(*place))
    found = db.session.execute(statement).all()
    shown = found[:PER_PAGE]
    said = _said([row.ModerationCase.id for row in shown])
    now = utcnow()
    rows = tuple(_row(viewer, row, said, now) for row in shown)
    href = None
    if len(found) > PER_PAGE:
        last = shown[-1].ModerationCase
        href = _after(asked, keyset.encode(last.severity, last.due_at, last.id))
    return QueuePage(rows, asked, href, place is None)


def _after(asked: Filters, after: str) -> str:
    return links.moderation(**asdict(asked), after=after)


def following(
    viewer: Viewer, asked: Filters, reference: str = "", *, backwards: bool = False
) -> str | None:
    """The reference of the next case in the queue behind the one called `reference`, or before it,
    which nobody else holds; none: that was the last."""
    require(policy.can_moderate_somewhere(viewer))
    free = or_(
        ModerationCase.claimed_by_id.is_(None), ModerationCase.claimed_by_id == viewer.id,
        ModerationCase.claimed_until <= utcnow(),
    )  # fmt: skip
    statement = _filtered(select(ModerationCase.reference), viewer, asked).where(free)
    here = db.session.execute(
        select(*_ORDER).where(ModerationCase.reference == reference, policy.readable(viewer))
    ).first()
    if here is not None:
        order, place = tuple_(*_ORDER), tuple_(*here)
        statement = statement.where(order < place if backwards else order > place)
    by = [column.desc() for column in _ORDER] if backwards else _ORDER
    found: str | None = db.session.scalar(statement.order_by(*by).limit(1))
    return found


def counts(viewer: Viewer) -> Counts:
    """Of the whole queue, in one statement."""
    require(policy.can_moderate_somewhere(viewer))
    now = utcnow()
    held = and_(ModerationCase.claimed_by_id.is_not(None), ModerationCase.claimed_until > now)
    row = db.session.execute(
        select(
            func.count(), _sum(ModerationCase.due_at < now),
            _sum(and_(held, ModerationCase.claimed_by_id == viewer.id)),
            _sum(~held), _sum(ModerationCase.escalated_to_id == viewer.id),
        ).where(policy.offered(viewer))
    ).one()  # fmt: skip
    return Counts(*map(int, row))


def waiting(viewer: Viewer) -> int:
    """The number in the menu, 99 at most. Who moderates nothing costs no statement."""
    if not policy.can_moderate_somewhere(viewer):
        return 0
    some = select(ModerationCase.id).where(policy.offered(viewer)).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def saved(viewer: Viewer) -> tuple[Saved, ...]:
    """The viewer's own views, by name."""
    rows = db.session.execute(
        select(SavedFilter.id, SavedFilter.name, SavedFilter.query)
        .where(SavedFilter.user_id == viewer.id)
        .order_by(SavedFilter.name)
    )
    return tuple(Saved(row.id, row.name, f"{links.moderation()}?{row.query}", row.query)
                 for row in rows)  # fmt: skip


def places(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """(slug, name) of the categories that the viewer moderates, in their order."""
    ids = categories.moderated_ids(viewer)
    nodes = structure.current().categories.values()
    return tuple((node.slug, node.name) for node in nodes if node.id in ids)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def one(viewer: Viewer, case_: ModerationCase) -> CaseRow:
    """A case as the queue shows it, in the queue or decided already."""
    require(policy.can_read(viewer, case_))
    row = db.session.execute(_select().where(ModerationCase.id == case_.id)).one()
    return _row(viewer, row, _said([case_.id]), utcnow())


def _rows(viewer: Viewer, asked: Filters) -> Select[Any]:
    return _filtered(_select(), viewer, asked)


def _select() -> Select[Any]:
    return (
        select(
            ModerationCase, Thread.title, Thread.category_id, Post.number,
            func.substr(Post.body, 1, _EXCERPT * 2).label("body"),
            _HOLDER.display_name.label("holder"), _ASKED.display_name.label("asked"),
            *_ABOUT.columns,
        )
        .join(_ABOUT.user, _ABOUT.user.id == ModerationCase.user_id)
        .outerjoin(Thread, Thread.id == ModerationCase.thread_id)
        .outerjoin(Post, Post.id == ModerationCase.post_id)
        .outerjoin(_HOLDER, _HOLDER.id == ModerationCase.claimed_by_id)
        .outerjoin(_ASKED, _ASKED.id == ModerationCase.escalated_to_id)
    )  # fmt: skip


def _filtered(statement: Select[Any], viewer: Viewer, asked: Filters) -> Select[Any]:
    now, row = utcnow(), ModerationCase
    statement = statement.where(policy.offered(viewer))
    if asked.category:
        node = structure.current().by_slug[asked.category]
        ids = structure.current().with_children(node.id)
        statement = statement.where(
            row.thread_id.in_(select(Thread.id).where(Thread.category_id.in_(ids)))
        )
    if asked.reason:
        statement = statement.where(
            row.id.in_(select(Report.case_id).where(Report.reason == asked.reason))
        )
    held = and_(row.claimed_by_id.is_not(None), row.claimed_until > now)
    conditions: dict[str, ColumnElement[bool]] = {
        "kind": row.kind == asked.kind,
        "severity": row.severity == int(asked.severity or 0),
        "state": row.state == asked.state,
        "late": row.due_at < now,
        "brand": row.is_about_brand.is_(True),
    }
    whose = {
        "mine": and_(held, row.claimed_by_id == viewer.id),
        "free": ~held,
        "asked": row.escalated_to_id == viewer.id,
    }
    chosen = [each for name, each in conditions.items() if getattr(asked, name)]
    return statement.where(*chosen, *([whose[asked.whose]] if asked.whose else []))


def _said(ids: list[int]) -> dict[int, tuple[int, tuple[str, ...]]]:
    """How many reports each case has, and why, the most frequent reason first."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(Report.case_id, Report.reason, func.max(Report.section_id).label("section"),
               func.count().label("number"))
        .where(Report.case_id.in_(ids))
        .group_by(Report.case_id, Report.reason)
        .order_by(func.count().desc(), Report.reason)
    ).all()  # fmt: skip
    titles = reasons.titles(None, [row.section for row in rows if row.section])
    found: dict[int, tuple[int, tuple[str, ...]]] = {}
    for row in rows:
        number, said = found.get(row.case_id, (0, ()))
        words = reasons.words_of(None, row.reason, titles.get(row.section or 0, ""))
        found[row.case_id] = (number + row.number, (*said, words))
    return found


def _row(
    viewer: Viewer, row: Any, said: dict[int, tuple[int, tuple[str, ...]]], now: datetime
) -> CaseRow:
    one: ModerationCase = row.ModerationCase
    number, why = said.get(one.id, (0, ()))
    about = _ABOUT.of(row)
    is_held = one.claimed_until is not None and one.claimed_until > now
    node = structure.current().categories.get(row.category_id or 0)
    excerpt = " ".join((row.body or "").split())
    return CaseRow(
        id=one.id, reference=one.reference, href=links.case(one.reference), kind=one.kind,
        state=one.state, severity=one.severity, title=row.title or about.display_name,
        place=node.name if node else "", category_id=node.id if node else 0,
        excerpt=excerpt[:_EXCERPT] + ("…" if len(excerpt) > _EXCERPT else ""), about=about,
        report_count=number, reasons=tuple(dict.fromkeys((*why, *one.reasons))),
        opened_at=one.opened_at, due_at=one.due_at,
        due_in=format_timedelta(one.due_at - now, add_direction=True),
        is_late=one.due_at < now,
        is_about_brand=one.is_about_brand, holder=row.holder or "" if is_held else "",
        is_mine=is_held and one.claimed_by_id == viewer.id, asked=row.asked or "",
    )  # fmt: skip
