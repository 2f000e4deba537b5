"""Showing a message of a private conversation to the staff, and the staff's opening of it."""

from forum import database, events
from forum.extensions import db
from forum.lib.markdown import plain
from forum.lib.verdict import require
from forum.models import Message, MessageReport, Report, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import conversations as policy
from forum.policies import reports as report_policy
from forum.queries import report_reasons
from forum.queries.conversations import Opened
from forum.services import cases, filing
from forum.services.filing import Said

LONGEST_REASON = 1000  # of what is kept with the message; the report itself has all of it


def report(actor: Viewer, opened: Opened, message: Message, said: Said) -> Report | None:
    """The team can read this message from now on, as it is now, and nothing else of the
    conversation. None when the actor had reported it before. Raises Denied, Refused."""
    require(policy.can_report(actor, opened.conversation, opened.place, message))
    require(report_policy.can_file(actor))
    assert isinstance(actor, User)
    offered = report_reasons.of_message(actor, message.author_id, message.created_at)
    reason = filing.reason_of(offered, said)
    words = plain.readable(said.explanation).strip() or reason.label
    if message.is_erased or not database.insert_missing(
        MessageReport, message_id=message.id, reporter_id=actor.id, reason=words[:LONGEST_REASON],
        snapshot=message.body, created_at=utcnow(),
    ):  # fmt: skip
        return None
    found = cases.open_case(cases.of_message(message), "report", reason.severity)
    source = filing.of_member(actor, report_policy.can_act_at_once(actor, None))
    made = filing.file(found, cases.keep_private(found, message.body), reason, said, source)
    shown = db.session.query(MessageReport).filter_by(message_id=message.id, reporter_id=actor.id)
    events.message_reported.send(report=shown.one())
    return made


def read(actor: Viewer, found: MessageReport) -> None:
    """Write down that `actor` opens it. What it says is in no log."""
    require(policy.can_read_reports(actor))
    author_id = db.session.get_one(Message, found.message_id).author_id
    require(policy.can_read_report_of(actor, author_id))
    db.session.add(
        StaffAction(actor_id=actor.id, verb="read-message", user_id=author_id,
                    details={"report": found.id, "reporter": found.reporter_id})
    )  # fmt: skip
    found.read_at = found.read_at or utcnow()
    db.session.flush()
