"""Does the jobs: claims one, does it, removes it; what fails is tried again later, then kept."""

import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, delete, or_, select, true, update
from sqlalchemy.exc import DBAPIError

from forum import database, metrics
from forum.extensions import db
from forum.jobs import DAILY, EVERY, HANDLERS, Handler
from forum.lib import causes
from forum.lib.times import next_at
from forum.models import Job
from forum.models.columns import utcnow
from forum.services import jobs
from forum.structure import setting

POLL = 0.4  # seconds between two looks at an empty queue; a look is one small SELECT
MOST_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=15)  # doubled each time: 15 s, 30 s … 16 min; half an hour in all
# The lanes of jobs that keep the index, take long, or wait for other people's servers.
LANES = SEARCH, BACKUP, WEBHOOK = ("search", "backup", "webhook")
DEFAULT = Handler(lambda **_: None, "outside")
LONGEST_PAUSE = 5.0  # seconds between two tries to reach a database that is away
LONGEST_ERROR = 2000  # characters, as the column
log = logging.getLogger("forum.jobs")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker may do now. `attempts` tells this claim from any later one."""

    id: int
    name: str
    arguments: dict[str, Any]
    attempts: int
    request_number: str = ""


class Worker:
    """One thread that does jobs. Several, on several machines, share the work.

    `lane` is "search" for a worker that does nothing but keep the search index, "backup" for one
    that makes backups, "webhook" for one that tells other servers, "" for one that does all the
    rest, None for all: a mail server that is slow makes nobody wait for a post to be found, and an
    index that is made anew, or somebody else's slow server, delays no mail. `idle` is asked in an
    app context whenever no job is due, and says whether it found something to do.
    """

    def __init__(
        self,
        app: Flask,
        handlers: Mapping[str, Handler] | None = None,
        every: Mapping[str, timedelta] | None = None,
        lane: str | None = None,
        idle: Callable[[], bool] | None = None,
    ) -> None:
        self._app = app
        self._lane = lane
        self._idle = idle
        plugins = app.extensions["forum"]
        self._handlers = (
            handlers
            if handlers is not None
            else {
                **HANDLERS,
                **{
                    name: Handler(run, plugins.modes.get(name, "outside"))
                    for name, run in plugins.jobs.items()
                },
            }
        )
        self._every = {**EVERY, **plugins.every} if every is None else every
        self._daily = DAILY if every is None else {}
        self._stopping = threading.Event()
        self._planned_at = -float("inf")

    def stop(self) -> None:
        """End `run` after the job that is being done now. May be called from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Do jobs until `stop` is called. A database that is away is waited for."""
        pause = POLL
        while not self._stopping.is_set():
            try:
                self._plan()
                if self.once() or self._found_something():
                    continue
                pause = POLL
            except (DBAPIError, database.Busy) as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                log.warning("the database does not answer: %s", str(error).splitlines()[0])
            self._stopping.wait(pause)

    def once(self) -> bool:
        """Do the job that is due longest. False when none is."""
        with self._app.app_context():
            with database.unit("read"):
                if (
                    db.session.scalar(select(Job.id).where(_is_due(), self._is_mine()).limit(1))
                    is None
                ):
                    return False
            job = self._claim()
        if job is None:
            return False
        with self._app.app_context():
            self._do(job)
        return True

    def _claim(self) -> Claimed | None:
        """Take the next job. The claim is committed before the work: it survives this process.

        From here on a new job with the same key may be asked for, because what it is about may
        change while this one is being done.
        """
        with database.unit("write"):
            found = db.session.execute(
                select(Job.id, Job.name)
                .where(_is_due(), self._is_mine())
                .order_by(Job.run_at, Job.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if found is None:
                return None
            lease = self._handlers.get(found.name, DEFAULT).lease
            row = db.session.execute(
                update(Job)
                .where(Job.id == found.id)
                .values(claimed_until=utcnow() + lease, attempts=Job.attempts + 1, unique_key=None)
                .returning(Job.id, Job.name, Job.arguments, Job.attempts, Job.request_number)
            ).one()
        return Claimed(row.id, row.name, row.arguments, row.attempts, row.request_number or "")

    def _found_something(self) -> bool:
        if self._idle is None:
            return False
        with self._app.app_context():
            try:
                database.begin("read")
                return self._idle()
            except (DBAPIError, database.Busy):
                raise
            except Exception:
                log.exception("what is done between jobs failed")
                self._stopping.wait(LONGEST_PAUSE)
                return False
            finally:
                database.rollback()

    def _is_mine(self) -> ColumnElement[bool]:
        if self._lane is None:
            return true()
        if self._lane:
            return Job.name.startswith(f"{self._lane}.")
        return ~or_(*(Job.name.startswith(f"{lane}.") for lane in LANES))

    def _do(self, job: Claimed) -> None:
        causes.begin(job.request_number, f"{job.name} {job.id}")
        began, result = monotonic(), "done"
        try:
            if job.attempts > MOST_ATTEMPTS:
                raise RuntimeError("the worker ended each time while it did this job")
            if job.name not in self._handlers:
                raise LookupError(f"nothing installed here knows how to do {job.name}")
            handler = self._handlers[job.name]
            if handler.mode == "outside":
                database.begin("read")
                handler.run(**job.arguments)
                database.rollback()
            with database.unit("write"):
                if not _still_mine(job):
                    return
                if handler.mode == "write":
                    handler.run(**job.arguments)
                db.session.execute(delete(Job).where(Job.id == job.id))
        except Exception as error:
            database.rollback()
            log.exception("job %s (%s) failed, attempt %s", job.id, job.name, job.attempts)
            _failed(job, error)
            result = "failed"
        finally:
            self._note(job.name, result, monotonic() - began)
            causes.end()

    def _note(self, name: str, result: str, seconds: float) -> None:
        name = name if name in self._handlers else "unknown"
        counting = metrics.of(self._app)
        counting.add("forum_jobs", name, result)
        counting.observe("forum_job_seconds", name, value=seconds)

    def _plan(self) -> None:
        """See that every job that comes back is waiting for its next time."""
        if not self._every or monotonic() - self._planned_at < 60:
            return
        self._planned_at = monotonic()
        with self._app.app_context(), database.unit("write"):
            for name, pause in self._every.items():
                jobs.enqueue(name, run_at=utcnow() + pause, once=f"every:{name}")
            for name, clock in self._daily.items():
                at = next_at(setting(clock), setting("site.time_zone"), utcnow())
                jobs.enqueue(name, run_at=at, once=f"every:{name}")


def _is_due() -> ColumnElement[bool]:
    now = utcnow()
    free = or_(Job.claimed_until.is_(None), Job.claimed_until <= now)
    return Job.failed_at.is_(None) & (Job.run_at <= now) & free


def _still_mine(job: Claimed) -> bool:
    """Whether nobody took the job over since. It then stays mine until the unit of work ends."""
    mine = select(Job.id).where(Job.id == job.id, Job.attempts == job.attempts).with_for_update()
    return db.session.scalar(mine) is not None


def _failed(job: Claimed, error: Exception) -> None:
    """Try it again later, or keep it with its error for somebody to look at."""
    now = utcnow()
    last = job.attempts >= MOST_ATTEMPTS
    with database.unit("write"):
        db.session.execute(
            update(Job)
            .where(Job.id == job.id, Job.attempts == job.attempts)
            .values(
                claimed_until=None,
                run_at=now + FIRST_DELAY * 2 ** (min(job.attempts, MOST_ATTEMPTS) - 1),
                failed_at=now if last else None,
                error=_described(error),
            )
        )


def _described(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}"[: LONGEST_ERROR - len(where)] + where
