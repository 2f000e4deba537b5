"""Appeals: somebody contradicts what they were told, and somebody else decides (community.md §4.5).

Answering one is a single unit of work: the outcome, what it restores or puts in the place of the
decision, what both sides are told, and the line in the log.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from forum import database, events
from forum.extensions import db
from forum.lib import appealing
from forum.lib.markdown import plain
from forum.lib.verdict import Conflict, Refused, require
from forum.models import (
    Appeal,
    Decision,
    ModerationCase,
    Report,
    StaffAction,
    Statement,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.decisions import OF_MISUSE
from forum.policies import appeals as policy
from forum.policies import deciding
from forum.services import answering, cases, decisions, misuse
from forum.services.choosing import Choice

_TAKES = {"hide": 1, "remove": 2}  # how much of a post it takes


@dataclass(frozen=True, slots=True)
class Answer:
    """How an appeal is answered. `instead`: the milder decision that takes the place."""

    outcome: str
    reasons: str
    code: str = ""
    apology: str = ""
    instead: Choice | None = None


def appeal(
    actor: Viewer, statement: Statement, grounds: str, *, holds_link: bool = False
) -> Appeal:
    """Contradict what `statement` says. Raises Denied, Refused, Conflict (appealed already).

    `holds_link`: `actor` came with the word from the letter and is taken for whom it was sent to.
    """
    require(policy.can_appeal(actor, statement, holds_link=holds_link))
    decision = db.session.get_one(Decision, statement.decision_id)
    grounds = _filled(grounds, "grounds", appealing.LONGEST)
    now = utcnow()
    made = Appeal(
        reference=cases.reference("A"), decision_id=decision.id, statement_id=statement.id,
        by_role=statement.recipient, user_id=statement.user_id, email=statement.email,
        grounds=grounds, state="submitted", submitted_at=now, due_at=now + appealing.DUE,
    )  # fmt: skip
    db.session.add(made)
    database.flush_or_raise(Conflict(_("You have already appealed against this decision.")))
    events.appeal_made.send(appeal=made, decision=decision)
    return made


def withdraw(actor: Viewer, appeal: Appeal, *, holds_link: bool = False) -> None:
    """Take it back, for good. Raises Denied, and Conflict when it was answered meanwhile."""
    require(policy.can_withdraw(actor, appeal, holds_link=holds_link))
    _take_version(appeal, appeal.version)
    appeal.state, appeal.decided_at = "withdrawn", utcnow()
    appeal.reviewer_id = appeal.claimed_until = None
    db.session.flush()


def claim(actor: Viewer, appeal: Appeal) -> None:
    """Look at it for the next 15 minutes; of two at once one has it, the other a Conflict."""
    require(policy.can_decide(actor, appeal))
    now = utcnow()
    taken = db.session.execute(
        update(Appeal)
        .where(
            Appeal.id == appeal.id, Appeal.decided_at.is_(None),
            or_(Appeal.reviewer_id.is_(None), Appeal.reviewer_id == actor.id,
                Appeal.claimed_until.is_(None), Appeal.claimed_until <= now),
        )
        .values(reviewer_id=actor.id, claimed_until=now + appealing.CLAIM, state="in_review"),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    db.session.refresh(appeal)
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise Conflict(_held(appeal))


def release(actor: Viewer, appeal: Appeal) -> bool:
    """Give it back. False when it was not `actor`'s."""
    require(policy.can_decide(actor, appeal))
    if appeal.reviewer_id != actor.id:
        return False
    appeal.reviewer_id = appeal.claimed_until = None
    appeal.state = "submitted"
    db.session.flush()
    return True


def answer(actor: Viewer, appeal: Appeal, said: Answer, version: int) -> None:
    """Answer it as somebody who took no part. `version` is the one that was read.

    Raises Denied, Refused with the field, Conflict; then nothing was written.
    """
    require(policy.can_decide(actor, appeal))
    said = _checked(appeal, said)
    claim(actor, appeal)
    _take_version(appeal, version)
    now = utcnow()
    decision = db.session.get_one(Decision, appeal.decision_id, with_for_update=True)
    case = db.session.get_one(ModerationCase, decision.case_id)
    appeal.state, appeal.reviewer_id, appeal.decided_at = said.outcome, actor.id, now
    appeal.reason_code, appeal.reasons, appeal.apology = said.code, said.reasons, said.apology
    appeal.claimed_until = None
    db.session.flush()
    if said.outcome == "reversed":
        _reverse(actor, appeal, decision, case, now)
    elif said.outcome == "varied" and said.instead is not None:
        _vary(actor, appeal, decision, case, said.instead, now)
    answering.send(actor, appeal, decision, case, now)
    db.session.add(
        StaffAction(actor_id=actor.id, verb="answer-appeal", user_id=case.user_id,
                    post_id=case.post_id, thread_id=case.thread_id,
                    details={"appeal": appeal.reference, "outcome": said.outcome,
                             "case": case.reference})
    )  # fmt: skip
    db.session.flush()
    events.appeal_decided.send(appeal=appeal, decision=decision, actor=actor)


# --- inside --------------------------------------------------------------------------------------


