"""Which jobs wait, and which were given up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from forum.extensions import db
from forum.models import Job
from forum.models.columns import utcnow


def failed(viewer: object, limit: int = 200) -> Sequence[Job]:
    """Jobs that failed too often, the latest first, with their errors."""
    return db.session.scalars(
        select(Job).where(Job.failed_at.is_not(None)).order_by(Job.failed_at.desc()).limit(limit)
    ).all()


def counts(viewer: object) -> tuple[int, int, int]:
    """How many jobs are due now, wait for a later time, and were given up."""
    is_due = Job.failed_at.is_(None) & (Job.run_at <= utcnow())
    is_later = Job.failed_at.is_(None) & (Job.run_at > utcnow())
    row = db.session.execute(
        select(
            func.count().filter(is_due),
            func.count().filter(is_later),
            func.count().filter(Job.failed_at.is_not(None)),
        ).select_from(Job)
    ).one()
    return row[0], row[1], row[2]


def oldest_due(viewer: object) -> datetime | None:
    """Since when the job that waits longest is due; None when none is."""
    now = utcnow()
    return db.session.scalar(
        select(func.min(Job.run_at)).where(
            Job.failed_at.is_(None),
            Job.run_at <= now,
            or_(Job.claimed_until.is_(None), Job.claimed_until <= now),
        )
    )
