"""How migrations run: on the forum's own engine, in one transaction, in batch mode on SQLite."""

from alembic import context
from flask import current_app

from forum import models  # noqa: F401 - the tables
from forum.extensions import db
from forum.models.columns import SafeHtml, UtcDateTime
from forum.search.postgresql.tables import NAMES


def plain(kind, thing, autogen):
    """Column types of ours are written as what they are in the database."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, SafeHtml):
        return "sa.Text()"
    return False


def is_ours(thing, name, kind, reflected, compared):
    """The tables of PostgreSQL's search index are no models; migrations make them by hand. Those
    of plugins are looked at with the plugin's own."""
    theirs = context.config.attributes.get("prefix")
    if kind == "table" and (name.startswith("plugin_") or theirs):
        return bool(theirs) and name.startswith(theirs)
    return not (kind == "table" and name in NAMES)


def run() -> None:
    """On the connection that whoever asked has open, in its transaction; else on one of our own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":  # rebuilding a table must not cascade
            raw.execute("PRAGMA foreign_keys=OFF")  # before a transaction, or it does nothing
        migrate(connection)
        connection.commit()
        if engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=ON")


def migrate(connection) -> None:
    # A plugin's tables have migrations and a version of their own: see forum/schema.py.
    given = context.config.attributes
    context.configure(
        connection=connection,
        target_metadata=given.get("metadata", db.metadata),
        version_table=given.get("version_table", "alembic_version"),
        render_as_batch=True,
        compare_type=True,
        render_item=plain,
        include_object=is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
