"""What moderators have noted about a member, a thread or a case."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from forum import links
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import ModerationCase, StaffNote, Thread, User, Viewer
from forum.policies import moderation as policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

MOST = 30
_AUTHOR = PersonColumns("author")


class NoteView(NamedTuple):
    """`about` is member, thread or case."""

    id: int
    about: str
    author: Person
    body: str
    created_at: datetime
    may_remove: bool
    remove_href: str


def about_member(viewer: Viewer, user: User) -> tuple[NoteView, ...]:
    """The newest first, 30 at most. Raises Denied (404) for who may not know of any."""
    require(policy.can_note_member(viewer, user))
    return _notes(viewer, StaffNote.user_id == user.id)


def about_thread(viewer: Viewer, thread: Thread) -> tuple[NoteView, ...]:
    require(policy.can_note_thread(viewer, thread))
    return _notes(viewer, StaffNote.thread_id == thread.id)


def beside_member(viewer: Viewer, user_id: int) -> tuple[NoteView, ...]:
    """For the member's page; nothing, and no statement, for who may not know of any."""
    if not viewer.is_staff or viewer.is_suspended or viewer.id == user_id:
        return ()
    return _notes(viewer, StaffNote.user_id == user_id)


def beside_thread(viewer: Viewer, thread_id: int, author_id: int) -> tuple[NoteView, ...]:
    """For the page of a thread that the viewer moderates, which the caller has looked at."""
    if viewer.id == author_id or not policy.can_moderate_somewhere(viewer):
        return ()
    return _notes(viewer, StaffNote.thread_id == thread_id)


def of_case(viewer: Viewer, case: ModerationCase) -> tuple[NoteView, ...]:
    """Everything that helps to decide it: of the case, of its thread, and for the team of the
    member."""
    require(policy.can_read(viewer, case))
    around: list[ColumnElement[bool]] = [StaffNote.case_id == case.id]
    if case.thread_id is not None:
        around.append(StaffNote.thread_id == case.thread_id)
    if viewer.is_staff:
        around.append(StaffNote.user_id == case.user_id)
    return _notes(viewer, or_(*around))


def get(viewer: Viewer, note_id: int) -> tuple[StaffNote, str]:
    """One to be removed, and where it stands. Denied (404) for who may not see it."""
    note = db.session.get(StaffNote, note_id)
    if note is None:
        raise Denied(NOT_FOUND)
    if note.user_id is not None:
        user = db.session.get_one(User, note.user_id)
        require(policy.can_note_member(viewer, user))
        return note, links.member_notes(user.name)
    if note.thread_id is not None:
        require(policy.can_note_thread(viewer, db.session.get_one(Thread, note.thread_id)))
        return note, links.thread_notes(note.thread_id)
    case = db.session.get_one(ModerationCase, note.case_id)
    require(policy.can_read(viewer, case))
    return note, links.case(case.reference)


def _notes(viewer: Viewer, condition: ColumnElement[bool]) -> tuple[NoteView, ...]:
    rows = db.session.execute(
        select(StaffNote, *_AUTHOR.columns)
        .join(_AUTHOR.user, _AUTHOR.user.id == StaffNote.author_id)
        .where(condition, StaffNote.removed_at.is_(None))
        .order_by(StaffNote.id.desc())
        .limit(MOST)
    )
    return tuple(
        NoteView(
            row.StaffNote.id,
            "member" if row.StaffNote.user_id else "thread" if row.StaffNote.thread_id else "case",
            _AUTHOR.of(row),
            row.StaffNote.body,
            row.StaffNote.created_at,
            bool(policy.can_remove_note(viewer, row.StaffNote)),
            links.remove_note(row.StaffNote.id),
        )
        for row in rows
    )
