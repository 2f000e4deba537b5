"""Jobs are done once, tried again when they fail, and never lost when a worker dies."""

import multiprocessing
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.jobs import Handler
from forum.jobs.worker import MOST_ATTEMPTS, Worker
from forum.models import OPERATOR, Job, Tag
from forum.models.columns import utcnow
from forum.queries import jobs as queries
from forum.services import jobs
from tests import conftest


def add_tag(slug):
    db.session.add(Tag(slug=slug, name=slug))
    db.session.flush()


def tags():
    return {row.slug for row in rows(select(Tag.slug))}


def waiting():
    return rows(select(Job.__table__).order_by(Job.id))


def rows(statement):
    with database.unit("read"):
        return db.session.execute(statement).all()


@pytest.fixture
def enqueue(app):
    def enqueue(name, **arguments):
        database.begin("write")
        jobs.enqueue(name, **arguments)
        database.commit()

    return enqueue


def test_a_job_is_done_and_removed_in_one_unit_of_work(app, enqueue):
    worker = Worker(app, {"tag.add": Handler(add_tag, "write")})
    enqueue("tag.add", slug="walkers")
    assert worker.once()
    assert tags() == {"walkers"}
    assert not waiting()
    assert not worker.once()


def test_the_job_that_is_due_longest_comes_first_and_the_future_waits(app, enqueue):
    done = []
    worker = Worker(app, {"note": Handler(lambda n: done.append(n), "outside")})
    now = utcnow()
    enqueue("note", n=1, run_at=now - timedelta(minutes=1))
    enqueue("note", n=2, run_at=now - timedelta(minutes=2))
    enqueue("note", n=3, run_at=now + timedelta(minutes=1))
    while worker.once():
        pass
    assert done == [2, 1]
    assert [job.arguments for job in waiting()] == [{"n": 3}]


def test_what_a_failed_job_wrote_is_undone_and_it_is_tried_again_later(app, enqueue):
    def add_and_fail(slug):
        add_tag(slug)
        raise ValueError("no luck today")

    worker = Worker(app, {"tag.add": Handler(add_and_fail, "write")})
    enqueue("tag.add", slug="walkers")
    assert worker.once()
    assert tags() == set()
    (job,) = waiting()
    assert "ValueError: no luck today" in job.error
    assert job.attempts == 1 and job.failed_at is None and job.run_at > utcnow()
    assert not worker.once()


def test_what_keeps_failing_is_kept_with_its_error_and_can_be_run_again(app, enqueue):
    luck = []

    def try_luck():
        if not luck:
            raise ValueError("no luck today")

    worker = Worker(app, {"luck.try": Handler(try_luck, "outside")})
    enqueue("luck.try")
    for _attempt in range(MOST_ATTEMPTS):
        database.begin("write")
        db.session.execute(update(Job).values(run_at=utcnow()))
        database.commit()
        assert worker.once()
    assert not worker.once()
    database.begin("write")
    (failed,) = queries.failed(None)
    assert (failed.name, failed.attempts) == ("luck.try", MOST_ATTEMPTS)
    assert "no luck today" in failed.error

    luck.append("plenty")
    assert jobs.retry(OPERATOR, [failed.id]) == 1
    database.commit()
    assert worker.once()
    assert not waiting()


def test_a_job_nobody_knows_is_kept_and_the_others_go_on(app, enqueue):
    worker = Worker(app, {"tag.add": Handler(add_tag, "write")})
    enqueue("from.a.plugin.that.is.gone")
    enqueue("tag.add", slug="walkers")
    assert worker.once() and worker.once()
    assert tags() == {"walkers"}
    (job,) = waiting()
    assert "nothing installed here knows how" in job.error


def test_asking_again_while_a_job_waits_changes_nothing_but_while_it_runs_it_counts(app, enqueue):
    seen = []

    def look():
        seen.append(len(seen))
        if len(seen) == 1:  # what it looked at changes while it is at work
            with database.unit("write"):
                jobs.enqueue("look", once="look")

    worker = Worker(app, {"look": Handler(look, "outside")})
    enqueue("look", once="look")
    enqueue("look", once="look")
    while worker.once():
        pass
    assert seen == [0, 1]


def test_a_handler_outside_may_not_write_by_accident(app, enqueue):
    worker = Worker(app, {"tag.add": Handler(add_tag, "outside")})
    enqueue("tag.add", slug="walkers")
    assert worker.once()
    assert tags() == set()
    assert waiting()[0].error


def test_two_workers_share_the_jobs_and_none_is_done_twice(app, enqueue):
    done, lock = [], threading.Lock()

    def note(n):
        with lock:
            done.append(n)
        time.sleep(0.002)

    for n in range(40):
        enqueue("note", n=n)
    workers = [Worker(app, {"note": Handler(note, "outside")}) for _ in range(2)]

    def work(worker):
        while worker.once():
            pass

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(40))
    assert not waiting()


def test_a_job_that_took_too_long_and_was_taken_over_is_not_removed_by_the_first(app, enqueue):
    inside = []

    def be_slow():
        inside.append(True)
        if len(inside) == 1:
            assert second.once()  # somebody else's claim, because the lease is over

    handlers = {"slow": Handler(be_slow, "outside", lease=timedelta(0))}
    first, second = Worker(app, handlers), Worker(app, handlers)
    enqueue("slow")
    assert first.once()
    assert len(inside) == 2
    assert not waiting()


def test_jobs_that_come_back_are_always_waiting_for_their_next_time(app):
    worker = Worker(app, {"sweep": Handler(lambda: None, "write")}, {"sweep": timedelta(hours=1)})
    worker._plan()
    worker._plan()
    (job,) = waiting()
    assert timedelta(minutes=59) < job.run_at - utcnow() <= timedelta(hours=1)


def work_until_killed(folder, url, marks):
    """In a process of its own: each job leaves a mark, and the third never ends."""
    app = conftest.make_app(folder, url)

    def mark(n):
        (marks / f"{n}").touch()
        if n == 3:
            time.sleep(60)

    handlers = {"mark": Handler(mark, "outside", lease=timedelta(seconds=1))}
    Worker(app, handlers, every={}).run()


def test_a_worker_killed_in_the_middle_loses_no_job(app, enqueue, engine, tmp_path):
    for n in range(1, 7):
        enqueue("mark", n=n)
    marks = tmp_path / "marks"
    marks.mkdir()
    url = "" if engine == "sqlite" else app.config["FORUM"]["FORUM_DATABASE_URL"]
    process = multiprocessing.get_context("spawn").Process(
        target=work_until_killed, args=(tmp_path, url, marks)
    )
    process.start()
    while not (marks / "3").exists():
        assert process.is_alive()
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert {job.arguments["n"] for job in waiting()} == {3, 4, 5, 6}

    done = []
    worker = Worker(app, {"mark": Handler(lambda n: done.append(n), "outside")})
    until = time.monotonic() + 20
    while waiting() and time.monotonic() < until:
        if not worker.once():
            time.sleep(0.1)
    assert sorted(done) == [3, 4, 5, 6]


def test_a_worker_that_is_told_to_stop_ends_the_job_at_hand_first(app, enqueue):
    begun, may_end, done = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        may_end.wait(10)
        done.append(True)

    worker = Worker(app, {"slow": Handler(slow, "outside")}, every={})
    enqueue("slow")
    enqueue("slow")
    thread = threading.Thread(target=worker.run)
    thread.start()
    begun.wait(10)
    worker.stop()
    may_end.set()
    thread.join(10)
    assert done == [True]
    assert len(waiting()) == 1
