"""How a unit of work begins and ends, on SQLite and on PostgreSQL.

A unit that only reads may not write (SQLite: `query_only`; PostgreSQL: a read-only transaction), so
a GET that writes fails in the first test that meets it. A unit that may write takes SQLite's one
write lock at its beginning: a lock taken later, after a read, is refused when somebody else wrote
in between. Writers queue for a file lock first, which is fair; SQLite's own waiting is not (with 4
processes of 8 threads: p99 144 ms instead of 739 ms).
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from flask import current_app, has_app_context
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from forum import metrics
from forum.extensions import db
from forum.versions import Snapshot, Versions

Mode = Literal["read", "write"]
_mode: ContextVar[Mode] = ContextVar("forum_database_mode", default="write")
_snapshot: ContextVar[Snapshot | None] = ContextVar("forum_versions_snapshot", default=None)

# Measured set-up: WAL with FULL survives the loss of power; 64 MB of cache, 256 MB mapped.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=15000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=268435456",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",  # what is erased is gone from the file (many builds do so anyway)
)


@contextmanager
def unit(mode: Mode) -> Iterator[None]:
    """Everything inside is one unit of work: commits on leaving, rolls back on an exception."""
    token = _mode.set(mode)
    _snapshot.set(None)
    try:
        yield
        commit()
    except BaseException:
        rollback()
        raise
    finally:
        _mode.reset(token)


def begin(mode: Mode) -> None:
    """From here on this thread's units of work are of this `mode`. For the web door."""
    _mode.set(mode)
    _snapshot.set(None)


def commit() -> None:
    """Commit, then give what was changed its new versions."""
    versions_of_app = _versions()
    db.session.flush()  # what is flushed says what it touches
    names = db.session.info.get("bumps") or set()
    if names:  # once before as well: a process that dies in between must leave nothing stale behind
        versions_of_app.bump(*names)
    db.session.commit()
    if names:
        versions_of_app.bump(*names)
        names.clear()
    for event_name in db.session.info.pop("happened", ()):
        metrics.current().add("forum_events", event_name)
    _snapshot.set(None)


def rollback() -> None:
    db.session.rollback()
    db.session.info.pop("bumps", None)
    db.session.info.pop("happened", None)
    _snapshot.set(None)


def touch(*names: str) -> None:
    """When this unit of work commits, the things under these names have a new version."""
    db.session.info.setdefault("bumps", set()).update(names)


def happened(name: str) -> None:
    """When this unit of work commits, this is counted (`forum.metrics`)."""
    db.session.info.setdefault("happened", []).append(name)


def touched(name: str) -> bool:
    """Whether this very unit of work has changed what is under `name`, not yet committed."""
    return name in (db.session.info.get("bumps") or ())


def _versions() -> Versions:
    found: Versions = current_app.extensions["forum.versions"]
    return found


def current_versions(*names: str) -> tuple[int, ...]:
    """The versions of these names as this unit of work sees them."""
    return snapshot().current(*names)


def snapshot() -> Snapshot:
    """All versions as this unit of work sees them; the same object until it ends."""
    found = _snapshot.get()
    if found is None:
        found = _versions().snapshot()
        _snapshot.set(found)
    return found


def insert_missing(table: Any, **values: Any) -> bool:
    """Insert a row unless one with its key is there. True when it was inserted.

    For what two may do at once: the constraint decides, and nobody's transaction breaks.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement: Any = insert(table).values(**values).on_conflict_do_nothing()
    # Without being asked to, the result of an INSERT does not keep this number on PostgreSQL.
    result: Any = db.session.execute(statement, execution_options={"preserve_rowcount": True})
    return bool(result.rowcount == 1)


def upsert(table: Any, keys: tuple[str, ...], **values: Any) -> None:
    """Insert a row, or give the row with the same `keys` these values."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement: Any = insert(table).values(**values)
    rest = {name: value for name, value in values.items() if name not in keys}
    db.session.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest))


def flush_or_raise(conflict: Exception) -> None:
    """Write what is pending; raise `conflict` when a unique constraint says that others have it.

    Only what is pending is taken back: the unit of work goes on.
    """
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise conflict from error


def empty_journal() -> None:
    """Between units of work: what was erased stands in SQLite's journal no more either."""
    if db.engine.dialect.name == "sqlite":
        raw = db.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()


def prepare(engine: Engine) -> None:
    """Give `engine` the habits described above. Does no I/O."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _begin_postgresql(connection: Connection) -> None:
    if has_app_context():
        current_versions()
    raw: Any = connection.connection.driver_connection
    read_only = _mode.get() == "read"
    if raw.read_only is not read_only:
        raw.read_only = read_only


def _prepare_sqlite(engine: Engine) -> None:
    lock_path = f"{engine.url.database}.writer" if engine.url.database else ""

    def connected(raw: Any, record: Any) -> None:
        raw.isolation_level = None  # no BEGIN by the driver: ours says which kind
        for pragma in PRAGMAS:
            raw.execute(pragma)

    def began(connection: Connection) -> None:
        info, mode = connection.info, _mode.get()
        if info.get("mode") != mode:
            connection.exec_driver_sql(f"PRAGMA query_only={int(mode == 'read')}")
            info["mode"] = mode
        if mode == "read":
            if has_app_context():  # a migration runs without versions
                current_versions()
            connection.exec_driver_sql("BEGIN")
            return
        _take(info, lock_path)
        _snapshot.set(None)  # who had the lock before us may have changed what we knew
        try:
            if has_app_context():
                current_versions()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            _release(info)
            raise

    def ended(connection: Connection) -> None:
        _release(connection.info)

    def returned(raw: Any, record: Any) -> None:
        _release(record.info)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)
    event.listen(engine, "rollback", ended)
    # A commit is announced before it is sent, so the lock goes when the connection is given back.
    event.listen(engine.pool, "checkin", returned)


class Busy(Exception):  # noqa: N818
    """The one writer did not get its turn in time."""


# Threads of this process queue here, with a limit; processes queue at the file, which is fair.
_writer = threading.Lock()
LONGEST_WAIT = 15.0  # seconds


def _take(info: dict[str, Any], path: str) -> None:
    if not path or "writer_lock" in info:  # a second transaction before it was given back
        return
    if not _writer.acquire(timeout=LONGEST_WAIT):
        raise Busy("another unit of work holds the database for too long")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except BaseException:
        _writer.release()
        raise
    info["writer_lock"] = handle


def _release(info: dict[str, Any]) -> None:
    handle = info.pop("writer_lock", None)
    if handle is not None:
        os.close(handle)
        _writer.release()
