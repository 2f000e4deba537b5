"""The staff's log as a chain: the one place where its lines get their hashes, and where it is
kept from being changed: by the forum here, by anything else with triggers in the database.

A line gets its place when the unit of work commits: nothing is waited for after that, so the lock
under which the places are given can be held by two only one after the other, and never in a circle.
Lines from before the log was a chain get theirs with the first new one.
"""

import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import event, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from forum.extensions import db
from forum.lib import chains
from forum.models import StaffAction
from forum.models.columns import fitting

_LOCK = 0x6C6F67  # of PostgreSQL, for the end of the log
_NEW = "forum_log_has_new_lines"
_ALLOWED = "forum_log_may_change"


class LogIsKept(Exception):  # noqa: N818
    """Somebody tried to change or delete a line of the staff's log."""


def init_app(app: object) -> None:
    """Watch all sessions. Doing it twice changes nothing."""
    if event.contains(db.session, "before_commit", _before_commit):
        return
    event.listen(db.session, "before_commit", _before_commit)
    event.listen(db.session, "before_flush", _before_flush)


def _before_flush(session: Session, context: Any, instances: Any) -> None:
    for thing in session.new:
        if isinstance(thing, StaffAction):
            session.info[_NEW] = True
    for thing in session.deleted:
        if isinstance(thing, StaffAction):
            raise LogIsKept("lines of the staff's log are not deleted")
    if session.info.get(_ALLOWED):
        return
    for thing in session.dirty:
        if isinstance(thing, StaffAction) and session.is_modified(thing):
            raise LogIsKept("lines of the staff's log are not changed")


def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if session.info.pop(_NEW, False):
        _chain(session)


def _chain(session: Session) -> None:
    """Give the new lines their places at the end."""
    connection: Any = session.connection()
    if connection.dialect.name == "postgresql":  # on SQLite this unit of work holds everything
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    table: Any = StaffAction.__table__
    c = table.c
    last = connection.execute(
        select(c.number, c.sha256).where(c.number.is_not(None))
        .order_by(c.number.desc()).limit(1)
    ).first()  # fmt: skip
    number, before = (last.number, last.sha256) if last else (0, "")
    for row in connection.execute(select(table).where(c.sha256 == "").order_by(c.id)).all():
        number, salt = number + 1, secrets.token_hex(8)
        digest = chains.words(salt, row.note, row.details)
        sha256 = chains.line(before, number, row.created_at, row.actor_id, row.verb,
                             row.thread_id, row.post_id, row.user_id, digest)  # fmt: skip
        place = {"number": number, "prev_sha256": before, "sha256": sha256,
                 "words_sha256": digest, "salt": salt}  # fmt: skip
        connection.execute(update(table).where(c.id == row.id).values(**place))
        before = sha256
        loaded = session.identity_map.get(session.identity_key(StaffAction, row.id))
        if loaded is not None:  # read again it would begin the next unit of work
            for name, value in place.items():
                set_committed_value(loaded, name, value)


def take_out(user_id: int, which: Any, without: Callable[[Any], Any]) -> None:
    """Take somebody's names out of the words of lines: for who has a right to be forgotten.

    `without` gives a text or JSON without them. That words were taken out is a line itself, and the
    chain holds. Called by `services.erasing_own`, which has asked.
    """
    numbers: list[int] = []
    db.session.flush()
    db.session.info[_ALLOWED] = True
    try:
        for row in db.session.scalars(select(StaffAction).where(which)).all():
            note = fitting(StaffAction.note, without(row.note))
            details = without(row.details)
            if (note, details) != (row.note, row.details):
                row.note, row.details, row.salt = note, details, ""
                numbers += [row.number] if row.number is not None else []
        db.session.flush()
    finally:
        db.session.info.pop(_ALLOWED, None)
    if numbers:
        db.session.add(
            StaffAction(actor_id=user_id, user_id=user_id, verb="take-out",
                        details={"lines": numbers})
        )  # fmt: skip
        db.session.flush()
