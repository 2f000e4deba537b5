"""Saying what the search index does not show as it is any more, in the transaction of its cause.

Called by what follows from events; asks nobody.
"""

from collections.abc import Iterable

from sqlalchemy import delete

from forum import database
from forum.extensions import db
from forum.models import StaleEntry
from forum.models.columns import utcnow
from forum.queries.stale import Mark


def mark(kind: str, thing_id: int) -> None:
    """Have this looked at again a moment after the commit."""
    database.upsert(
        StaleEntry, ("kind", "thing_id"), kind=kind, thing_id=thing_id, marked_at=utcnow()
    )


def done(marks: Iterable[Mark]) -> None:
    """Forget these marks; one that was made again meanwhile stays."""
    for seen in marks:
        db.session.execute(
            delete(StaleEntry).where(
                StaleEntry.kind == seen.kind,
                StaleEntry.thing_id == seen.thing_id,
                StaleEntry.marked_at == seen.marked_at,
            )
        )
