"""A database that some migrations have not reached: who asks is told so, and which these are."""

import shutil

import pytest
from alembic import command
from flask import current_app

from forum import database, schema
from forum.extensions import db
from tests.conftest import make_app
from tests.server.running import forum

OLD = "0040"


@pytest.fixture
def older(empty_sqlite, tmp_path):
    """An app whose database is as an older version of the forum had it."""
    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    app = make_app(tmp_path)
    with app.app_context():
        with database.unit("write"):
            config = current_app.extensions["migrate"].migrate.get_config()
            config.attributes["connection"] = db.session.connection()
            command.downgrade(config, OLD)
        yield app
        db.session.rollback()
        db.engine.dispose()


def test_it_is_not_ready_and_check_names_the_migrations_that_are_missing(older, tmp_path):
    client, now = older.test_client(), schema.head()
    answer = client.get("/readyz")
    assert (answer.status_code, client.get("/healthz").status_code) == (503, 200)
    assert f"revision {OLD}, this is {now}" in answer.text
    away = client.get("/readyz", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert (away.status_code, away.text) == (503, "not ready\n")
    database.rollback()
    said = forum("check", folder=tmp_path, FORUM_ENV="development")
    assert said.returncode == 1 and "Traceback" not in said.stderr, said.stderr
    line = next(line for line in said.stdout.splitlines() if "WRONG tables" in line)
    assert f"(revision {OLD}); to come: 0041_cut_replies, 0042_bylines_of_threads, " in line
    assert len(line.split(", ")) == int(now) - int(OLD) and f"{now}_" in line.split(", ")[-1]
    assert "forum db upgrade" in said.stdout
    schema.upgrade()
    assert client.get("/readyz").status_code == 200
