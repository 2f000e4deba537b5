"""How a member reports and appeals, in numbers, and what the team has done about it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from forum.extensions import db
from forum.lib import misuse
from forum.lib.verdict import require
from forum.models import Appeal, Decision, MisuseMeasure, Report, User, Viewer
from forum.models.columns import utcnow
from forum.policies import misuse as policy

MOST = 10


class Numbers(NamedTuple):
    """Of one kind, within a year: how many were answered, how many of these had no ground, and the
    share of these in percent."""

    kind: str
    answered: int
    unfounded: int
    share: int


class MeasureView(NamedTuple):
    kind: str
    state: str  # of its decision
    assessment: dict[str, object]
    warned_at: datetime
    suspended_from: datetime | None
    suspended_until: datetime | None


class Record(NamedTuple):
    numbers: tuple[Numbers, ...]
    measures: tuple[MeasureView, ...]


def record(viewer: Viewer, user: User) -> Record:
    """Everything of one member, in three statements. Raises Denied."""
    require(policy.can_see(viewer, user))
    rows = db.session.execute(
        select(MisuseMeasure, Decision.state)
        .outerjoin(Decision, Decision.id == MisuseMeasure.decision_id)
        .where(MisuseMeasure.user_id == user.id)
        .order_by(MisuseMeasure.id.desc())
        .limit(MOST)
    ).all()
    return Record(
        tuple(numbers(viewer, user, kind) for kind in misuse.KINDS),
        tuple(
            MeasureView(one.kind, state or "", one.assessment, one.warned_at, one.suspended_from,
                        one.suspended_until)
            for one, state in rows
        ),
    )  # fmt: skip


def numbers(viewer: Viewer, user: User, kind: str) -> Numbers:
    """The absolute number and the share, counted from what was decided."""
    require(policy.can_see(viewer, user))
    since = utcnow() - misuse.COUNTED
    if kind == "unfounded_notices":
        found = select(func.count(), func.count().filter(Report.is_upheld.is_(False))).where(
            Report.reporter_id == user.id, Report.is_upheld.is_not(None),
            Report.created_at > since,
        )  # fmt: skip
    else:
        lost = Appeal.state.in_(("confirmed", "inadmissible"))
        found = select(func.count(), func.count().filter(lost)).where(
            Appeal.user_id == user.id, Appeal.decided_at.is_not(None),
            Appeal.state != "withdrawn", Appeal.submitted_at > since,
        )  # fmt: skip
    answered, unfounded = db.session.execute(found).one()
    return Numbers(kind, answered, unfounded, round(100 * unfounded / answered) if answered else 0)


def warned_at(viewer: Viewer, user: User, kind: str) -> datetime | None:
    """When they were last warned about this, if that still counts and was not taken back."""
    require(policy.can_see(viewer, user))
    found: datetime | None = db.session.scalar(
        select(func.max(MisuseMeasure.warned_at))
        .join(Decision, Decision.id == MisuseMeasure.decision_id)
        .where(
            MisuseMeasure.user_id == user.id, MisuseMeasure.kind == kind,
            Decision.action == "misuse_warning", Decision.state.in_(("in_force", "ended")),
            MisuseMeasure.warned_at > utcnow() - misuse.WARNED,
        )
    )  # fmt: skip
    return found
