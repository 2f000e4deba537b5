"""Prepares the database, says where the forum is and who can sign in, and serves."""

from importlib import import_module

from forum import schema
from forum.app import create_app
from forum.cli.upgrading import upgrade
from forum.config import Config
from forum.server import logs, processes


def serve(settings: Config, with_worker: bool, migrate: bool) -> None:
    """Until told to end. Raises SchemaError when the database does not fit."""
    logs.configure(settings["FORUM_LOG_LEVEL"], settings.log_format)
    app = create_app(settings)
    said = [f"\nThe forum is at {settings.base_url}/  (Ctrl-C ends it)"]
    with app.app_context():
        if migrate or not settings.is_production:
            upgrade(with_backup=settings.is_production)
        else:
            schema.require_current()
        if not settings.is_production:
            said += import_module("forum.cli.demonstration").prepared()
        else:
            said += import_module("forum.cli.founding").prepared(settings.base_url)
    processes.serve(settings, app, with_worker, lambda: print("\n".join(said), flush=True))
