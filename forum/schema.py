"""Whether the database has the tables this version of the forum needs, and how it gets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection, inspect, text

from forum import database
from forum.extensions import db


class SchemaError(Exception):
    """The database does not fit this version of the forum. The message is for the operator."""


@dataclass(frozen=True)
class Schema:
    """`current` is the revision of the database ("" when it is empty), `head` the one we need.

    `plugins` are those whose tables are not of the version they need.
    """

    current: str
    head: str
    is_known: bool
    plugins: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # names of our steps from there to this version, in their order

    @property
    def is_current(self) -> bool:
        return self.current == self.head and not self.plugins


def read() -> Schema:
    """What the database has. Raises SQLAlchemy's OperationalError when it does not answer."""
    scripts = ScriptDirectory.from_config(_config())
    with database.unit("read"):
        connection = db.session.connection()
        found = ""
        if inspect(connection).has_table("alembic_version"):
            found = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
        old = tuple(name for name in _tables() if _revision_of(connection, name) != head_of(name))
    is_known = not found or _knows(scripts, found)
    missing = _steps(scripts, found) if is_known and found else ()
    return Schema(found, scripts.get_current_head() or "", is_known, old, missing)


def _steps(scripts: ScriptDirectory, since: str) -> tuple[str, ...]:
    return tuple(Path(one.path).stem for one in scripts.iterate_revisions("head", since))[::-1]


def upgrade() -> None:
    """Bring the database to this version. SchemaError when a newer one has already been there."""
    _refuse_newer(read())
    with database.unit("write"):
        command.upgrade(_config(), "head")
        for name in _tables():
            command.upgrade(config_of(name), "head")


def migrate(connection: Connection, revision: str) -> None:
    """Bring whatever database this is to `revision`, in the transaction that is open on it."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def migrate_plugin(connection: Connection, name: str, revision: str) -> None:
    """The same with the tables of a plugin."""
    config = config_of(name)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def revisions_of_plugins(connection: Connection) -> dict[str, str]:
    """What the database has of the tables of each plugin that is there."""
    return {name: _revision_of(connection, name) for name in _tables()}


def knows_of_plugin(name: str, revision: str) -> bool:
    """Whether the plugin is there, and this revision is one of its own."""
    if name not in _tables():
        return False
    return _knows(ScriptDirectory.from_config(config_of(name)), revision)


def head_of(name: str) -> str:
    """The revision that a plugin needs."""
    return ScriptDirectory.from_config(config_of(name)).get_current_head() or ""


def revision() -> str:
    """What the database has, asked in the unit of work that is open; "" when it is empty."""
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def head() -> str:
    """The revision that this version of the forum needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def knows(revision: str) -> bool:
    """Whether it is ours or of an older version; a newer one is unknown."""
    return _knows(ScriptDirectory.from_config(_config()), revision)


def require_current() -> None:
    """SchemaError unless the tables are those of this version."""
    schema = read()
    _refuse_newer(schema)
    if schema.current == schema.head and schema.plugins:
        names = ", ".join(schema.plugins)
        raise SchemaError(f"Tables of {names} are not there. Prepare them with: forum db upgrade")
    if not schema.is_current:
        what = "is empty" if not schema.current else "is of an older version of the forum"
        raise SchemaError(f"The database {what}. Prepare it with: forum db upgrade")


def _refuse_newer(schema: Schema) -> None:
    with database.unit("read"):
        found = revisions_of_plugins(db.session.connection())
    for name, revision in found.items():
        if revision and not knows_of_plugin(name, revision):
            raise SchemaError(
                f"The tables of the plugin {name} were made by a newer version of it (revision "
                f"{revision}). Install that version, or switch it off with FORUM_PLUGINS_OFF."
            )
    if not schema.is_known:
        raise SchemaError(
            f"The database was made by a newer version of the forum (revision {schema.current}). "
            "Install that version, or go back to a backup made with this one."
        )


def _config() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config


def _tables() -> Mapping[str, Any]:
    """`plugins.Tables` of the plugins that are there, by name."""
    found: Mapping[str, Any] = current_app.extensions["forum"].tables
    return found


def config_of(name: str) -> Config:
    """That of ours, with a plugin's migrations, its tables, and a version of its own."""
    tables, config = _tables()[name], _config()
    config.set_main_option("version_locations", str(tables.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(
        metadata=tables.metadata,
        version_table=tables.version_table,
        prefix=f"plugin_{name}_",
    )
    return config


def _revision_of(connection: Connection, name: str) -> str:
    table = _tables()[name].version_table
    if not inspect(connection).has_table(table):
        return ""
    return connection.scalar(text(f"SELECT version_num FROM {table}")) or ""  # noqa: S608 - ours


def _knows(scripts: ScriptDirectory, revision: str) -> bool:
    try:
        return scripts.get_revision(revision) is not None
    except CommandError:
        return False
