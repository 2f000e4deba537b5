"""A forum with both example plugins, on both databases, each with their tables."""

import os
import shutil

import pytest
from sqlalchemy import delete

from forum import database
from forum.cli.upgrading import upgrade
from forum.extensions import db
from forum.models import Badge, ReactionKind
from tests import sharing
from tests.conftest import WORKER, empty, make_app, postgres_database
from tests.plugins.plugged import both


def prepared(app):
    with app.app_context():
        database.begin("write")
        upgrade(with_backup=False)
        db.engine.dispose()


@pytest.fixture(scope="session")
def plugged_sqlite(empty_sqlite, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plugged")
    shutil.copy(empty_sqlite, folder / "forum.db")
    prepared(make_app(folder, with_plugins=both()))
    return folder / "forum.db"


@pytest.fixture(scope="session")
def plugged_postgres(tmp_path_factory):
    with postgres_database(f"forum_plugged_{WORKER}_{os.getpid()}") as url:
        prepared(make_app(tmp_path_factory.mktemp("plugged"), url, both()))
        yield url


@pytest.fixture
def app(engine, tmp_path, request):
    if engine == "sqlite":
        shutil.copy(request.getfixturevalue("plugged_sqlite"), tmp_path / "forum.db")
        app = make_app(tmp_path, with_plugins=both())
    else:
        url = request.getfixturevalue("plugged_postgres")
        app = make_app(tmp_path, url, both())
        sharing.connections(app, url)
    with app.app_context():
        database.begin("write")
        yield app
        database.rollback()
        if engine == "postgresql":
            _emptied(app)
        db.engine.dispose()


def _emptied(app):
    """Of what the plugins added only the rows that the upgrade made are left."""
    database.begin("write")
    for theirs in app.extensions["forum"].tables.values():
        for table in reversed(theirs.metadata.sorted_tables):
            db.session.execute(delete(table))
    kinds = [row.key for row in db.session.query(ReactionKind).filter(ReactionKind.key.like("%.%"))]
    badges = [
        {c.name: getattr(row, c.key) for c in Badge.__table__.columns if c.name != "id"}
        for row in db.session.query(Badge).filter_by(is_shipped=False, position=1000)
        if row.slug.startswith("serials-")
    ]
    db.session.commit()
    assert kinds
    empty()
    database.begin("write")
    for badge in badges:
        db.session.add(Badge(**badge | {"holder_count": 0}))
    db.session.commit()
