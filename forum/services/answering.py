"""What is said to an appeal: to whoever appealed, and to the other side when something changed.

Called by the verbs of appeals, which have asked. Kept word for word, as statements are.
"""

from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from forum.extensions import db
from forum.lib import appealing
from forum.models import Appeal, Decision, ModerationCase, Report, Statement, User, Viewer
from forum.services import statements


def to_appellant(actor: Viewer, appeal: Appeal, case: ModerationCase, locale: str = "") -> str:
    """The answer, with the reasons. Markdown."""
    with statements.speaking(locale):
        day = format_date(appeal.submitted_at, "long")
        parts = [
            _("On %(day)s you appealed (%(reference)s) against a decision in case %(case)s. "
              "Somebody who took no part in it has looked at it.", day=day,
              reference=appeal.reference, case=case.reference),
            f"**{_outcome(appeal)}**",
            statements.plain(appeal.reasons), statements.plain(appeal.apology),
            _("You may also turn to a certified out-of-court body or go to court."),
            _signed(actor),
        ]  # fmt: skip
        return "\n\n".join(part for part in parts if part)


def to_other_side(actor: Viewer, appeal: Appeal, report: Report, locale: str = "") -> str:
    """To somebody who reported it: that it changed. Nothing of who is concerned, what was said,
    what they got and why (community.md E1)."""
    with statements.speaking(locale):
        day = format_date(report.created_at, "long")
        changed = {
            "reversed": _("The decision is taken back."),
            "varied": _("The decision has been changed; the team still acts on what you reported."),
        }[appeal.state]
        parts = [
            _("You reported something on %(day)s (%(reference)s), and the team acted on it. "
              "After an appeal, somebody who was not involved has looked at it again.", day=day,
              reference=report.reference),
            changed,
            _("You may turn to a certified out-of-court body or go to court."),
            _signed(actor),
        ]  # fmt: skip
        return "\n\n".join(parts)


def send(
    actor: Viewer, appeal: Appeal, decision: Decision, case: ModerationCase, at: datetime
) -> list[Statement]:
    """Write down what each is told; it is sent by whoever listens."""
    user = db.session.get(User, appeal.user_id) if appeal.user_id else None
    locale = user.locale if user is not None else ""
    first = db.session.get_one(Statement, appeal.statement_id)
    made = [
        statements.row(decision, "answer", to_appellant(actor, appeal, case, locale), at, locale,
                       user_id=appeal.user_id, email=appeal.email, report_id=first.report_id,
                       answers_id=first.id)
    ]  # fmt: skip
    if appeal.by_role == "author" and appeal.state in {"reversed", "varied"}:
        made += [_told(actor, appeal, decision, report, at) for report in _acted_on(case)]
    db.session.add_all(made)
    db.session.flush()
    return made


def _told(
    actor: Viewer, appeal: Appeal, decision: Decision, report: Report, at: datetime
) -> Statement:
    locale = statements.locale_of(report)
    return statements.row(
        decision, "answer", to_other_side(actor, appeal, report, locale), at, locale,
        report_id=report.id, answers_id=appeal.statement_id, **statements.whom(report),
    )  # fmt: skip


def _acted_on(case: ModerationCase) -> list[Report]:
    """Reports whose senders were told that the team acted on them."""
    return list(
        db.session.scalars(
            select(Report)
            .where(Report.case_id == case.id, Report.answered_at.is_not(None),
                   Report.source != "software")
            .order_by(Report.id)
        )
    )  # fmt: skip


def _outcome(appeal: Appeal) -> str:
    if appeal.state == "reversed" and appeal.by_role == "reporter":
        return str(
            _("You were right: the team is looking at it again, and will tell you what it decides.")
        )
    if appeal.state == "varied" and appeal.by_role == "reporter":
        return str(_("You were partly right: the team has now done something about it."))
    said = {
        "confirmed": _("The decision stays as it is."),
        "reversed": _("The decision is reversed, and what it did is undone."),
        "varied": _("Something milder takes its place. A separate message says what."),
        "inadmissible": _("The appeal could not be looked at: %(why)s.",
                          why=_code(appeal)),
    }  # fmt: skip
    return str(said[appeal.state])


def _code(appeal: Appeal) -> str:
    words = str(_(appealing.CODES["inadmissible"].get(appeal.reason_code, "")))
    return words[:1].lower() + words[1:]


def _signed(actor: Viewer) -> str:
    assert isinstance(actor, User)
    name = statements.plain(actor.display_name)
    return f"— {name}, {statements.plain(actor.byline) or str(_('moderator'))}"
