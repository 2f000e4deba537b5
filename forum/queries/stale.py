"""What has to be looked at again for the search index."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from forum.extensions import db
from forum.models import StaleEntry


class Mark(NamedTuple):
    kind: str
    thing_id: int
    marked_at: datetime


def next_of(viewer: object, limit: int) -> Sequence[Mark]:
    """The oldest marks."""
    rows = db.session.execute(
        select(StaleEntry.kind, StaleEntry.thing_id, StaleEntry.marked_at)
        .order_by(StaleEntry.marked_at)
        .limit(limit)
    )
    return [Mark(*row) for row in rows]


def waiting(viewer: object) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(StaleEntry)) or 0
