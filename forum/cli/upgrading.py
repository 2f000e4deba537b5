"""An upgrade of the database: one at a time, with a backup first and a look afterwards."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select, text

from forum import database, schema, storage
from forum.archives import exporting, proving
from forum.extensions import db
from forum.lib import backup_keys
from forum.lib.times import utcnow
from forum.models.users import OPERATOR
from forum.services import plugins

LOCK = 0x464F52554D  # on PostgreSQL, where several machines may upgrade; any number of our own


def upgrade(with_backup: bool = True) -> str:
    """Bring the database to this version. A sentence about what was done. Raises SchemaError."""
    with _alone():
        before = schema.read()
        if before.is_current:
            _settle()
            return "The database is of this version."
        if with_backup and before.current and before.is_known:
            click.echo(f"What is here now is kept: {_kept()}")
        schema.upgrade()
        _settle()
        _look()
    if before.current == before.head:
        return f"The tables of {', '.join(before.plugins)} were made, or brought to their version."
    return f"The database was brought to revision {before.head}."


def _settle() -> None:
    """What plugins add to tables of ours, and what they still have of people who have left."""
    with database.unit("write"):
        plugins.settle(OPERATOR)


@contextmanager
def _alone() -> Iterator[None]:
    """Two at once: the second waits, and then finds nothing to do."""
    place = Path(current_app.config["FORUM"].instance) / "upgrade.lock"
    with place.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if db.engine.dialect.name != "postgresql":
            yield
            return
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as holder:
            holder.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            try:
                yield
            finally:
                holder.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


def _kept() -> str:
    """A backup of the tables as they are now, tried out like any other."""
    key = backup_keys.make(utcnow(), "upgrade")
    with tempfile.TemporaryDirectory(dir=current_app.config["FORUM"].instance) as folder:
        path = Path(folder) / "backup.zip"
        exporting.write(path, with_secrets=True)
        proving.prove(path)
        storage.backups().put_file(key, path)
        size = os.path.getsize(path)
    return f"{key}, {size / 1e6:,.1f} MB"


def _look() -> None:
    """Every table can be read as this version reads it, and points to what is there."""
    schema.require_current()
    with database.unit("read"):
        for table in db.metadata.sorted_tables:
            db.session.execute(select(table).limit(1)).all()
        if db.engine.dialect.name == "sqlite":
            wrong = db.session.execute(text("PRAGMA foreign_key_check")).first()
            if wrong is not None:
                raise schema.SchemaError(
                    f"After the upgrade a row of {wrong[0]} points to nothing. Restore the backup."
                )
