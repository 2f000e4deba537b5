"""Notices of illegal content by people without an account (community.md E2; DSA, article 16).

A notice is a report into the same case as everybody's; each is answered. It weighs nothing, so no
guest has anything hidden by software. The one letter that is sent without being asked tells the
reference and asks whether the address is theirs: nothing else goes to an address before that.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import emails, tokens
from forum.lib.markdown import plain
from forum.lib.reasons import CHILD_ABUSE
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Post, Report, User, Viewer
from forum.models.columns import utcnow
from forum.policies import deciding
from forum.policies import reports as policy
from forum.queries import report_reasons
from forum.services import cases, filing
from forum.services.filing import Said, Source

LONGEST_NAME = 100
LETTERS_WITHIN = timedelta(hours=24)  # one letter in this time, until the address is confirmed
MOST_LETTERS = 5  # likewise, to an address that was


@dataclass(frozen=True, slots=True)
class Notifier:
    """Who sends a notice. `key`: of the form it came with, which is good once."""

    name: str
    email: str
    key: str


def of_post(actor: Viewer, post: Post, said: Said, by: Notifier) -> Report:
    """Say that a post, or a thread by its first, is illegal. Raises Denied, Refused, Conflict."""
    require(policy.can_notify_of_post(actor, post))
    reason = filing.reason_of(report_reasons.of_notices(actor), said)
    source = _source(reason.key, by)
    found = cases.open_case(cases.of_post(post), "report", reason.severity)
    title = filing.title_of(post)
    return _kept(filing.file(found, cases.keep(found, post, title), reason, said, source), by)


def of_member(actor: Viewer, user: User, said: Said, by: Notifier) -> Report:
    """The same of a member's page."""
    require(policy.can_notify_of_member(actor, user))
    reason = filing.reason_of(report_reasons.of_notices(actor), said)
    source = _source(reason.key, by)
    found = cases.open_case(cases.of_member(user), "report", reason.severity)
    return _kept(filing.file(found, cases.keep_profile(found, user), reason, said, source), by)


def confirm(actor: Viewer, report: Report) -> None:
    """Whoever has the link reads mail at the address: the answer goes there as well."""
    require(policy.can_confirm_notice(actor))
    if report.email_confirmed_at is None:
        report.email_confirmed_at = utcnow()
        db.session.flush()


def letter(actor: Viewer, report_id: int) -> tuple[Report, str] | None:
    """For the job that writes the letter: the report, and the secret of the link.

    None when no letter is due: there is no address, or one went there lately and nobody has
    confirmed it (no stranger's box is filled by sending notices in their name).
    """
    require(deciding.can_automate(actor))
    report = db.session.get(Report, report_id, with_for_update=True)
    if report is None or not report.reporter_email or report.token_hash is not None:
        return None
    if _is_written_to(report):
        return None
    token = tokens.new()
    report.token_hash = tokens.hashed(token)
    db.session.flush()
    return report, token


def _is_written_to(report: Report) -> bool:
    """Whether enough letters went to this address lately."""
    others = db.session.execute(
        select(Report.email_confirmed_at, Report.created_at).where(
            Report.reporter_email == report.reporter_email, Report.id != report.id,
            Report.token_hash.is_not(None),
        )
    ).all()  # fmt: skip
    lately = [row for row in others if row.created_at > utcnow() - LETTERS_WITHIN]
    is_confirmed = any(row.email_confirmed_at is not None for row in others)
    return len(lately) >= (MOST_LETTERS if is_confirmed else 1)


def _source(reason: str, by: Notifier) -> Source:
    """Who says it; of who reports the abuse of children nothing has to be known."""
    name = plain.fold(plain.readable(by.name)).strip()[:LONGEST_NAME]
    needed = reason != CHILD_ABUSE
    if needed and not name:
        raise Refused(_("Please tell us your name."), "name")
    email = emails.normalised(by.email) if by.email.strip() else ""
    if email is None or (needed and not email):
        raise Refused(_("This is not an e-mail address that we can write to."), "email")
    return Source("guest", name=name, email=email)


def _kept(report: Report, by: Notifier) -> Report:
    report.form_key = by.key
    database.flush_or_raise(
        Conflict(_("This form has already been sent. Your notice is with the team."), "explanation")
    )
    return report
