"""Prepares the database, says where the forum is and who can sign in, and serves."""

from importlib import import_module

from forum.app import create_app
from forum.config import Config
from forum.server import logs, processes, schema


def serve(settings: Config, with_worker: bool, migrate: bool) -> None:
    """Until told to end. Raises SchemaError when the database does not fit."""
    logs.configure(settings["FORUM_LOG_LEVEL"])
    app = create_app(settings)
    said = [f"\nThe forum is at {settings.base_url}/  (Ctrl-C ends it)"]
    with app.app_context():
        if migrate or not settings.is_production:
            schema.upgrade()
        else:
            schema.require_current()
        if not settings.is_production:
            said += import_module("forum.cli.demonstration").prepared()
    processes.serve(settings, app, with_worker, lambda: print("\n".join(said), flush=True))
