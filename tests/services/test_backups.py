"""Backups: taken while people post, tried out, one at a time, kept by age, and put back."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from forum import database, models, storage
from forum.archives import opening
from forum.cli.bringing import bring
from forum.extensions import db
from forum.jobs import backups as jobs
from forum.lib import backup_keys, generations
from forum.lib.verdict import Conflict, Denied
from forum.models import Backup, Job, Post, StaffAction, User
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.services import backups
from tests import factories
from tests.archives.test_round_trip import forum_in


def taken(actor=OPERATOR, why="hand"):
    asked = backups.ask(actor, why, by_job=False)
    database.commit()
    jobs.make(asked.id)
    return db.session.get_one(Backup, asked.id, populate_existing=True)


def test_a_backup_under_way_holds_every_post_that_was_acknowledged_before(app, cast, tmp_path):
    """And whoever posts meanwhile waits for nobody; it comes back into another database."""
    thread = factories.thread(author=cast.max, title="Which tent for wind?")
    max_id, thread_id = cast.max.id, thread.id  # the session that knows these is of one thread
    database.commit()
    acknowledged, ending = [], Event()

    def write():
        with app.app_context():
            while not ending.is_set():
                with database.unit("write"):
                    author = db.session.get_one(User, max_id)
                    again = db.session.get_one(models.Thread, thread_id)
                    made = factories.post(thread=again, author=author, body="Still here.").id
                acknowledged.append(made)

    writer = Thread(target=write)
    writer.start()
    try:
        while len(acknowledged) < 3:
            pass
        before = list(acknowledged)
        made = taken(cast.ada)
        after = list(acknowledged)
    finally:
        database.rollback()  # else the writer waits for this very thread
        ending.set()
        writer.join()
    assert made.error == "" and made.proved_at and made.slot is None and made.size > 1000
    assert len(after) > len(before)
    file = storage.backups().local_path(made.key)
    assert file.stat().st_mode & 0o077 == 0 and "static" not in str(file)
    database.rollback()
    with forum_in(tmp_path / "other"), opening.opened(file) as archive:
        bring(archive, is_trusted=True, tell=lambda _what: None)
        there = set(db.session.scalars(select(Post.id)))
        assert set(before) <= there <= set(acknowledged) | {1}, (before, acknowledged, there)
        assert db.session.scalar(select(func.count(Backup.id))) == 0
    database.begin("write")


def test_of_twenty_at_once_one_is_made_and_the_others_hear_so(app, cast):
    made, heard = [], []

    def ask():
        with app.app_context():
            try:
                with database.unit("write"):
                    made.append(backups.ask(OPERATOR).id)
            except Conflict as error:
                heard.append(str(error))

    threads = [Thread(target=ask) for _n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1 and len(heard) == 19 and "already" in heard[0]
    assert db.session.scalar(select(func.count()).where(Job.name == "backup.make")) == 1
    # One whose maker died is given up in the end.
    db.session.get_one(Backup, made[0]).created_at -= backups.LONGEST + timedelta(minutes=1)
    assert backups.ask(OPERATOR).slot == 1
    assert "never finished" in db.session.get_one(Backup, made[0], populate_existing=True).error


def test_only_admins_have_to_do_with_backups_and_what_they_do_is_logged(cast):
    made = taken(cast.ada)
    for who in ("guest", "max", "amy", "mo", "cleo", "sue"):
        for verb in (backups.fetched, backups.remove, backups.prove):
            with pytest.raises(Denied):
                verb(getattr(cast, who), made)
        with pytest.raises(Denied):
            backups.ask(getattr(cast, who))
    backups.fetched(cast.ada, made)
    backups.remove(cast.ada, made)
    lines = db.session.scalars(select(StaffAction).order_by(StaffAction.id)).all()
    assert [line.verb for line in lines] == ["make-backup", "fetch-backup", "delete-backup"]
    assert made.key not in str([line.details for line in lines])
    erase = db.session.scalar(select(Job).where(Job.name == "backup.erase"))
    jobs.erase(**erase.arguments)
    assert storage.backups().sizes() == {}


def test_one_that_is_damaged_is_found_and_one_that_fails_says_why(app, cast):
    made = taken()
    file = storage.backups().local_path(made.key)
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 400] = bytes(400)
    file.write_bytes(data)
    jobs.prove(made.id)
    db.session.refresh(made)
    assert made.error and made.proved_at is None
    app.extensions["forum.backups"] = storage.Storage(str(file))  # a file, and no folder
    failed = taken()
    assert failed.error and failed.made_at is None and failed.slot is None


def test_by_age_one_of_each_day_week_and_month_is_kept():
    now = datetime(2026, 11, 30, 3, 40, tzinfo=UTC)
    nights = [now - timedelta(days=n) for n in range(400)]
    kept = generations.kept(nights, 7, 4, 6)
    assert nights[:7] == sorted(kept, reverse=True)[:7]
    assert {one.month for one in kept} >= {11, 10, 9, 8, 7, 6} and len(kept) <= 7 + 4 + 6
    assert generations.kept(nights, 0, 0, 0) == {now}


def test_what_the_forum_made_by_itself_goes_by_age_and_nothing_else(cast):
    by_hand = taken(cast.ada)
    old = [
        Backup(key=f"old{n}.zip", why="schedule", created_at=by_hand.created_at - timedelta(days=n),
               made_at=by_hand.created_at)
        for n in range(300, 330)
    ]  # fmt: skip
    db.session.add_all(old)
    database.commit()
    taken(why="schedule")
    left = set(db.session.scalars(select(Backup.key).where(Backup.why == "schedule")))
    assert len(left) < 12 and by_hand.key in set(db.session.scalars(select(Backup.key)))


def test_files_that_nobody_knows_say_themselves_when_and_why_they_were_made(app, cast):
    with database.unit("write"):
        then = datetime(2026, 3, 1, 3, 40, tzinfo=UTC)
        keys = [backup_keys.make(then, "schedule"), "2026-03-02-0340-0123456789abcdef.zip",
                "2999-01-01-0000-restore-0.zip", "2026-99-99-9999-hand-0.zip", "mine.zip"]  # fmt: skip
        assert backups.adopt(OPERATOR, dict.fromkeys(keys, 7)) == len(keys)
        assert backups.adopt(OPERATOR, dict.fromkeys(keys, 7)) == 0
    found = {
        one.key: (one.why, one.created_at.date().isoformat())
        for one in db.session.scalars(select(Backup))
    }
    today = utcnow().date().isoformat()
    assert [found[key] for key in keys] == [
        ("schedule", "2026-03-01"), ("found", "2026-03-02"), ("restore", today), ("found", today),
        ("found", today),
    ]  # fmt: skip
