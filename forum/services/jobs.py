"""Asking for work that is done after this transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, update

from forum import database
from forum.extensions import db
from forum.models import Job
from forum.models.columns import utcnow


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
        created_at=utcnow(),
    )


def retry(actor: object, ids: Collection[int] | None = None) -> int:
    """Run jobs that were given up once more, all of them or these. Returns how many."""
    statement = update(Job).where(Job.failed_at.is_not(None))
    if ids is not None:
        statement = statement.where(Job.id.in_(ids))
    found: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        statement.values(failed_at=None, attempts=0, run_at=utcnow(), claimed_until=None)
    )
    return found.rowcount


def discard(actor: object, ids: Collection[int]) -> int:
    """Delete jobs that were given up. Returns how many."""
    found: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        delete(Job).where(Job.failed_at.is_not(None), Job.id.in_(ids))
    )
    return found.rowcount
