"""Backups in a place that speaks S3: a real server on loopback, with keys that it looks at."""

import filecmp
import json
import os
import secrets
import shutil
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import database, storage
from forum.archives import opening
from forum.cli.bringing import bring
from forum.cli.checking import storing
from forum.extensions import db
from forum.jobs import backups as jobs
from forum.jobs.worker import Worker
from forum.models import Backup, Job, Post
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.services import backups
from forum.storage import Storage, StorageAway, StorageError
from tests import factories
from tests.archives.test_round_trip import forum_in
from tests.server.running import forum, free_port

pytestmark = pytest.mark.server
PART = 50 * 2**20  # of what goes in parts; what is shorter than two goes in one


@pytest.fixture(scope="module")
def server():
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.bucket"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    yield json.loads(started.stdout.readline())
    started.stdin.close()
    started.wait(20)
    started.stdout.close()


@pytest.fixture
def options(server):
    return {"key": server["key"], "secret": server["secret"], "endpoint_url": server["endpoint"],
            "client_kwargs": {"region_name": "us-east-1"}}  # fmt: skip


@pytest.fixture
def place():
    return f"s3://kept/{secrets.token_hex(4)}"


@pytest.fixture
def elsewhere(app, options, place):
    app.extensions["forum.backups"] = Storage(place, options)
    return app.extensions["forum.backups"]


def taken(why="hand"):
    asked = backups.ask(OPERATOR, why, by_job=False)
    database.commit()
    jobs.make(asked.id)
    return db.session.get_one(Backup, asked.id, populate_existing=True)


def worked(app):
    """What is due now is done, once."""
    database.commit()
    db.session.execute(update(Job).values(run_at=utcnow() - timedelta(seconds=1)))
    database.commit()
    worker = Worker(app, every={})
    while worker.once():
        pass
    database.begin("write")
    db.session.expire_all()


def test_a_backup_goes_there_is_tried_out_and_comes_back(app, cast, elsewhere, tmp_path):
    factories.post(thread=factories.thread(author=cast.max), body="Kept far away.")
    made = taken()
    assert made.error == "" and made.proved_at and elsewhere.local_path(made.key) is None
    assert elsewhere.sizes() == {made.key: made.size}
    jobs.prove(made.id)
    db.session.refresh(made)
    assert made.error == ""
    elsewhere.get_file(made.key, tmp_path / "back.zip")
    database.rollback()
    with forum_in(tmp_path / "other"), opening.opened(tmp_path / "back.zip") as archive:
        bring(archive, is_trusted=True, tell=lambda _what: None)
        assert "Kept far away." in db.session.scalars(select(Post.body)).all()
    database.begin("write")


