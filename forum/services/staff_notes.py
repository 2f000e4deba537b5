"""What moderators write down for each other: about a member, a thread or a case."""

from flask_babel import gettext as _

from forum.extensions import db
from forum.lib.markdown import plain
from forum.lib.verdict import Refused, require
from forum.models import ModerationCase, StaffAction, StaffNote, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import moderation as policy

LONGEST = 4000


def about_member(actor: Viewer, user: User, body: str) -> StaffNote:
    """A note that the team finds on the member's page and with every case about them."""
    require(policy.can_note_member(actor, user))
    return _add(StaffNote(user_id=user.id, author_id=actor.id, body=_words(body)))


def about_thread(actor: Viewer, thread: Thread, body: str) -> StaffNote:
    """A note for whoever moderates the thread."""
    require(policy.can_note_thread(actor, thread))
    return _add(StaffNote(thread_id=thread.id, author_id=actor.id, body=_words(body)))


def about_case(actor: Viewer, case: ModerationCase, body: str) -> StaffNote:
    """A note for whoever may open the case."""
    require(policy.can_read(actor, case))
    return _add(StaffNote(case_id=case.id, author_id=actor.id, body=_words(body)))


def remove(actor: Viewer, note: StaffNote) -> None:
    """It is shown no more. That there was one stays in the log."""
    require(policy.can_remove_note(actor, note))
    if note.removed_at is None:
        note.removed_at = utcnow()
        _log(note, actor, "remove-note")
    db.session.flush()


def _words(typed: str) -> str:
    body = plain.readable(typed).strip()
    if not body:
        raise Refused(_("Please fill this in."), "body")
    if len(body) > LONGEST:
        raise Refused(_("At most %(most)s characters.", most=LONGEST), "body")
    return body


def _add(note: StaffNote) -> StaffNote:
    db.session.add(note)
    db.session.flush()
    return note


def _log(note: StaffNote, actor: Viewer, verb: str) -> None:
    details = {"note": note.id, "case": note.case_id, "author": note.author_id}
    db.session.add(
        StaffAction(actor_id=actor.id, verb=verb, user_id=note.user_id, thread_id=note.thread_id,
                    details=details)
    )  # fmt: skip
