"""An upgrade: one at a time, what was there is kept first, and it is looked at afterwards."""

import os
from contextlib import nullcontext
from threading import Thread

import pytest
from sqlalchemy import text

from forum import database, schema, storage
from forum.archives import loading, opening
from forum.cli import upgrading
from forum.extensions import db
from tests.conftest import WORKER, make_app, postgres_database

BEFORE = "0019"  # any older revision


@pytest.fixture
def older(engine, tmp_path):
    """A forum whose database is of an older version, with rows in it."""
    name = f"forum_older_{WORKER}_{os.getpid()}"
    with postgres_database(name) if engine == "postgresql" else nullcontext("") as url:
        app = make_app(tmp_path, url)
        with app.app_context():
            database.begin("write")
            with db.engine.connect() as connection, connection.begin():
                schema.migrate(connection, BEFORE)
            yield app
            database.rollback()
            db.engine.dispose()


def test_of_two_upgrades_one_waits_and_what_was_there_can_be_restored(older):
    said = []

    def run():
        with older.app_context():
            said.append(upgrading.upgrade())
            db.session.remove()

    threads = [Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in said if "brought to" in one]) == 1
    (key,) = storage.backups().sizes()
    assert "-upgrade-" in key
    with opening.opened(storage.backups().local_path(key)) as archive:
        assert archive.manifest.schema_revision == BEFORE
        groups = archive.manifest.tables["group"].rows
        assert groups > 10
        database.begin("write")
        loading.load(db.engine, archive, is_trusted=True)  # and is brought up to date on its way
    assert schema.read().is_current
    database.begin("read")
    assert db.session.scalar(text('SELECT count(*) FROM "group"')) == groups
