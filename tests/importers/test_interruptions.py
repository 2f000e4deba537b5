"""An import can be stopped at any moment, by anything, and goes on where it was."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.importers.discourse.progress import silent
from forum.importers.discourse.workers import Lost, Worker
from forum.importers.discourse.writing import posts as writing
from forum.lib.verdict import Denied
from forum.models import Post, Thread
from forum.services import posts as post_service
from tests import factories
from tests.conftest import KEPT_ROWS
from tests.importers import archives
from tests.importers.bringing import assert_counters_are_right, bring, contents, posts, thread

ROOT = Path(__file__).parents[2]


def many(threads=6, replies=7):
    """Threads that quote each other forwards and backwards."""
    for number in range(1, threads + 1):
        for post in range(1, replies + 1):
            other = (number * 5 + post) % threads + 1
            yield archives.post(
                number, post, id=number * 100 + post, username=f"wren{post}", user_id=post,
                raw=f'[quote="wren1, post:{post}, topic:{other}"]\nx\n[/quote]\n{number}/{post}',
                reply_to_post_number=post - 1 or None, reactions=[{"id": "heart", "count": post}],
            )  # fmt: skip


class Stopped(Exception):
    pass


def stopping(after):
    """A progress that raises when so many posts have been written."""

    class Bar:
        done = 0

        def update(self, n):
            self.done += n
            if self.done >= after:
                raise Stopped

        def close(self):
            pass

    return lambda what, total, unit: Bar() if unit == "posts" else silent(what, total, unit)


@pytest.fixture
def small_steps(monkeypatch):
    """Units of work of a few posts, so that there are many moments to stop at."""
    monkeypatch.setattr(writing, "AT_ONCE", 3)
    monkeypatch.setattr("forum.importers.discourse.writing.threads.AT_ONCE", 2)


def test_what_was_stopped_again_and_again_ends_like_what_never_was(app, tmp_path, small_steps):
    where = archives.tar(tmp_path / "a.tar.gz", *many())
    stops = 0
    for after in (1, 3, 5, 8, 13, 4, 6):
        try:
            bring(where, progress=stopping(after))
        except Stopped:
            stops += 1
            database.rollback()
        assert_counters_are_right()
        assert_numbers_are_dense()
    assert stops >= 5
    bring(where)
    in_pieces = contents()
    assert not db.session.scalars(select(Thread.id).where(Thread.is_closed)).all()
    assert_counters_are_right()
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in KEPT_ROWS:
            db.session.execute(db.text(f'UPDATE "{table.name}" SET reply_to_id = NULL')
                               if table.name == "post" else db.text("SELECT 1"))  # fmt: skip
            db.session.execute(table.delete())
    database.touch("structure")
    bring(where)
    assert without_ids(contents()) == without_ids(in_pieces)


def without_ids(found):
    """Thread ids are in addresses and quotes; which thread is meant is said by its slug."""
    import re

    return [[re.sub(r"(thread:|/t/)\d+", r"\1…", row) for row in rows] for rows in found]


def assert_numbers_are_dense():
    rows = db.session.execute(
        select(func.count(), func.min(Post.number), func.max(Post.number)).group_by(Post.thread_id)
    )
    assert all((lowest, highest) == (1, count) for count, lowest, highest in rows)


def test_nobody_can_reply_to_a_thread_of_which_posts_are_still_to_come(
    app, cast, tmp_path, small_steps
):
    """A moderator can all the same; then the rest is numbered behind them and nothing is lost."""
    tried = []

    class Bar:
        def update(self, n):
            unfinished = db.session.scalar(
                select(Thread).where(Thread.external_ref == "discourse:old.example/t/6+")
            )
            if unfinished is None or tried:
                return
            tried.append(unfinished)
            with database.unit("write"), pytest.raises(Denied):
                post_service.reply(cast.max, unfinished, "From Max.")
            with database.unit("write"):
                post_service.reply(cast.ada, unfinished, "From Ada, who runs this place.")

        def close(self):
            pass

    where = archives.tar(tmp_path / "a.tar", *many(), mode="w:")
    bring(where, progress=lambda what, total, unit: Bar())
    assert tried
    db.session.expire_all()
    found = posts(6)
    assert [post.number for post in found] == list(range(1, 9))
    assert sum(post.body == "From Ada, who runs this place." for post in found) == 1
    assert not thread(6).is_closed
    assert_counters_are_right()


KILLED = """
import os, sys
from pathlib import Path
from forum import config
from forum.app import create_app
from forum.importers import discourse
from forum.importers.discourse.progress import silent
from forum.importers.discourse.writing import posts

