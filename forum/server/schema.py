"""Whether the database has the tables this version of the forum needs, and how it gets them."""

from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import inspect, text

from forum import database
from forum.extensions import db


class SchemaError(Exception):
    """The database does not fit this version of the forum. The message is for the operator."""


@dataclass(frozen=True)
class Schema:
    """`current` is the revision of the database ("" when it is empty), `head` the one we need."""

    current: str
    head: str
    is_known: bool

    @property
    def is_current(self) -> bool:
        return self.current == self.head


def read() -> Schema:
    """What the database has. Raises SQLAlchemy's OperationalError when it does not answer."""
    scripts = ScriptDirectory.from_config(_config())
    with database.unit("read"):
        connection = db.session.connection()
        found = ""
        if inspect(connection).has_table("alembic_version"):
            found = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
    return Schema(found, scripts.get_current_head() or "", not found or _knows(scripts, found))


def upgrade() -> None:
    """Bring the database to this version. SchemaError when a newer one has already been there."""
    _refuse_newer(read())
    with database.unit("write"):
        command.upgrade(_config(), "head")


def require_current() -> None:
    """SchemaError unless the tables are those of this version."""
    schema = read()
    _refuse_newer(schema)
    if not schema.is_current:
        what = "is empty" if not schema.current else "is of an older version of the forum"
        raise SchemaError(f"The database {what}. Prepare it with: forum db upgrade")


def _refuse_newer(schema: Schema) -> None:
    if not schema.is_known:
        raise SchemaError(
            f"The database was made by a newer version of the forum (revision {schema.current}). "
            "Install that version, or go back to a backup made with this one."
        )


def _config() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config


def _knows(scripts: ScriptDirectory, revision: str) -> bool:
    try:
        return scripts.get_revision(revision) is not None
    except CommandError:
        return False
