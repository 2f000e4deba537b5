"""Until when a thread is not to be told, and who has seen that and said that they keep it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from forum.extensions import db
from forum.models import (
    Category,
    Embargo,
    EmbargoReader,
    Post,
    ProgrammeGrant,
    ReadPosition,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import embargoes as policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

SERVING = ("active", "grace")
REMINDED = timedelta(days=2)  # who has not accepted by then is reminded, once
MOST = 500  # people in a room
_READER, _SETTER = PersonColumns("reader"), PersonColumns("setter")


@dataclass(frozen=True, slots=True)
class Reader:
    person: Person
    seen_at: datetime | None
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """`until` is None where no day was set; `readers` are for who may set one."""

    until: datetime | None
    is_over: bool
    set_by: Person | None
    accepted_at: datetime | None
    may_accept: bool
    may_set: bool
    readers: tuple[Reader, ...]


def of_thread(viewer: Viewer, thread: Any) -> Kept | None:
    """None in every thread that stands in no programme's room, at the cost of no statement."""
    programme_id = policy.programme_of(thread)
    if programme_id is None:
        return None
    may_set = bool(policy.can_set(viewer, thread))
    row = db.session.execute(
        select(Embargo, EmbargoReader.accepted_at, *_SETTER.columns)
        .join(_SETTER.user, _SETTER.user.id == Embargo.set_by_id)
        .outerjoin(EmbargoReader, and_(EmbargoReader.thread_id == Embargo.thread_id,
                                       EmbargoReader.user_id == viewer.id))
        .where(Embargo.thread_id == thread.id)
    ).one_or_none()  # fmt: skip
    if row is None:
        return Kept(None, True, None, None, False, may_set, ())
    is_over = row.Embargo.until <= utcnow()
    may_accept = bool(policy.can_accept(viewer, thread)) and not is_over
    return Kept(
        row.Embargo.until, is_over, _SETTER.of(row, "brand"), row.accepted_at,
        may_accept and row.accepted_at is None, may_set,
        _readers(viewer, thread, programme_id) if may_set else (),
    )  # fmt: skip


def _readers(viewer: Viewer, thread: Any, programme_id: int) -> tuple[Reader, ...]:
    """Who serves in the programme now, whether they opened the thread since, and said yes."""
    rows = db.session.execute(
        select(ReadPosition.read_at, EmbargoReader.accepted_at, *_READER.columns)
        .join(ProgrammeGrant, ProgrammeGrant.user_id == _READER.user.id)
        .outerjoin(ReadPosition, and_(ReadPosition.user_id == _READER.user.id,
                                      ReadPosition.thread_id == thread.id))
        .outerjoin(EmbargoReader, and_(EmbargoReader.user_id == _READER.user.id,
                                       EmbargoReader.thread_id == thread.id))
        .where(ProgrammeGrant.programme_id == programme_id, ProgrammeGrant.state.in_(SERVING))
        .order_by(_READER.user.name)
        .limit(MOST)
    )  # fmt: skip
    return tuple(Reader(_READER.of(row), row.read_at, row.accepted_at) for row in rows)


# --- for the jobs --------------------------------------------------------------------------------


def first_post(viewer: None, thread_id: int) -> int | None:
    found: int | None = db.session.scalar(
        select(Post.id).where(Post.thread_id == thread_id, Post.number == 1)
    )
    return found


def serving(viewer: None, thread_id: int, *, unreminded: bool = False) -> list[int]:
    """Ids of the ambassadors in whose room it stands; `unreminded`: who has neither said that they
    keep it nor been reminded."""
    statement = (
        select(ProgrammeGrant.user_id)
        .join(Category, Category.programme_id == ProgrammeGrant.programme_id)
        .join(Thread, Thread.category_id == Category.id)
        .join(User, User.id == ProgrammeGrant.user_id)
        .where(Thread.id == thread_id, ProgrammeGrant.state.in_(SERVING), User.active.is_(True))
        .limit(MOST)
    )
    if unreminded:
        done = select(EmbargoReader.user_id).where(
            EmbargoReader.thread_id == thread_id,
            or_(EmbargoReader.accepted_at.is_not(None), EmbargoReader.reminded_at.is_not(None)),
        )
        statement = statement.where(ProgrammeGrant.user_id.not_in(done))
    return list(db.session.scalars(statement))


def due(viewer: None, at: datetime) -> tuple[list[int], list[int]]:
    """Threads of which people are to be reminded, and those of which they may tell now."""
    running = Embargo.ended_at.is_(None)
    waits = select(Embargo.thread_id).where(
        running, Embargo.until > at, Embargo.created_at <= at - REMINDED
    )
    over = select(Embargo.thread_id).where(running, Embargo.until <= at)
    return list(db.session.scalars(waits.limit(MOST))), list(db.session.scalars(over.limit(MOST)))