posts.AT_ONCE = 5
after = int(sys.argv[2])

class Bar:
    done = 0
    def update(self, n):
        self.done += n
        if 0 < after <= self.done:
            mine = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
            Path(sys.argv[3]).write_text(Path(mine).read_text())
            os.kill(os.getpid(), 9)
    def close(self): pass

app = create_app(config.read(), {}, with_plugins=[])
with app.app_context():
    made = lambda what, total, unit: Bar() if unit == "posts" else silent(what, total, unit)
    discourse.run([Path(sys.argv[1])], progress=made, processes=2, report=Path(sys.argv[4]))
"""


@pytest.mark.server
def test_a_killed_import_goes_on_and_leaves_no_process_behind(app, tmp_path):
    where = archives.tar(tmp_path / "a.tar.gz", *many())
    settings = app.config["FORUM"]
    environment = {
        **os.environ, "FORUM_INSTANCE": str(settings.instance), "FORUM_SECRET_KEY": "of tests",
        "FORUM_DATABASE_URL": settings["FORUM_DATABASE_URL"], "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    database.commit()

    def run(after):
        children, report = tmp_path / "children", tmp_path / "report.json"
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(where), str(after), str(children), str(report)],
            env=environment, cwd=ROOT, timeout=120, capture_output=True, text=True,
        )  # fmt: skip
        return done, children

    for after in (4, 20):
        done, children = run(after)
        assert done.returncode == -signal.SIGKILL, done.stderr
        pids = children.read_text().split()
        assert len(pids) == 2
        assert all(gone(pid) for pid in pids)
        assert_numbers_are_dense()
        assert_counters_are_right()
        database.commit()
    done, _ = run(0)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert 0 < report["imported"]["posts"] < 42
    assert report["imported"]["posts"] + report["skipped"]["posts"] == 42
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Post)) == 42
    assert not db.session.scalars(select(Thread.id).where(Thread.external_ref.endswith("+"))).all()
    assert_counters_are_right()


def gone(pid):
    """Whether the process has ended, or does within a few seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_worker_processes_give_what_is_drawn_here(app, tmp_path):
    where = archives.tar(tmp_path / "a.tar", *many(3, 4), mode="w:")
    bring(where, processes=2)
    drawn = contents()
    assert len(drawn[1]) == 12
    assert "quote__author" in "".join(drawn[1])
    assert_counters_are_right()


def test_a_worker_that_dies_is_done_without(app, tmp_path, monkeypatch):
    begun = []
    original = Worker.draw

    def dying(self, order):
        if not begun:
            begun.append(self)
            self._process.kill()
            self._process.wait()
        return original(self, order)

    monkeypatch.setattr(Worker, "draw", dying)
    where = archives.tar(tmp_path / "a.tar", *many(3, 4), mode="w:")
    outcome = bring(where, processes=2)
    assert begun and outcome.imported["posts"] == 12
    with pytest.raises(Lost):
        original(begun[0], (None, 0))


def test_where_no_process_can_be_started_the_import_draws_by_itself(app, tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("no more processes")

    monkeypatch.setattr("forum.importers.discourse.workers.subprocess.Popen", refuse)
    outcome = bring(archives.tar(tmp_path / "a.tar", *many(2, 2), mode="w:"), processes=2)
    assert outcome.imported["posts"] == 4


def test_somebody_who_joins_at_the_same_moment_keeps_their_name(app, tmp_path, monkeypatch):
    """The unique constraint says so, and the unit of work is tried again."""
    from forum.importers.discourse.writing import members

    original, raced = members._is_somebodys, []

    def late(key):
        found = original(key)
        if not raced:
            raced.append(key)
            factories.user(name="wren1")
        return found

    monkeypatch.setattr(members, "_is_somebodys", late)
    outcome = bring(archives.tar(tmp_path / "a.tar", *many(1, 2), mode="w:"))
    assert raced and outcome.imported["members"] == 2
