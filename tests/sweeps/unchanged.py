"""Whether a request left the database as it was, and putting it back when it did not."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from forum.extensions import db
from forum.versions import SLOTS


class Watched:
    """The file of the seeded forum: has anybody written to it, and as it was before."""

    def __init__(self, app):
        self.app = app
        self.file = Path(app.config["FORUM_INSTANCE"]) / "forum.db"
        self._kept = self.file.with_suffix(".kept")
        db.session.rollback()
        db.engine.dispose()
        with closing(sqlite3.connect(self.file)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.file, self._kept)
        self._raw = self._open()

    def _open(self):
        raw = sqlite3.connect(self.file)
        self._version = self._read(raw)
        return raw

    @staticmethod
    def _read(raw):
        """SQLite's own mark: another one after each commit of somebody else that wrote."""
        raw.execute("SELECT count(*) FROM alembic_version").fetchone()
        return raw.execute("PRAGMA data_version").fetchone()[0]

    def changed(self) -> bool:
        """Whether anything was written since the last time this was asked."""
        before, self._version = self._version, self._read(self._raw)
        return before != self._version

    def ask(self, statement):
        """The first row that the file has for this."""
        return self._raw.execute(statement).fetchone()

    def restore(self) -> None:
        """Everything as it was seeded, and nothing kept in memory of what was there meanwhile."""
        self._raw.close()
        db.session.rollback()
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        shutil.copy(self._kept, self.file)
        self.app.extensions["forum.versions"]._open()[:] = os.urandom(SLOTS * 8)
        self._raw = self._open()

    def texts(self):
        """(table, column, value) of every text there is."""
        self._raw.row_factory = sqlite3.Row
        for (table,) in self._raw.execute("SELECT name FROM sqlite_master WHERE type='table'"):
            for row in self._raw.execute(f'SELECT * FROM "{table}"'):
                for column in row.keys():  # noqa: SIM118 - a Row is no dictionary
                    yield table, column, row[column]
