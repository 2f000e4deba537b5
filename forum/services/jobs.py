"""Asking for work that is done after this transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, update

from forum import database
from forum.extensions import db
from forum.lib import causes
from forum.lib.verdict import require
from forum.models import Job, StaffAction, Viewer
from forum.models.columns import utcnow
from forum.policies import structure as policy


def enqueue(
    name: str, *, run_at: datetime | None = None, once: str | None = None, **arguments: Any
) -> None:
    """Ask for `name` to be run once this transaction has been committed.

    `once` is a key: while a job with it waits, asking again changes nothing.
    """
    database.insert_missing(
        Job,
        name=name,
        arguments=arguments,
        unique_key=once,
        run_at=run_at or utcnow(),
        attempts=0,
        error="",
        request_number=causes.number() or None,
        created_at=utcnow(),
    )


def retry(actor: Viewer, ids: Collection[int] | None = None) -> int:
    """Run jobs that were given up once more, all of them or these. Returns how many."""
    require(policy.can_shape(actor))
    statement = update(Job).where(Job.failed_at.is_not(None))
    if ids is not None:
        statement = statement.where(Job.id.in_(ids))
    found: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        statement.values(failed_at=None, attempts=0, run_at=utcnow(), claimed_until=None)
    )
    _note(actor, "retry-jobs", found.rowcount)
    return found.rowcount


def discard(actor: Viewer, ids: Collection[int]) -> int:
    """Delete jobs that were given up. Returns how many."""
    require(policy.can_shape(actor))
    found: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        delete(Job).where(Job.failed_at.is_not(None), Job.id.in_(ids))
    )
    _note(actor, "discard-jobs", found.rowcount)
    return found.rowcount


def _note(actor: Viewer, verb: str, count: int) -> None:
    """A line in the log, but for what was done at the command line or to nothing."""
    if actor.id is not None and count:
        db.session.add(StaffAction(actor_id=actor.id, verb=verb, details={"jobs": count}))
        db.session.flush()
