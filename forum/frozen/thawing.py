"""A forum in a folder of its own that has what an export has, for as long as it is asked."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from forum import database
from forum.app import create_app
from forum.archives import loading
from forum.archives.opening import Archive
from forum.config import VARIABLES, Config
from forum.extensions import db

Tell = Callable[[str], object]


@contextmanager
def forum_of(archive: Archive, address: str, theme: str, tell: Tell) -> Iterator[Flask]:
    """Inside an app context, in a unit that only reads. `address` is where the archive will live.

    What the export says comes in as from anybody: through the last gate, and nothing of it runs.
    Raises NotAnArchive. Afterwards nothing is left.
    """
    with tempfile.TemporaryDirectory(prefix="forum-archive-") as folder:
        app = create_app(_settings(Path(folder), address, theme))
        with app.app_context():
            database.begin("write")
            loading.load(db.engine, archive, is_trusted=False, tell=tell)
            try:
                database.begin("read")
                yield app
            finally:
                database.rollback()
                db.engine.dispose()


def _settings(folder: Path, address: str, theme: str) -> Config:
    """Of the operator's only the theme: no database, mail or storage of theirs is reached."""
    values = {variable.name: variable.default for variable in VARIABLES}
    values |= {
        "FORUM_INSTANCE": str(folder),
        "FORUM_BASE_URL": address,
        "FORUM_SECRET_KEY": secrets.token_hex(32),
        "FORUM_SEARCH_ENGINE": "whoosh",
        "FORUM_THEME": theme,
    }
    return Config(values)
