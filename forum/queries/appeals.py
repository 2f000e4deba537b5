"""The console's tab of appeals, and one with everything side by side: what was decided and why,
what was there, what is said against it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import format_timedelta
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from forum import links
from forum.extensions import db
from forum.lib import appealing, keyset, markdown
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import (
    Appeal,
    Decision,
    ModerationCase,
    Snapshot,
    Statement,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import appeals as policy
from forum.queries import deciding, histories
from forum.queries.histories import DecisionView
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PER_PAGE = 30
MOST_COUNTED = 99
_ABOUT = PersonColumns("about")
_BY = PersonColumns("by")
_HOLDER = aliased(User, name="holder")
_ORDER = (Appeal.due_at, Appeal.id)


class Row(NamedTuple):
    """An appeal in the list. `by` is none for a guest; `holder` is who looks at it, or ""."""

    reference: str
    href: str
    case: str
    action: str
    title: str
    by_role: str
    by: Person | None
    about: Person
    grounds: str
    submitted_at: datetime
    due_at: datetime
    due_in: str
    is_late: bool
    holder: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    next_href: str | None


class Kept(NamedTuple):
    title: str
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """One appeal. `outcomes`, `codes` and `milder` are what can be chosen, with their words."""

    row: Row
    appeal: Appeal
    is_open: bool
    held_until: datetime | None
    grounds: str
    statement: Markup
    decision: DecisionView
    case_href: str
    kept: tuple[Kept, ...]
    reviewer: str
    outcomes: tuple[tuple[str, str], ...]
    codes_reversed: tuple[tuple[str, str], ...]
    codes_inadmissible: tuple[tuple[str, str], ...]
    milder: tuple[str, ...]
    rules: tuple[tuple[int, str], ...]  # for who reported: on which of them something is done


def page(viewer: Viewer, after: str | None = None) -> Page:
    """Appeals that wait and that the viewer may look at, what is due first. Raises Denied."""
    require(policy.can_see_appeals(viewer))
    statement = _select().where(_waits(viewer)).order_by(*_ORDER).limit(PER_PAGE + 1)
    if place := keyset.decode(after, datetime, int):
        statement = statement.where(tuple_(*_ORDER) > tuple_(*place))
    found = db.session.execute(statement).all()
    rows = tuple(_row(viewer, row) for row in found[:PER_PAGE])
    next_href = None
    if len(found) > PER_PAGE:
        last = found[PER_PAGE - 1].Appeal
        cursor = keyset.encode(last.due_at, last.id)
        next_href = links.moderation_page("appeals", after=cursor)
    return Page(rows, next_href)


def waiting(viewer: Viewer) -> int:
    """How many wait for the viewer or a colleague, 99 at most. Costs no statement for others."""
    if not policy.can_see_appeals(viewer):
        return 0
    some = select(Appeal.id).where(_waits(viewer)).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _waits(viewer: Viewer) -> Any:
    return Appeal.decided_at.is_(None) & policy.reviewable(viewer)


def get(viewer: Viewer, reference: str) -> Appeal:
    """The appeal that is called so. Denied (404) when there is none for this viewer."""
    found = db.session.scalar(
        select(Appeal).where(Appeal.reference == reference, policy.reviewable(viewer))
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def whole(viewer: Viewer, appeal: Appeal) -> Whole:
    """Everything on one page; the same number of statements whatever there is."""
    require(policy.can_review(viewer, appeal))
    row = db.session.execute(_select().where(Appeal.id == appeal.id)).one()
    decision: Decision = row.Decision
    said = db.session.get_one(Statement, appeal.statement_id)
    is_held = appeal.claimed_until is not None and appeal.claimed_until > utcnow()
    codes = appealing.CODES
    return Whole(
        row=_row(viewer, row),
        appeal=appeal,
        is_open=appeal.decided_at is None,
        held_until=appeal.claimed_until if is_held else None,
        grounds=appeal.grounds,
        statement=markdown.render(said.body).html,
        decision=histories.one(viewer, decision.id),
        case_href=links.case(row.reference),
        kept=_kept(decision.case_id),
        reviewer=row.holder or "",
        outcomes=_words(
            {name: appealing.worded(name, appeal.by_role)
             for name in appealing.outcomes(appeal.by_role, decision.action, row.kind)}
        ),
        codes_reversed=_words(codes["reversed"]),
        codes_inadmissible=_words(codes["inadmissible"]),
        milder=appealing.instead(appeal.by_role, decision.action, row.kind),
        rules=_rules(viewer, decision) if appeal.by_role == "reporter" else (),
    )  # fmt: skip


def _rules(viewer: Viewer, decision: Decision) -> tuple[tuple[int, str], ...]:
    case = db.session.get_one(ModerationCase, decision.case_id)
    return tuple((one.id, one.title) for one in deciding.sections(viewer, case))


def decision_of(viewer: Viewer, appeal: Appeal) -> Decision:
    """What it contradicts."""
    require(policy.can_review(viewer, appeal))
    return db.session.get_one(Decision, appeal.decision_id)


def _words(found: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, _(sentence)) for key, sentence in found.items())


def _kept(case_id: int) -> tuple[Kept, ...]:
    """What was there when it was reported, the newest first; of private messages never the text."""
    rows = db.session.scalars(
        select(Snapshot)
        .where(Snapshot.case_id == case_id, Snapshot.body != "")
        .order_by(Snapshot.id.desc())
        .limit(3)
    )
    return tuple(Kept(one.title, one.body, one.created_at) for one in rows)


def _select() -> Any:
    return (
        select(Appeal, Decision, ModerationCase.reference, ModerationCase.kind, Thread.title,
               _HOLDER.display_name.label("holder"), *_ABOUT.columns, *_BY.columns)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .join(_ABOUT.user, _ABOUT.user.id == ModerationCase.user_id)
        .outerjoin(_BY.user, _BY.user.id == Appeal.user_id)
        .outerjoin(Thread, Thread.id == ModerationCase.thread_id)
        .outerjoin(_HOLDER, _HOLDER.id == Appeal.reviewer_id)
    )  # fmt: skip


def _row(viewer: Viewer, row: Any) -> Row:
    one: Appeal = row.Appeal
    now = utcnow()
    is_held = one.claimed_until is not None and one.claimed_until > now
    about = _ABOUT.of(row)
    return Row(
        one.reference, links.moderation_page("appeals", one.reference), row.reference,
        row.Decision.action, row.title or about.display_name, one.by_role,
        _BY.of(row) if one.user_id is not None else None, about,
        markdown.excerpt(one.grounds, 240), one.submitted_at, one.due_at,
        format_timedelta(one.due_at - now, add_direction=True), one.due_at < now,
        (row.holder or "") if is_held else "", is_held and one.reviewer_id == viewer.id,
    )  # fmt: skip
