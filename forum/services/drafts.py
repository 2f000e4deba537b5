"""Drafts: what somebody has typed and not sent, one per place, with a sequence (features.md §4.8).

Every save and every sending raises the sequence. A save says which one it knows, so a tab that was
left open can never bring back what was sent or overwrite what was typed elsewhere since.
"""

import re
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from forum import database
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, Refused, require
from forum.models import Conversation, Draft, Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import conversations as conversation_policy
from forum.policies import drafts as policy
from forum.policies import posts as post_policy
from forum.policies import threads as thread_policy

MOST = 200  # live drafts of one member
LONGEST = 40_000  # characters of a draft in all
KEPT_FOR = timedelta(days=180)
# A row without a text only keeps a tab that is still open from bringing a sent one back.
EMPTY_KEPT_FOR = timedelta(days=14)
_KEY = re.compile(r"new|message|ask|(thread|post|conversation):([1-9][0-9]{0,9})")
_PLACES: dict[str, Any] = {
    "thread": (Thread, thread_policy.readable),
    "post": (Post, post_policy.readable),
    "conversation": (Conversation, conversation_policy.readable),
}
_QUIETLY = {"synchronize_session": False}


class Stale(Refused):
    """Another tab was faster. `sequence` and `payload` are what is kept now."""

    def __init__(self, message: str, sequence: int, payload: dict[str, str]) -> None:
        super().__init__(message)
        self.sequence = sequence
        self.payload = payload


def save(
    actor: Viewer, key: str, sequence: int | None, payload: dict[str, str], force: bool = False
) -> int:
    """Keep `payload` at this place. Returns the new sequence.

    `sequence` is the one that was read, 0 when there was none, None when nobody looked. Raises
    Stale when it is not the current one, or something is kept that nobody looked at, unless `force`
    says to keep this text all the same; Denied when there is no such place for the actor; Refused
    when it is too long or there are too many drafts.
    """
    require(policy.can_keep(actor))
    assert isinstance(actor, User)
    _check_place(actor, key)
    if sum(map(len, payload.values())) > LONGEST:
        raise Refused(_("This is too long to be kept: at most %(most)s characters.", most=LONGEST),
                      "payload")  # fmt: skip
    now, values = utcnow(), {"payload": payload, "updated_at": utcnow()}
    read = Draft.payload.is_(None) if sequence is None else Draft.sequence == sequence
    known = [] if force else [read]
    saved = db.session.execute(
        update(Draft).where(_at(actor, key), *known)
        .values(sequence=Draft.sequence + 1, **values).returning(Draft.sequence),
        execution_options=_QUIETLY,
    ).scalar_one_or_none()  # fmt: skip
    if saved is not None:
        return int(saved)
    _check_number(actor)
    if (force or not sequence) and database.insert_missing(
        Draft, user_id=actor.id, key=key, sequence=1, payload=payload, updated_at=now
    ):
        return 1
    raise _stale(actor, key)


def discard(actor: Viewer, key: str) -> None:
    """Throw away what is kept at this place."""
    require(policy.can_keep(actor))
    sent(actor, key)


def sent(actor: Viewer, key: str) -> None:
    """What was typed at this place has been posted."""
    require(policy.can_keep(actor))
    now = utcnow()
    if not database.insert_missing(
        Draft, user_id=actor.id, key=key, sequence=1, payload=None, updated_at=now
    ):
        db.session.execute(
            update(Draft).where(_at(actor, key))
            .values(sequence=Draft.sequence + 1, payload=None, updated_at=now),
            execution_options=_QUIETLY,
        )  # fmt: skip


def collect(actor: None) -> int:
    """Delete what nobody came back to. For a job; returns how many rows went."""
    require(policy.can_collect(actor))
    now = utcnow()
    old = (Draft.updated_at < now - KEPT_FOR) | (
        Draft.payload.is_(None) & (Draft.updated_at < now - EMPTY_KEPT_FOR)
    )
    return int(db.session.execute(delete(Draft).where(old), execution_options=_QUIETLY).rowcount)  # type: ignore[attr-defined]


def _at(actor: Viewer, key: str) -> Any:
    return (Draft.user_id == actor.id) & (Draft.key == key)


def _check_place(actor: User, key: str) -> None:
    """A draft belongs to a form that the member can open, at least to read."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise Denied(NOT_FOUND)
    if found[1] is None:
        return
    number = int(found[2])
    if number >= 2**31:
        raise Denied(NOT_FOUND)
    table, readable = _PLACES[found[1]]
    where = select(table.id).where(table.id == number, readable(actor))
    if db.session.scalar(where) is None:
        raise Denied(NOT_FOUND)


def _check_number(actor: User) -> None:
    live = db.session.scalar(
        select(func.count(Draft.id)).where(Draft.user_id == actor.id, Draft.payload.is_not(None))
    )
    if (live or 0) >= MOST:
        raise Refused(_("You have %(most)s drafts. Please send some or throw some away.",
                        most=MOST), "payload")  # fmt: skip


def _stale(actor: User, key: str) -> Stale:
    row = db.session.execute(select(Draft.sequence, Draft.payload).where(_at(actor, key))).first()
    return Stale(_("Another page has saved this draft since."), row.sequence if row else 0,
                 (row.payload or {}) if row else {})  # fmt: skip
