"""Whether this process can serve, and how what it stands on is."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forum import engines, schema, storage, structure
from forum.extensions import db
from forum.models.columns import utcnow
from forum.queries import jobs
from forum.search import Unavailable

LATE = timedelta(minutes=10)  # some job is due each minute: one that waits this long has no worker


@dataclass(frozen=True, slots=True)
class State:
    """`fatal`: pages cannot be served rightly; else somebody should look."""

    name: str
    is_good: bool
    said: str
    fatal: bool = False


def answers(viewer: object) -> bool:
    """Whether the database answers."""
    try:
        db.session.execute(text("SELECT 1"))
    except DBAPIError:
        db.session.rollback()
        return False
    return True


def states(viewer: object) -> list[State]:
    """Everything that a page, a search or a letter needs."""
    if not answers(viewer):
        return [State("database", False, "does not answer", fatal=True)]
    found = [State("database", True, "answers"), _tables(), _storage()]
    if found[1].is_good:
        found += [_search(), _worker()]
    mode = structure.setting("site.mode") if found[1].is_good else "open"
    return [*found, State("mode", mode == "open", mode)]


def _tables() -> State:
    revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    is_current = revision == schema.head()
    return State("tables", is_current, f"revision {revision}, this is {schema.head()}", fatal=True)


def _storage() -> State:
    try:
        storage.current().exists("check/ready")
    except Exception as error:  # whatever stands behind it may raise anything
        return State("storage", False, type(error).__name__, fatal=True)
    return State("storage", True, "answers", fatal=True)


def _search() -> State:
    try:
        health = engines.current().health()
    except Unavailable as error:
        return State("search", False, str(error))
    return State("search", health.state == "ready", f"{health.engine} {health.state}")


def _worker() -> State:
    oldest = jobs.oldest_due(None)
    if oldest is not None and utcnow() - oldest > LATE:
        return State("worker", False, f"a job waits since {oldest:%Y-%m-%d %H:%M} UTC")
    return State("worker", True, "no job waits long")
