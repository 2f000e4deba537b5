"""One small unit of work of an import: short, so that the site goes on, and tried again if need be.

On PostgreSQL somebody may join under a name, or take a lock, at the same moment.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError

from forum import database

T = TypeVar("T")
_TRIES = 5
_PASSING = (IntegrityError, OperationalError, database.Busy)


def written(work: Callable[[], T]) -> T:
    """What `work` returns, once what it wrote is committed. It may be called more than once."""
    for _ in range(_TRIES - 1):
        try:
            return _once(work)
        except _PASSING:
            continue
    return _once(work)


def _once(work: Callable[[], T]) -> T:
    with database.unit("write"):
        return work()
