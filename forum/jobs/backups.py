"""Makes backups, tries them out, and removes what is kept no longer."""

import logging
import tempfile
from pathlib import Path

from flask import current_app

from forum import database, storage
from forum.archives import exporting, proving
from forum.archives.manifest import Manifest
from forum.extensions import db
from forum.lib.verdict import Conflict
from forum.models import Backup
from forum.models.users import OPERATOR
from forum.services import backups
from forum.structure import setting

log = logging.getLogger("forum.backups")


def make(backup_id: int) -> None:
    """A snapshot into a file, tried out, then put into its place. What goes wrong stands in its
    row, where admins look. A place that does not answer is waited for, as other jobs wait."""
    with database.unit("read"):
        backup = db.session.get(Backup, backup_id)
        if backup is None or backup.slot is None:
            return
        key = backup.key
    try:
        made, size = _made(key)
    except Exception as error:
        database.rollback()
        is_away = isinstance(error, storage.StorageAway)
        with database.unit("write"):
            found = db.session.get_one(Backup, backup_id)
            (backups.wait if is_away else backups.fail)(OPERATOR, found, str(error))
        if is_away:
            raise
        log.exception("the backup failed")
        return
    with database.unit("write"):
        rows = sum(table.rows for table in made.tables.values())
        found = db.session.get_one(Backup, backup_id)
        backups.finish(OPERATOR, found, size, rows, made.media.rows, made.schema_revision)


def _made(key: str) -> tuple[Manifest, int]:
    with tempfile.TemporaryDirectory(dir=current_app.config["FORUM"].instance) as folder:
        path = Path(folder) / "backup.zip"
        made = exporting.write(path, with_secrets=True)
        proving.prove(path)
        size = path.stat().st_size
        storage.backups().put_file(key, path)
    return made, size


def prove(backup_id: int) -> None:
    """Restore it once more, as it lies in its place."""
    with database.unit("read"):
        backup = db.session.get(Backup, backup_id)
        if backup is None:
            return
        key = backup.key
    error = ""
    with tempfile.TemporaryDirectory(dir=current_app.config["FORUM"].instance) as folder:
        path = Path(folder) / "backup.zip"
        try:
            storage.backups().get_file(key, path)
            proving.prove(path)
        except storage.StorageError:  # that says nothing about the backup
            database.rollback()
            raise
        except Exception as wrong:
            database.rollback()
            log.exception("a backup is not good")
            error = str(wrong)
    with database.unit("write"):
        found = db.session.get(Backup, backup_id)
        if found is not None and error:
            backups.fail(OPERATOR, found, error)
        elif found is not None:
            backups.proved(OPERATOR, found)


def nightly() -> None:
    """The one of the day, if admins want it."""
    try:
        there = storage.backups().sizes()
    except storage.StorageError as error:  # that of the day says so in its row
        log.warning("what backups there are cannot be seen: %s", error)
        there = {}
    with database.unit("write"):
        backups.adopt(OPERATOR, there)
        if not setting("backup.is_scheduled"):
            return
        try:
            backups.ask(OPERATOR, "schedule")
        except Conflict:
            log.info("a backup is being made already")


def erase(keys: list[str]) -> None:
    for key in keys:
        storage.backups().delete(key)
