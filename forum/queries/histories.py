"""What a moderator should know of the member a case is about: how long they are here, what was
decided about them before, what they still carry, and what they contradicted."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select

from forum import links
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Appeal,
    Decision,
    GuidelineSection,
    ModerationCase,
    Sanction,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import moderation as policy
from forum.queries.people import PersonColumns, person
from forum.queries.shapes import Person

MOST_DECISIONS = 5  # community.md E3
MOST_OTHERS = 10
_DECIDER, _SECOND = PersonColumns("decider"), PersonColumns("second")


class DecisionView(NamedTuple):
    """`by` is none where software decided."""

    id: int
    reference: str  # of its case
    href: str
    action: str
    state: str
    ground: str
    title: str  # of the section, or the law
    quote: str
    facts: str
    explanation: str
    by: Person | None
    second: Person | None
    decided_at: datetime
    ends_at: datetime | None
    reversed_at: datetime | None


class SanctionView(NamedTuple):
    kind: str
    points: int
    starts_at: datetime
    expires_at: datetime | None


class AppealView(NamedTuple):
    reference: str
    state: str
    by_role: str
    submitted_at: datetime
    decided_at: datetime | None


class Member(NamedTuple):
    """The member a case is about. Of what was decided elsewhere, volunteers see no cases."""

    person: Person
    created_at: datetime
    last_seen_at: datetime | None
    trust_level: int
    post_count: int
    suspended_until: datetime | None
    restricted_until: datetime | None
    terminated_at: datetime | None
    sanctions: tuple[SanctionView, ...]
    points: int
    decisions: tuple[DecisionView, ...]
    appeals: tuple[AppealView, ...]


def of_member(viewer: Viewer, case: ModerationCase) -> Member:
    """Of the member this case is about."""
    require(policy.can_read(viewer, case))
    user = db.session.get_one(User, case.user_id)
    now = utcnow()
    suspended = user.suspended_until if user.is_suspended_at(now) else None
    restricted = user.restricted_until if user.is_restricted else None
    sanctions = _sanctions(user.id)
    return Member(
        person(user), user.created_at, user.last_seen_at, user.trust_level, user.post_count,
        suspended, restricted, user.terminated_at, sanctions,
        sum(one.points for one in sanctions), _decisions(
            _select().where(ModerationCase.user_id == user.id, ModerationCase.id != case.id)
            .order_by(Decision.decided_at.desc(), Decision.id.desc()), MOST_DECISIONS,
        ), _appeals(user.id),
    )  # fmt: skip


def of_case(viewer: Viewer, case: ModerationCase) -> tuple[DecisionView, ...]:
    """What was decided or proposed in this case, in order."""
    require(policy.can_read(viewer, case))
    return _decisions(_select().where(Decision.case_id == case.id).order_by(Decision.id))


def one(viewer: Viewer, decision_id: int) -> DecisionView:
    """A decision for who looks at an appeal against it; asked for by `queries.appeals`."""
    return _decisions(_select().where(Decision.id == decision_id))[0]


def _select() -> Select[Any]:
    return (
        select(Decision, ModerationCase.reference, GuidelineSection.title, *_DECIDER.columns,
               *_SECOND.columns)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .outerjoin(GuidelineSection, GuidelineSection.id == Decision.section_id)
        .outerjoin(_DECIDER.user, _DECIDER.user.id == Decision.decided_by_id)
        .outerjoin(_SECOND.user, _SECOND.user.id == Decision.second_by_id)
    )  # fmt: skip


def _decisions(statement: Select[Any], most: int = MOST_OTHERS) -> tuple[DecisionView, ...]:
    return tuple(_decision(row) for row in db.session.execute(statement.limit(most)))


def _decision(row: Any) -> DecisionView:
    one: Decision = row.Decision
    return DecisionView(
        one.id, row.reference, links.case(row.reference), one.action, one.state, one.ground,
        row.title or one.law, one.quote, one.facts, one.explanation,
        _DECIDER.of(row) if one.decided_by_id is not None else None,
        _SECOND.of(row) if one.second_by_id is not None else None,
        one.decided_at, one.ends_at, one.reversed_at,
    )  # fmt: skip


def _sanctions(user_id: int) -> tuple[SanctionView, ...]:
    rows = db.session.scalars(
        select(Sanction)
        .where(
            Sanction.user_id == user_id, Sanction.lifted_at.is_(None),
            or_(Sanction.expires_at.is_(None), Sanction.expires_at > utcnow()),
        )
        .order_by(Sanction.starts_at.desc())
        .limit(MOST_OTHERS)
    )  # fmt: skip
    return tuple(SanctionView(one.kind, one.points, one.starts_at, one.expires_at) for one in rows)


def _appeals(user_id: int) -> tuple[AppealView, ...]:
    rows = db.session.scalars(
        select(Appeal)
        .where(Appeal.user_id == user_id, Appeal.by_role == "author")
        .order_by(Appeal.submitted_at.desc())
        .limit(MOST_DECISIONS)
    )
    return tuple(
        AppealView(one.reference, one.state, one.by_role, one.submitted_at, one.decided_at)
        for one in rows
    )
