"""Showing a message of a private conversation to the staff, and the staff's opening of it."""

from flask_babel import gettext as _

from forum import database, events
from forum.extensions import db
from forum.lib.markdown import plain
from forum.lib.verdict import Refused, require
from forum.models import Message, MessageReport, StaffAction, Viewer
from forum.models.columns import utcnow
from forum.policies import conversations as policy
from forum.queries.conversations import Opened

LONGEST_REASON = 1000


def report(actor: Viewer, opened: Opened, message: Message, reason: str) -> bool:
    """The team can read this message from now on, as it is now, and nothing else of the
    conversation. False when the actor had reported it before. Raises Denied, Refused."""
    require(policy.can_report(actor, opened.conversation, opened.place, message))
    reason = plain.readable(reason).strip()
    if not reason:
        raise Refused(_("Say in a few words what is wrong with it."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("At most %(most)s characters.", most=LONGEST_REASON), "reason")
    if message.is_erased or not database.insert_missing(
        MessageReport, message_id=message.id, reporter_id=actor.id, reason=reason,
        snapshot=message.body, created_at=utcnow(),
    ):  # fmt: skip
        return False
    found = db.session.query(MessageReport).filter_by(message_id=message.id, reporter_id=actor.id)
    events.message_reported.send(report=found.one())
    return True


def read(actor: Viewer, found: MessageReport) -> None:
    """Write down that `actor` opens it. What it says is in no log."""
    require(policy.can_read_reports(actor))
    author_id = db.session.get_one(Message, found.message_id).author_id
    db.session.add(
        StaffAction(actor_id=actor.id, verb="read-message", user_id=author_id,
                    details={"report": found.id, "reporter": found.reporter_id})
    )  # fmt: skip
    found.read_at = found.read_at or utcnow()
    db.session.flush()
