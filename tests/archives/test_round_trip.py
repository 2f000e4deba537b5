"""Nothing is lost: everything goes from SQLite to PostgreSQL and back, and is compared."""

import json
import os
import shutil
import zipfile
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import text

from forum import database, storage
from forum.archives import exporting, loading, opening, tables
from forum.extensions import db
from forum.models import OldName, Setup
from forum.models.columns import utcnow
from forum.models.setups import ONLY
from tests.archives import rows
from tests.conftest import WORKER, make_app, postgres_database


@contextmanager
def forum_in(folder, url=""):
    folder.mkdir(exist_ok=True)
    app = make_app(folder, url)
    with app.app_context():
        database.begin("write")
        yield
        database.rollback()
        db.engine.dispose()


def bring(path, **how):
    database.begin("write")
    with opening.opened(path) as archive:
        archive.check()
        loading.load(db.engine, archive, **how)
        loading.put_media(archive)


@pytest.fixture(scope="module")
def full(empty_sqlite, tmp_path_factory):
    """A folder with a forum that has rows in every table, and its archive with secrets."""
    folder = tmp_path_factory.mktemp("full")
    shutil.copy(empty_sqlite, folder / "forum.db")
    with forum_in(folder):
        rows.fill()
        exporting.write(folder / "whole.zip", with_secrets=True)
        return folder, rows.everything()


@pytest.fixture
def postgres():
    with postgres_database(f"forum_archive_{WORKER}_{os.getpid()}") as url:
        yield url


@pytest.mark.postgres
def test_everything_goes_to_postgresql_and_back_and_is_the_same(full, postgres, tmp_path):
    folder, before = full
    with forum_in(tmp_path / "there", postgres):
        bring(folder / "whole.zip")
        exporting.write(tmp_path / "again", with_secrets=True)
        # A row that comes later gets a number of its own.
        made = db.session.execute(text("INSERT INTO tag_slug (slug, tag_id) VALUES ('new', 1)"))
        assert made.rowcount == 1
        assert db.session.scalar(text("SELECT nextval('post_id_seq')")) == 3
        keys = "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"
        assert db.session.scalar(text(keys)) == sum(
            len(table.foreign_key_constraints) for table in db.metadata.sorted_tables
        )
    with forum_in(tmp_path / "back"):
        bring(tmp_path / "again")
        after = rows.everything()
        assert storage.current().read("posts/1f/path1.png") == b"path 1" * 1000
    for name, found in before.items():
        assert found == after[name], name
    with zipfile.ZipFile(folder / "whole.zip") as first:
        for name in first.namelist():
            if name not in {"manifest.json", "secret_key"}:
                assert first.read(name) == (tmp_path / "again" / name).read_bytes(), name


def test_without_secrets_there_are_none_and_the_community_can_be_brought_in(full, tmp_path):
    folder, _before = full
    with forum_in(folder):
        exporting.write(tmp_path / "plain.zip")
    with (
        zipfile.ZipFile(tmp_path / "plain.zip") as plain,
        zipfile.ZipFile(folder / "whole.zip") as whole,
    ):
        assert not [n for n in plain.namelist() if rows.HUSH.encode() in plain.read(n)]
        assert [n for n in whole.namelist() if rows.HUSH.encode() in whole.read(n)]
        manifest = json.loads(plain.read("manifest.json"))
        assert set(manifest["left_out"]) == {*tables.SECRET, *tables.LEFT_OUT}
        assert "password" in manifest["hidden"]["user"]
    with forum_in(tmp_path / "there"):
        bring(tmp_path / "plain.zip")
        assert db.session.get(Setup, ONLY) is None
        db.session.add(Setup(id=ONLY, finished_at=utcnow()))
        database.commit()
        bring(tmp_path / "plain.zip")  # and a server that was founded stays so (T48)
        assert db.session.get(Setup, ONLY).finished_at is not None
        user = db.session.execute(text('SELECT * FROM "user" WHERE id = 1')).one()
        assert user.password is None and len(user.fs_uniquifier) == 64


def test_an_export_is_one_moment_while_others_write(app, cast, tmp_path):
    """What is committed after it began is not in it, whenever its table is read."""
    added = []

    def write():
        with app.app_context(), database.unit("write"):
            db.session.add(OldName(name_key=f"k{len(added)}", name="n", user_id=cast.max.id))
        added.append(1)

    def elsewhere(what):
        if what not in {"badge", "follow", "old_name", "post", "message", "files"}:
            return
        thread = Thread(target=write)  # the kind of a unit of work is of one thread
        thread.start()
        thread.join()

    made = exporting.write(tmp_path / "one.zip", tell=elsewhere)
    assert len(added) == 6 and made.tables["old_name"].rows == 0
    assert made.tables["user"].rows == 7
