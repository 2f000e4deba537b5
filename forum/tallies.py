"""What reading leaves behind: views, read positions, when somebody was last seen.

A GET writes nothing. What it wants remembered is noted here, in memory, and written by a small
thread a moment later in a unit of work of its own. A process that is killed loses the notes of its
last seconds, never anything that somebody was told had been saved.
"""

import logging
import threading
from collections import Counter
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import bindparam, case, select, update

from forum import database, events, structure
from forum.extensions import db
from forum.models import (
    ApiToken,
    MemberSession,
    Notification,
    Participant,
    Post,
    ReadPosition,
    SeamFailure,
    SearchTerm,
    Thread,
    User,
    Visit,
)
from forum.models.columns import utcnow
from forum.plugins import Failures

EVERY = 2.0  # seconds
LONGEST_READING = 300.0  # seconds that one look at a page can count for
LONGEST_STAY = 100.0  # the same for the time in one thread; features.md §4.5
MOST_TERMS = 500  # that were searched for, in one write
MOST_AT_ONCE = 60  # posts: who jumps to the end of a long thread has not read it


class Tallies:
    """The notes of one process."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._views: Counter[int] = Counter()
        self._read: dict[tuple[int, int], int] = {}
        self._seen: dict[int, int] = {}
        self._used: dict[int, int] = {}
        self._met: set[tuple[int, int, int, int]] = set()
        self._opened: set[tuple[int, int]] = set()
        self._heard: dict[tuple[int, int], int] = {}
        self._terms: dict[str, tuple[int, int, int]] = {}
        self._writer: threading.Thread | None = None
        self._stop = threading.Event()
        self._failures: Failures = app.extensions["forum"].failures
        self._failures.wake = self._start

    def viewed(self, thread_id: int) -> None:
        with self._lock:
            self._views[thread_id] += 1
        self._start()

    def read(self, user_id: int, thread_id: int, number: int) -> None:
        """This member has read the thread up to this number."""
        with self._lock:
            key = (user_id, thread_id)
            self._read[key] = max(number, self._read.get(key, 0))
        self._start()

    def met(self, user_id: int, thread_id: int, first: int, last: int) -> None:
        """This member saw the posts from `first` to `last`: of those they need not be told."""
        with self._lock:
            self._met.add((user_id, thread_id, first, last))
        self._start()

    def opened(self, user_id: int, notification_id: int) -> None:
        """This member followed a notification of theirs."""
        with self._lock:
            self._opened.add((user_id, notification_id))
        self._start()

    def heard(self, user_id: int, conversation_id: int, number: int) -> None:
        """This member has read the conversation up to this number."""
        with self._lock:
            key = (user_id, conversation_id)
            self._heard[key] = max(number, self._heard.get(key, 0))
        self._start()

    def searched(
        self, term: str, asked: bool = False, found_nothing: bool = False, clicked: bool = False
    ) -> None:
        """Somebody looked for these words, found nothing, opened a result. Nobody says who."""
        with self._lock:
            if not term or (len(self._terms) >= MOST_TERMS and term not in self._terms):
                return
            before = self._terms.get(term, (0, 0, 0))
            more = (asked, found_nothing, clicked)
            self._terms[term] = (before[0] + more[0], before[1] + more[1], before[2] + more[2])
        self._start()

    def seen(self, session_id: int, user_id: int) -> None:
        """This session was used just now."""
        with self._lock:
            self._seen[session_id] = user_id
        self._start()

    def used(self, token_id: int, user_id: int) -> None:
        """A program came with this token just now."""
        with self._lock:
            self._used[token_id] = user_id
        self._start()

    def _start(self) -> None:
        if self._writer is None and not self._app.testing:
            with self._lock:
                if self._writer is None:
                    self._writer = threading.Thread(target=self._run, daemon=True, name="tallies")
                    self._writer.start()

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.flush()
            except Exception:
                logging.getLogger(__name__).exception("the tallies could not be written")

    def stop(self) -> None:
        """Write what is left. Called when the process ends in good order."""
        self._stop.set()
        self.flush()

    def flush(self) -> None:
        """Write all notes in one unit of work."""
        with self._lock:
            views, self._views = self._views, Counter()
            read, self._read = self._read, {}
            seen, self._seen = self._seen, {}
            used, self._used = self._used, {}
            met, self._met = self._met, set()
            opened, self._opened = self._opened, set()
            heard, self._heard = self._heard, {}
            terms, self._terms = self._terms, {}
        failures = self._failures.take()
        views.update(self._app.extensions["forum.keeper"].take_views())
        if not (views or read or seen or used or met or opened or heard or terms or failures):
            return
        with self._app.app_context(), database.unit("write"):
            _write_views(views)
            _write_positions(read)
            _write_seen(seen)
            _write_used(used)
            _write_met(met, opened)
            _write_heard(heard)
            _write_terms(terms)
            _write_failures(failures)


def _write_views(views: Counter[int]) -> None:
    if not views:
        return
    statement = (
        update(Thread.__table__)  # type: ignore[arg-type]
        .where(Thread.id == bindparam("thread"))
        .values(view_count=Thread.view_count + bindparam("more"))
    )
    db.session.connection().execute(
        statement, [{"thread": key, "more": n} for key, n in views.items()]
    )


def _write_positions(read: dict[tuple[int, int], int]) -> None:
    now = utcnow()
    for (user_id, thread_id), number in read.items():
        reached(user_id, thread_id, number, now)


def reached(user_id: int, thread_id: int, number: int, now: datetime) -> None:
    """This member has read the thread up to this number: their place in it, their day, and the time
    they spend there, after enough of which `thread_read_long` is sent."""
    if database.insert_missing(
        ReadPosition, user_id=user_id, thread_id=thread_id, last_number=number, read_at=now
    ):
        _note_visit(user_id, now, threads=1, posts=min(number, MOST_AT_ONCE))
        return
    mine = (ReadPosition.user_id == user_id) & (ReadPosition.thread_id == thread_id)
    before = db.session.execute(
        select(ReadPosition.last_number, ReadPosition.read_at, ReadPosition.seconds_reading)
        .where(mine)
    ).one()  # fmt: skip
    posts = min(max(0, number - before.last_number), MOST_AT_ONCE)
    last = _note_visit(user_id, now, posts=posts)
    # Who has been elsewhere since did not spend the time here.
    stayed = last is not None and before.read_at >= last and now - before.read_at
    seconds = int(min(stayed.total_seconds(), LONGEST_STAY)) if stayed else 0
    higher = case((ReadPosition.last_number < number, number), else_=ReadPosition.last_number)
    db.session.execute(
        update(ReadPosition).where(mine).values(
            last_number=higher, read_at=now, seconds_reading=ReadPosition.seconds_reading + seconds
        )
    )  # fmt: skip
    enough = structure.setting("levels.track_after_minutes") * 60
    if before.seconds_reading < enough <= before.seconds_reading + seconds:
        events.thread_read_long.send(user_id=user_id, thread_id=thread_id)


def _note_visit(user_id: int, now: datetime, threads: int = 0, posts: int = 0) -> datetime | None:
    """Add to the member's day. Reading lasts from one sign of it to the next; returns the last sign
    before this one, None when it is the first of the day."""
    day = now.date()
    if database.insert_missing(
        Visit, user_id=user_id, day=day, threads_opened=threads, posts_read=posts, last_at=now
    ):
        return None
    today = (Visit.user_id == user_id) & (Visit.day == day)
    before = db.session.scalar(select(Visit.last_at).where(today))
    passed = (now - before).total_seconds() if before else 0.0
    db.session.execute(
        update(Visit)
        .where(today)
        .values(
            threads_opened=Visit.threads_opened + threads,
            posts_read=Visit.posts_read + posts,
            seconds_reading=Visit.seconds_reading + int(max(0.0, min(passed, LONGEST_READING))),
            last_at=now,
        )
    )
    return before


def _write_seen(seen: dict[int, int]) -> None:
    now = utcnow()
    if seen:
        for table, ids in ((MemberSession, seen), (User, set(seen.values()))):
            db.session.execute(update(table).where(table.id.in_(ids)).values(last_seen_at=now))
        for user_id in set(seen.values()):
            database.insert_missing(Visit, user_id=user_id, day=now.date(), last_at=now)


def _write_used(used: dict[int, int]) -> None:
    if used:
        which = ApiToken.id.in_(used)
        db.session.execute(update(ApiToken).where(which).values(last_used_at=utcnow()))


def _write_met(met: set[tuple[int, int, int, int]], opened: set[tuple[int, int]]) -> None:
    unread = update(Notification).where(Notification.read_at.is_(None)).values(read_at=utcnow())
    for user_id, thread_id, first, last in sorted(met):
        on_page = select(Post.id).where(
            Post.thread_id == thread_id, Post.number.between(first, last)
        )
        db.session.execute(
            unread.where(Notification.user_id == user_id, Notification.thread_id == thread_id,
                         Notification.post_id.in_(on_page))
        )  # fmt: skip
    for user_id, notification_id in sorted(opened):
        db.session.execute(
            unread.where(Notification.user_id == user_id, Notification.id == notification_id)
        )


def _write_heard(heard: dict[tuple[int, int], int]) -> None:
    for (user_id, conversation_id), number in heard.items():
        db.session.execute(
            update(Participant)
            .where(
                Participant.user_id == user_id,
                Participant.conversation_id == conversation_id,
                Participant.last_read_number < number,
            )
            .values(last_read_number=number)
        )
        db.session.execute(
            update(Notification)
            .where(
                Notification.user_id == user_id,
                Notification.group == f"conversation:{conversation_id}",
                Notification.read_at.is_(None),
            )
            .values(read_at=utcnow())
        )


def _write_terms(terms: dict[str, tuple[int, int, int]]) -> None:
    """Add to the sums of the day."""
    day = utcnow().date()
    for term, (asked, nothing, clicked) in sorted(terms.items()):
        database.insert_missing(SearchTerm, term=term, day=day)
        db.session.execute(
            update(SearchTerm)
            .where(SearchTerm.term == term, SearchTerm.day == day)
            .values(
                asked=SearchTerm.asked + asked,
                found_nothing=SearchTerm.found_nothing + nothing,
                clicked=SearchTerm.clicked + clicked,
            )
        )


def _write_failures(failures: dict[tuple[str, str], tuple[int, str]]) -> None:
    """What failed in plugins, for the page that lists them."""
    for (plugin, seam), (count, error) in sorted(failures.items()):
        database.insert_missing(SeamFailure, plugin=plugin, seam=seam, count=0, error="")
        db.session.execute(
            update(SeamFailure)
            .where(SeamFailure.plugin == plugin, SeamFailure.seam == seam)
            .values(count=SeamFailure.count + count, error=error, last_at=utcnow())
        )


def init_app(app: Flask) -> None:
    app.extensions["forum.tallies"] = Tallies(app)


def current() -> Tallies:
    found: Any = current_app.extensions["forum.tallies"]
    return found  # type: ignore[no-any-return]
