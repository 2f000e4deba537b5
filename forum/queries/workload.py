"""How much work there is for moderators, and how it is shared. Never a ranking: people stand in the
order of their names, and only staff sees anybody's numbers but their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Appeal, Decision, ModerationCase, User, Viewer
from forum.models.columns import utcnow
from forum.policies import moderation as policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PERIODS = (7, 30, 90)  # days
MOST = 5000  # cases of which the time is worked out, the latest
_PERSON = PersonColumns("person")


class Share(NamedTuple):
    """What one person did in the period, and holds now."""

    person: Person
    decisions: int
    seconded: int  # agreed or declined as the second person
    appeals: int
    held: int  # cases claimed at this moment


@dataclass(frozen=True, slots=True)
class Workload:
    days: int
    opened: int
    closed: int
    waiting: int  # now
    late: int  # of these
    hours: tuple[tuple[int, int, float], ...]  # severity, cases, median hours until closed
    shares: tuple[Share, ...]


def of_period(viewer: Viewer, days: int) -> Workload:
    """The last `days` days, of the cases that the viewer may open."""
    require(policy.can_moderate_somewhere(viewer))
    now = utcnow()
    since = now - timedelta(days=days)
    opened, closed, waiting, late = _numbers(viewer, since, now)
    return Workload(days, opened, closed, waiting, late, _hours(viewer, since),
                    _shares(viewer, since, now))  # fmt: skip


def _numbers(viewer: Viewer, since: datetime, now: datetime) -> tuple[int, int, int, int]:
    case = ModerationCase
    is_open = case.closed_at.is_(None)
    row = db.session.execute(
        select(
            func.count().filter(case.opened_at >= since),
            func.count().filter(case.closed_at >= since),
            func.count().filter(is_open),
            func.count().filter(is_open, case.due_at < now),
        )
        .select_from(case)
        .where(policy.readable(viewer), is_open | (case.closed_at >= since))
    ).one()
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])


def _hours(viewer: Viewer, since: datetime) -> tuple[tuple[int, int, float], ...]:
    rows = db.session.execute(
        select(ModerationCase.severity, ModerationCase.opened_at, ModerationCase.closed_at)
        .where(policy.readable(viewer), ModerationCase.closed_at >= since)
        .order_by(ModerationCase.closed_at.desc())
        .limit(MOST)
    ).all()
    took: dict[int, list[float]] = {}
    for row in rows:
        hours = (row.closed_at - row.opened_at).total_seconds() / 3600
        took.setdefault(row.severity, []).append(hours)
    return tuple((level, len(each), round(median(each), 1)) for level, each in sorted(took.items()))


def _shares(viewer: Viewer, since: datetime, now: datetime) -> tuple[Share, ...]:
    person = _PERSON.user.id

    def count(column: Any, *where: Any) -> Any:
        return select(func.count()).where(column == person, *where).correlate(_PERSON.user)

    parts = {
        "decisions": count(Decision.decided_by_id, Decision.decided_at >= since),
        "seconded": count(Decision.second_by_id, Decision.decided_at >= since),
        "appeals": count(Appeal.reviewer_id, Appeal.decided_at >= since),
        "held": count(
            ModerationCase.claimed_by_id, ModerationCase.claimed_until > now,
            ModerationCase.closed_at.is_(None),
        ),
    }  # fmt: skip
    rows = db.session.execute(
        select(*_PERSON.columns, *(each.scalar_subquery().label(name)
                                   for name, each in parts.items()))
        .where(person.in_(_who(viewer, since, now)))
        .order_by(_PERSON.user.name)
    )  # fmt: skip
    return tuple(
        Share(_PERSON.of(row), row.decisions, row.seconded, row.appeals, row.held) for row in rows
    )


def _who(viewer: Viewer, since: datetime, now: datetime) -> Sequence[int]:
    """Staff sees who did something; everybody else sees themselves."""
    if not viewer.is_staff:
        return [viewer.id] if viewer.id is not None else []
    found = (
        select(Decision.decided_by_id).where(Decision.decided_at >= since),
        select(Decision.second_by_id).where(Decision.decided_at >= since),
        select(Appeal.reviewer_id).where(Appeal.decided_at >= since),
        select(ModerationCase.claimed_by_id).where(ModerationCase.claimed_until > now),
        select(User.id).where(User.id == viewer.id),
    )
    ids = {one for each in found for one in db.session.scalars(each.distinct()) if one is not None}
    return sorted(ids)
