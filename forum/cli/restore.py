"""`forum restore`: a backup, or an export, becomes this forum."""

import os
import tempfile
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select

from forum import config, database, schema, storage
from forum.archives import loading, opening
from forum.cli import backup
from forum.cli.bringing import bring
from forum.cli.loading import load
from forum.extensions import db
from forum.models import User
from forum.models.users import OPERATOR
from forum.services import backups


@click.command(name="restore")
@click.argument("which", metavar="FILE")
@click.option("--replace", is_flag=True, help="There is a community here: replace it.")
@click.option("--without-backup", is_flag=True, help="With --replace: do not back it up first.")
@click.option("--asked-by", default="", metavar="NAME", help="The admin who asked, for the log.")
def command(which: str, replace: bool, without_backup: bool, asked_by: str) -> None:
    """Restore FILE: a path, or a name that `forum backup list` shows.

    Stop the forum first. All of it comes back or nothing changes; one that a newer version made is
    refused. Files that only the replaced community had stay in the storage, where nothing shows
    them.
    """
    app = load()
    with app.app_context(), tempfile.TemporaryDirectory(dir=app.config["FORUM"].instance) as folder:
        path = _found(which, Path(folder))
        with opening.opened(path) as archive:
            loading.require_known(archive)
            _prepare(replace, without_backup)
            rows, files = bring(archive, True, lambda what: click.echo(f"  {what}"), replace)
            key = archive.secret_key()
        _look_for_backups()
        _log(asked_by)
        click.echo(f"{rows:,} rows and {files:,} files are back.")
        if key:
            click.echo(_kept(key))
        click.echo("Start the forum; it makes its search index anew.")


def _look_for_backups() -> None:
    """So that they are on their page. What was restored is here whether they can be seen or not."""
    try:
        there = storage.backups().sizes()
    except storage.StorageError as error:
        click.echo(f"What backups there are cannot be seen: {error}", err=True)
        return
    with database.unit("write"):
        backups.adopt(OPERATOR, there)


def _log(name: str) -> None:
    """What was written about it before went with the community that was replaced."""
    with database.unit("write"):
        asked = db.session.scalar(select(User.id).where(User.name == name)) if name else None
        if asked is not None:
            backups.restored(OPERATOR, asked)


def _found(which: str, folder: Path) -> Path:
    if Path(which).exists():
        return Path(which)
    try:
        storage.backups().get_file(which, folder / "backup.zip")
    except (FileNotFoundError, ValueError) as error:
        raise click.ClickException(f"There is no file and no backup called {which}.") from error
    return folder / "backup.zip"


def _prepare(replace: bool, without_backup: bool) -> None:
    database.begin("write")
    if loading.is_empty(db.engine):
        return
    if not replace:
        raise click.ClickException(
            "There is a community in this forum. Say --replace if it is to go."
        )
    if not without_backup:
        if not schema.read().is_current:
            raise click.ClickException(
                "The community here cannot be backed up by this version. Say --without-backup if"
                " you have a copy."
            )
        click.echo(f"What is here now is kept: {backup.taken('restore')}")


def _kept(key: str) -> str:
    """The secret key that second factors were written with, where it is kept in the instance."""
    settings: config.Config = current_app.config["FORUM"]
    if "secret_key" not in settings.origins.get("FORUM_SECRET_KEY", ""):
        if settings["FORUM_SECRET_KEY"] == key:
            return "The secret key is the same."
        return (
            "FORUM_SECRET_KEY is set here and differs from the one of the backup: second factors "
            "cannot be read until it is put back."
        )
    file = settings.instance / "secret_key"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as written:
        written.write(key)
    return "The secret key is back too."
