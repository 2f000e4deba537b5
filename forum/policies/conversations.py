"""Private conversations: who may begin one, read it, write in it, and show a message to the staff.

Only those who are in a conversation and have not left it read it; being staff opens none but those
with the team. `place` is the actor's own row in it, or None: somebody who has left has no place.
"""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Conversation, Message, MessageReport, Participant, Viewer
from forum.plugins import tightening
from forum.policies import abilities, writing

MOST_PEOPLE = 8  # in one conversation, whoever began it among them


def can_have(viewer: Viewer) -> Verdict:
    """Have conversations at all."""
    return ALLOW if viewer.is_authenticated else deny(_("Please sign in first."))


def can_read(viewer: Viewer, conversation: Conversation, place: Participant | None) -> Verdict:
    if not viewer.is_authenticated:
        return NOT_FOUND
    if place is not None and place.user_id == viewer.id and place.left_at is None:
        return ALLOW
    return ALLOW if conversation.kind == "team" and is_of_team(viewer) else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.is_authenticated:
        return false()
    place = aliased(Participant)  # its own: a query that joins the viewer's place keeps that
    is_in = exists(
        select(1).where(
            place.conversation_id == Conversation.id,
            place.user_id == viewer.id,
            place.left_at.is_(None),
        )
    )
    return or_(is_in, Conversation.kind == "team") if is_of_team(viewer) else is_in


def is_of_team(viewer: Viewer) -> bool:
    """Whether this is one of those who answer for the team: community managers and admins."""
    return bool(viewer.is_staff and not viewer.is_suspended)


def can_start(actor: Viewer) -> Verdict:
    """Begin to write to somebody; whom is asked of `can_start_with` and of `relations.writable`."""
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    return tightening.ask("conversations.can_start", writing.can_write(actor), actor)


def can_start_with(actor: Viewer, is_team: bool) -> Verdict:
    """`is_team`: all of them help to run the community. Who has just come writes to these alone."""
    verdict = can_start(actor)
    if verdict and not is_team and not abilities.has(actor, "messages.groups"):
        return deny(_("Once you have been here a little longer you can write to other members."))
    return verdict


def can_ask(actor: Viewer) -> Verdict:
    """Ask the team: everybody with an account, whatever was decided, or nobody would hear them."""
    return can_have(actor)


def can_write(actor: Viewer, conversation: Conversation, place: Participant | None) -> Verdict:
    verdict = can_read(actor, conversation, place)
    if verdict and conversation.kind != "team":
        return writing.can_write(actor)
    return verdict


def can_leave(actor: Viewer, conversation: Conversation, place: Participant | None) -> Verdict:
    verdict = can_mute(actor, conversation, place)
    if verdict and conversation.kind == "team":
        return deny(_("Mark it as solved instead; the team keeps what was asked."))
    return verdict


def can_mute(actor: Viewer, conversation: Conversation, place: Participant | None) -> Verdict:
    """Hear nothing of it any more and stay in it."""
    return can_read(actor, conversation, place) if place is not None else NOT_FOUND


def can_add(
    actor: Viewer, conversation: Conversation, place: Participant | None, people: int
) -> Verdict:
    """Bring somebody in. `people`: how many were ever in it; two stay among themselves."""
    verdict = can_write(actor, conversation, place)
    if not verdict or place is None or conversation.kind == "team":
        return verdict and NOT_FOUND
    if conversation.starter_id != actor.id:
        return deny(_("Only the person who began the conversation can add somebody."))
    if people < 3:
        return deny(_("This is between two people. Begin a new conversation to include more."))
    return ALLOW


def can_report(
    actor: Viewer, conversation: Conversation, place: Participant | None, message: Message
) -> Verdict:
    """Show a message to the staff: who got it, not who wrote it."""
    if place is None or not can_read(actor, conversation, place) or conversation.kind == "team":
        return NOT_FOUND
    return deny(_("You wrote this yourself.")) if message.author_id == actor.id else ALLOW


def can_read_reports(viewer: Viewer) -> Verdict:
    """Open what was reported; each opening is written down."""
    return ALLOW if is_of_team(viewer) else NOT_FOUND


def can_read_report_of(viewer: Viewer, author_id: int) -> Verdict:
    """The same for what somebody wrote: nobody opens what was reported of themselves."""
    return NOT_FOUND if author_id == viewer.id else can_read_reports(viewer)


def can_have_files(
    viewer: Viewer, message: Message, conversation: Conversation, place: Participant | None,
    is_opened: bool,
) -> Verdict:  # fmt: skip
    """What a message shows: who reads the conversation now. `is_opened`: it was reported and opened
    at the door where that is written down; then also who reads reports, but not of themselves."""
    if verdict := can_read(viewer, conversation, place):
        return verdict
    return can_read_report_of(viewer, message.author_id) if is_opened else NOT_FOUND


def with_files(viewer: Viewer) -> ColumnElement[bool]:
    """The same for messages beside their conversation."""
    if not can_read_reports(viewer):
        return readable(viewer)
    opened = exists().where(
        MessageReport.message_id == Message.id, MessageReport.read_at.is_not(None)
    )
    return or_(readable(viewer), and_(opened, Message.author_id != viewer.id))


# --- the team's inbox ---------------------------------------------------------------------------


def can_tend(viewer: Viewer) -> Verdict:
    """See all that was asked of the team."""
    return ALLOW if is_of_team(viewer) else NOT_FOUND


def can_assign(actor: Viewer, conversation: Conversation) -> Verdict:
    return can_tend(actor) if conversation.kind == "team" else NOT_FOUND


def can_solve(actor: Viewer, conversation: Conversation, place: Participant | None) -> Verdict:
    """Either side says that it is done; the next answer opens it again."""
    if conversation.kind != "team":
        return NOT_FOUND
    return can_read(actor, conversation, place)


def asked_of_team(viewer: Viewer) -> ColumnElement[bool]:
    """The same for the list of the team."""
    return and_(Conversation.kind == "team", readable(viewer)) if can_tend(viewer) else false()
