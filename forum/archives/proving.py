"""Whether an archive is good: it is restored into a database of its own, and counted there."""

import tempfile
from itertools import chain
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, create_engine, event

from forum.archives import loading
from forum.archives.opening import Archive, NotAnArchive, opened


def prove(path: Path) -> dict[str, int]:
    """The rows of each table. Raises NotAnArchive with what is wrong."""
    place = current_app.config["FORUM"].instance
    with opened(path) as archive, tempfile.TemporaryDirectory(dir=place) as folder:
        for _each in chain(archive.rows(archive.manifest.addresses), archive.media()):
            pass
        return _restored(archive, Path(folder) / "trial.db")


def _restored(archive: Archive, file: Path) -> dict[str, int]:
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _began)
    try:
        wanted = loading.load(engine, archive, is_trusted=True)
        with engine.connect() as connection:
            quote = engine.dialect.identifier_preparer.quote
            for name, rows in wanted.items():
                there = connection.exec_driver_sql(f"SELECT count(*) FROM {quote(name)}").scalar()  # noqa: S608 - our own tables
                if there != rows:
                    raise NotAnArchive(f"{name} has {there} rows after restoring, not {rows}.")
    finally:
        engine.dispose()
    return wanted


def _connected(raw: Any, _record: Any) -> None:
    raw.isolation_level = None
    for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "trusted_schema=OFF"):
        raw.execute(f"PRAGMA {pragma}")


def _began(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
