"""Members who do harm: spammers, those who report or appeal in bad faith; reported messages."""

from typing import TYPE_CHECKING, Any

from forum.blueprints.api import shapes_of_guarding as harm
from forum.blueprints.api import shapes_of_moderation as shapes
from forum.blueprints.api.answering import cursor
from forum.blueprints.api.frame import needs_all, route
from forum.forms.api import PageQuery
from forum.forms.base import Form
from forum.forms.misuse import MisuseForm
from forum.forms.moderation import SpammerForm
from forum.lib.verdict import require
from forum.policies import misuse as policy
from forum.queries import members, message_reports
from forum.queries import misuse as queries
from forum.services import message_reports as reading
from forum.services import misuse, spammers
from forum.services.misuse import Assessment
from forum.web import viewer

if TYPE_CHECKING:
    from forum.models import User

MEMBER = "/members/<string(maxlength=64):name>"


@route("POST", f"{MEMBER}/spammer", answer=harm.Spammer, status=201, scope="moderate",
       body=SpammerForm)  # fmt: skip
def mark_spammer(name: str, sent: SpammerForm) -> Any:
    """Say that a member is a spammer: all they wrote is hidden, the account closed, and they are
    told why. For a member of some standing somebody else has to agree within 24 hours."""
    made = spammers.mark(viewer(), members.one(viewer(), name), sent.note)
    return {"decision_id": made.id, "restores_at": made.restores_at}


@route("POST", f"{MEMBER}/spammer/undo", scope="moderate", body=Form)
def undo_spammer(name: str, sent: Form) -> None:
    """They are none after all: everything comes back."""
    spammers.undo(viewer(), members.one(viewer(), name))


@route("GET", f"{MEMBER}/misuse", answer=harm.Misuse, scope="moderate")
def get_misuse(name: str) -> Any:
    """How a member reports and appeals, and what was done about it."""
    return queries.record(viewer(), _member(name))


@route("POST", f"{MEMBER}/misuse/warn", scope="moderate", body=MisuseForm)
def warn_of_misuse(name: str, sent: MisuseForm) -> None:
    """Warn them; they are told why."""
    misuse.warn(viewer(), _member(name), _assessed(sent))


@route("POST", f"{MEMBER}/misuse/stop", scope="moderate", body=MisuseForm)
def stop_misuse(name: str, sent: MisuseForm) -> None:
    """Stop their reports or appeals for so many `days`, after a warning; they are told why."""
    misuse.stop(viewer(), _member(name), _assessed(sent), sent.days)


def _member(name: str) -> "User":
    user = members.one(viewer(), name)
    require(policy.can_see(viewer(), user))
    return user


def _assessed(sent: MisuseForm) -> Assessment:
    return Assessment(sent.kind, sent.gravity, sent.intention)


@route("GET", "/message-reports", answer=shapes.MessageReports, scope="moderate", query=PageQuery)
def list_message_reports(asked: PageQuery) -> Any:
    """Messages of private conversations that were reported, without their text."""
    page = message_reports.page(viewer(), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("POST", "/message-reports/<int:report_id>", answer=shapes.OpenedReport, scope="moderate",
       body=Form, is_secret=True)  # fmt: skip
def open_message_report(report_id: int, sent: Form) -> Any:
    """Read the one message that was reported. By POST: each opening is in the staff log."""
    needs_all()
    found = message_reports.get(viewer(), report_id)
    reading.read(viewer(), found)
    return message_reports.opened(viewer(), found)
