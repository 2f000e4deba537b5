"""The app for a command, with logging as the operator wants it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from forum import config, database, schema
from forum.app import create_app
from forum.extensions import db
from forum.server import grounds, logs


def load(with_secret_key: bool = True) -> Flask:
    """The forum as configured, its instance folder made if needed."""
    settings = config.read()
    grounds.require_instance(settings)
    logs.configure(settings["FORUM_LOG_LEVEL"], settings.log_format)
    return create_app(config.with_secret_key(settings) if with_secret_key else settings)


@contextmanager
def ready() -> Iterator[Flask]:
    """Inside an app context of a forum whose database is of this version."""
    app = load()
    with app.app_context():
        schema.require_current()
        yield app
        database.rollback()
        db.engine.dispose()