def test_one_that_is_damaged_there_is_found(cast, elsewhere):
    made = taken()
    data = bytearray(elsewhere.read(made.key))
    data[len(data) // 2 : len(data) // 2 + 400] = bytes(400)
    elsewhere.put(made.key, bytes(data))
    jobs.prove(made.id)
    db.session.refresh(made)
    assert made.error and made.proved_at is None


def test_old_ones_go_by_age_there_as_well(app, cast, elsewhere):
    now = utcnow()
    for n in range(30):
        key = f"old{n}.zip"
        elsewhere.put(key, b"x")
        db.session.add(Backup(key=key, why="schedule", made_at=now,
                              created_at=now - timedelta(days=300 + n)))  # fmt: skip
    elsewhere.put("by-hand.zip", b"x")
    jobs.nightly()  # finds what it knows nothing of, and asks for the one of the day
    worked(app)
    left = {one.key: one for one in db.session.scalars(select(Backup))}
    assert elsewhere.sizes().keys() == left.keys()
    assert left["by-hand.zip"].why == "found"
    kept = [one for one in left.values() if one.why == "schedule"]
    assert 1 < len(kept) < 12 and any(one.proved_at for one in kept)


@pytest.mark.parametrize("wrong", [{"secret": "not the secret"}, {"key": "AKIANOBODY"}])
def test_a_wrong_key_is_said_and_nothing_is_lost(app, cast, elsewhere, options, place, wrong):
    good = taken()
    app.extensions["forum.backups"] = Storage(place, {**options, **wrong})
    failed = taken()
    assert failed.made_at is None and failed.slot is None
    assert "lets nobody in with this key" in failed.error and place in failed.error
    assert options["secret"] not in failed.error
    found = storing._storage("backups' place", storage.backups(), "FORUM_BACKUP_URL")
    assert found.kind == "bad" and "lets nobody in" in found.said
    with pytest.raises(StorageError, match="lets nobody in"):
        jobs.prove(good.id)
    db.session.refresh(good)
    assert good.error == "" and good.proved_at  # that says nothing about the backup
    jobs.nightly()  # neither does it forget what it cannot see, nor fail for it
    assert db.session.get(Backup, good.id)
    assert good.key in elsewhere.sizes()


def test_a_bucket_that_is_not_there_is_said(app, cast, options):
    app.extensions["forum.backups"] = Storage("s3://nowhere/backups", options)
    assert "s3://nowhere/backups is not there" in taken().error
    with pytest.raises(FileNotFoundError):
        Storage("s3://kept/backups", options).read("never-put.zip")


def test_a_server_that_is_away_is_waited_for_and_nothing_is_lost(app, cast, elsewhere, options):
    before = taken()
    away = Storage(elsewhere._url, {**options, "endpoint_url": f"http://127.0.0.1:{free_port()}",
                                    "config_kwargs": {"retries": {"max_attempts": 1}}})  # fmt: skip
    app.extensions["forum.backups"] = away
    jobs.nightly()
    worked(app)
    waiting = db.session.scalars(select(Backup).where(Backup.why == "schedule")).one()
    assert waiting.slot and "does not answer as it should" in waiting.error
    assert db.session.scalars(select(Job.error).where(Job.name == "backup.make")).one()
    with pytest.raises(StorageAway):
        jobs.prove(before.id)
    jobs_of_removal = select(Job).where(Job.name == "backup.erase")
    backups.remove(OPERATOR, before)
    worked(app)
    assert db.session.scalars(jobs_of_removal).one()  # it is still to be done
    app.extensions["forum.backups"] = elsewhere
    assert before.key in elsewhere.sizes()
    worked(app)
    db.session.refresh(waiting)
    assert waiting.error == "" and waiting.proved_at and waiting.slot is None
    assert elsewhere.sizes().keys() == {waiting.key}


def test_what_is_large_goes_in_parts_and_comes_back_the_same(elsewhere, tmp_path):
    source, back = tmp_path / "large", tmp_path / "back"
    with source.open("wb") as written:
        written.write(b"begin")
        written.truncate(2 * PART + 12_345)
        written.seek(0, os.SEEK_END)
        written.write(b"end")
    elsewhere.put_file("large.zip", source)
    system, _path = elsewhere._at("large.zip")
    assert "-3" in system.info(f"kept/{_path.partition('/')[2]}")["ETag"]  # three parts
    elsewhere.get_file("large.zip", back)
    assert filecmp.cmp(source, back, shallow=False)
    assert system.call_s3("list_multipart_uploads", Bucket="kept").get("Uploads") is None


def test_the_command_line_keeps_them_there_and_restores_from_there(empty_sqlite, server, tmp_path):
    """As docs/deploy.md has it: an address, and the key in the variables of its own kind."""
    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    place = f"s3://kept/{secrets.token_hex(4)}"
    known = {"FORUM_BACKUP_URL": place, "AWS_ACCESS_KEY_ID": server["key"],
             "AWS_SECRET_ACCESS_KEY": server["secret"], "AWS_DEFAULT_REGION": "us-east-1",
             "AWS_ENDPOINT_URL": server["endpoint"]}  # fmt: skip
    made = forum("backup", folder=tmp_path, **known)
    assert made.returncode == 0, made.stderr
    [line] = forum("backup", "list", folder=tmp_path, **known).stdout.splitlines()
    key = line.split()[0]
    assert key in made.stdout and "good" in line
    back = forum("restore", key, "--replace", "--without-backup", folder=tmp_path, **known)
    assert back.returncode == 0 and "are back" in back.stdout, back.stderr
    wrong = forum("backup", folder=tmp_path, **{**known, "AWS_SECRET_ACCESS_KEY": "no"})
    assert wrong.returncode == 1 and "lets nobody in with this key" in wrong.stderr
