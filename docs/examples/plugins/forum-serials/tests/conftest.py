"""A forum with this plugin alone, in a folder of its own."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))


@pytest.fixture
def app(tmp_path):
    import forum_serials

    from forum import config, database
    from forum.app import create_app
    from forum.cli.upgrading import upgrade
    from forum.extensions import db

    settings = config.read({"FORUM_INSTANCE": str(tmp_path), "FORUM_SECRET_KEY": "of tests"})
    made = create_app(settings, {"TESTING": True}, with_plugins=[forum_serials])
    with made.app_context():
        database.begin("write")
        upgrade(with_backup=False)
        database.begin("write")
        yield made
        database.rollback()
        db.engine.dispose()