def _reverse(
    actor: Viewer, appeal: Appeal, decision: Decision, case: ModerationCase, at: datetime
) -> None:
    """Everything as it was. Of a report that was not acted on, the case is open once more."""
    decisions.reverse(actor, decision, at)
    if appeal.by_role == "reporter":
        _open_again(appeal, case, at)
        return
    # Whoever reported it was not right after all: that is in what their reports weigh from now on.
    db.session.execute(
        update(Report)
        .where(Report.case_id == case.id, Report.is_upheld.is_(True))
        .values(is_upheld=False)
    )
    db.session.flush()


def _vary(
    actor: Viewer, appeal: Appeal, decision: Decision, case: ModerationCase, choice: Choice,
    at: datetime,
) -> None:  # fmt: skip
    """Something else takes its place. Of a report that was left: something mild, at once."""
    if decision.action in OF_MISUSE:
        misuse.instead(actor, decision, choice.days if choice.action == decision.action else None)
        return
    if appeal.by_role == "reporter" and deciding.needs_two(actor, case, choice):
        raise Refused(_("This takes two people. Reverse the decision instead: then the case "
                        "is open again."), "action")  # fmt: skip
    decisions.instead(actor, decision, choice, at)
    if appeal.by_role == "reporter":
        first = db.session.get_one(Statement, appeal.statement_id)
        db.session.get_one(Report, first.report_id).is_upheld = True
    db.session.flush()


def _open_again(appeal: Appeal, case: ModerationCase, at: datetime) -> None:
    """The case, or the one that is open about the same, with the report as one to be answered."""
    first = db.session.get_one(Statement, appeal.statement_id)
    report = db.session.get_one(Report, first.report_id)
    report.is_upheld = report.answered_at = None
    found = db.session.scalar(
        select(ModerationCase)
        .where(ModerationCase.target == case.target, ModerationCase.closed_at.is_(None))
        .with_for_update()
    )
    if found is None:
        case.state, case.closed_at = "open", None
        case.due_at = cases.due(case.severity, at)
        case.version = ModerationCase.version + 1
    elif not _has_report_of(found, report):
        report.case_id = found.id
        found.version = ModerationCase.version + 1
    db.session.flush()


def _has_report_of(case: ModerationCase, report: Report) -> bool:
    same = select(Report.id).where(
        Report.case_id == case.id, Report.reporter_id == report.reporter_id,
        Report.reporter_email == report.reporter_email,
    )  # fmt: skip
    return db.session.scalar(same.limit(1)) is not None


def _checked(appeal: Appeal, said: Answer) -> Answer:
    """What is stored. Raises Refused, with the field, for what cannot be answered."""
    decision = db.session.get_one(Decision, appeal.decision_id)
    kind = db.session.get_one(ModerationCase, decision.case_id).kind
    if said.outcome not in appealing.outcomes(appeal.by_role, decision.action, kind):
        raise Refused(_("Choose how to answer it."), "outcome")
    reasons = _filled(said.reasons, "reasons", appealing.LONGEST)
    if len(reasons) < appealing.LEAST_REASONS:
        raise Refused(
            _("Say why in at least %(least)s characters.", least=appealing.LEAST_REASONS), "reasons"
        )
    codes = appealing.CODES.get(said.outcome, {})
    if codes and said.code not in codes:
        raise Refused(_("Choose what it comes down to."), "code")
    apology = plain.readable(said.apology).strip() if said.outcome in {"reversed", "varied"} else ""
    if len(apology) > appealing.LONGEST_APOLOGY:
        raise Refused(_("At most %(most)s characters.", most=appealing.LONGEST_APOLOGY), "apology")
    if said.outcome == "varied":
        allowed = appealing.instead(appeal.by_role, decision.action, kind)
        if said.instead is None or said.instead.action not in allowed:
            raise Refused(_("Choose something milder than what was decided."), "action")
        if appeal.by_role == "author":
            _check_milder(decision, said.instead)
    return Answer(said.outcome, reasons, said.code if codes else "", apology, said.instead)


def _check_milder(decision: Decision, instead: Choice) -> None:
    if _TAKES.get(instead.also, 0) > max(
        _TAKES.get(decision.also, 0), _TAKES.get(decision.action, 0)
    ):
        raise Refused(_("Choose something milder than what was decided."), "also")
    if instead.action != decision.action:
        return
    left = decision.ends_at - utcnow() if decision.ends_at else None
    if not instead.days or (left is not None and timedelta(days=instead.days) >= left):
        raise Refused(_("Choose a shorter time than what was decided."), "days")


def _take_version(appeal: Appeal, version: int) -> None:
    """Of two who answer what they both read, one gets here."""
    taken = db.session.execute(
        update(Appeal)
        .where(Appeal.id == appeal.id, Appeal.version == version, Appeal.decided_at.is_(None))
        .values(version=Appeal.version + 1)
        .returning(Appeal.version),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    db.session.refresh(appeal)
    if taken is None:
        raise Conflict(_held(appeal))


def _held(appeal: Appeal) -> str:
    if appeal.decided_at is not None or appeal.claimed_until is None:
        return str(_("This appeal was answered or changed a moment ago. Nothing was done twice."))
    name = db.session.scalar(select(User.display_name).where(User.id == appeal.reviewer_id))
    until = format_time(appeal.claimed_until, "short")
    return str(_("%(name)s is looking at this appeal until %(time)s.", name=name, time=until))


def _filled(text: str, field: str, most: int) -> str:
    text = plain.readable(text).strip()
    if not text:
        raise Refused(_("Please fill this in."), field)
    if len(text) > most:
        raise Refused(_("At most %(most)s characters.", most=most), field)
    return text
