"""How migrations run: on the forum's own engine, in one transaction, in batch mode on SQLite."""

from alembic import context
from flask import current_app

from forum import models  # noqa: F401 - the tables
from forum.extensions import db
from forum.models.columns import SafeHtml, UtcDateTime


def plain(kind, thing, autogen):
    """Column types of ours are written as what they are in the database."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, SafeHtml):
        return "sa.Text()"
    return False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":  # rebuilding a table must not cascade
            raw.execute("PRAGMA foreign_keys=OFF")  # before a transaction, or it does nothing
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=plain,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=ON")


run()
