"""Deciding a case: the decision, what it does, what it means for the account, what everybody
concerned is told, and the line in the log. One unit of work, all of it or nothing.

Some decisions need two people: terminations always, and what is taken from somebody who criticises
the brand (community.md §4.6). They are proposed first and do nothing until somebody else agrees;
where somebody is in danger they act at once and end after 24 hours without a second person.
"""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from forum import database, events
from forum.extensions import db
from forum.lib import sanctions
from forum.lib.markdown import plain
from forum.lib.verdict import Conflict, Refused, require
from forum.models import (
    Decision,
    ModerationCase,
    Report,
    StaffAction,
    StaffNote,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import deciding as policy
from forum.policies import moderation
from forum.services import choosing, claims, effects, statements
from forum.services.choosing import Choice

ALONE = timedelta(hours=24)  # how long what was done in danger stands without a second person
LONGEST_REASON = 1000


def decide(actor: Viewer, case: ModerationCase, choice: Choice, version: int) -> Decision:
    """Decide `case`, or propose what needs a second person.

    `version` is the one that was read; Conflict when somebody was faster, which says who. Raises
    Denied, Refused with the field, Conflict; then nothing was written.
    """
    require(moderation.can_read(actor, case))
    _stop_if_late(case, version)
    require(policy.can_decide(actor, case, choice.action))
    claims.claim(actor, case)
    _take_version(case, version)
    now = utcnow()
    choice = choosing.checked(actor, case, choice)
    decision = _made(actor, case, choice, choosing.check_ladder(actor, case, choice, now), now)
    needs_two = policy.needs_two(actor, case, choice)
    if needs_two and not policy.acts_first(case, choice.action):
        decision.state, case.state = "proposed", "waiting"
        decision.before = {"body": choice.body} if choice.body else {}
        case.claimed_by_id = case.claimed_until = None
        db.session.add(decision)
        db.session.flush()
        _log(actor, "propose", case, decision)
        events.decision_proposed.send(decision=decision, case=case, actor=actor)
        return decision
    if needs_two:
        decision.restores_at = now + ALONE
    db.session.add(decision)
    _put_in_force(actor, case, decision, choice.body)
    return decision


def by_software(
    actor: Viewer, case: ModerationCase, choice: Choice, *, until: datetime | None = None,
    closes: bool = False,
) -> Decision:  # fmt: skip
    """Hide, or restrict, at once and without a person: a restriction like any other, with its
    statement. The case stays open; whoever decides it takes the place of this.

    `until` is its end where days are too long; `closes`: nobody came, and the case is over.
    """
    require(policy.can_automate(actor))
    now = utcnow()
    ends_at = until or sanctions.ends_at(choice.action, choice.days, now)
    decision = _made(actor, case, choice, ends_at, now)
    decision.decided_by_id, decision.automation = None, "fully"
    decision.is_detected_by_software = True
    if case.is_about_brand and choice.action in policy.TAKING and not closes:
        decision.restores_at = now + ALONE  # criticism is taken by two people, never by none
    db.session.add(decision)
    if closes:
        _put_in_force(actor, case, decision, "")
        return decision
    db.session.flush()
    _do(actor, case, decision, "")
    statements.send(actor, case, decision, (), now)
    case.version = ModerationCase.version + 1
    db.session.flush()
    events.decision_made.send(decision=decision, case=case, actor=None)
    return decision


def enforce(actor: Viewer, case: ModerationCase, decision: Decision) -> None:
    """Put a decision in force that needs no choice: somebody is a spammer (services.spammers)."""
    require(policy.can_enforce(actor, decision))
    db.session.add(decision)
    _put_in_force(actor, case, decision, "")


def preview(actor: Viewer, case: ModerationCase, choice: Choice) -> str:
    """Exactly what the member would read, as Markdown; what is missing is left out."""
    require(policy.can_decide(actor, case, choice.action))
    choice = choosing.as_far_as_it_goes(actor, case, choice)
    now = utcnow()
    with db.session.no_autoflush:
        decision = _made(actor, case, choice, None, now)
        try:
            decision.ends_at = sanctions.ends_at(choice.action, choice.days, now)
        except ValueError:
            decision.ends_at = None
        if choice.action in {"none", "approve"}:
            reports = _reports(case)
            return statements.to_reporter(actor, case, decision, reports[0]) if reports else ""
        return statements.to_author(actor, case, decision)


def statement_of(actor: Viewer, decision: Decision) -> str:
    """What the member would be told if somebody agreed now, as Markdown."""
    require(moderation.can_read(actor, _case(decision)))
    return statements.to_author(_signer(actor, decision), _case(decision), decision)


def agree(actor: Viewer, decision: Decision) -> Decision:
    """The second person: what was proposed is done, or what was done in danger stays."""
    require(policy.can_second(actor, _case(decision), decision))
    case = _case(decision)
    db.session.refresh(case, with_for_update=True)  # first, as everybody who decides does
    db.session.refresh(decision, with_for_update=True)
    require(policy.can_second(actor, case, decision))  # again, now that nobody can change it
    decision.second_by_id = actor.id
    if decision.state == "proposed":
        now = utcnow()
        length = (decision.ends_at - decision.starts_at) if decision.ends_at else None
        decision.state, decision.decided_at, decision.starts_at = "in_force", now, now
        decision.ends_at = now + length if length else None
        _put_in_force(actor, case, decision, str(decision.before.get("body", "")))
    else:
        decision.restores_at = None
        _log(actor, "agree", case, decision)
    return decision


def decline(actor: Viewer, decision: Decision, reason: str) -> None:
    """The second person says no: the case is open again, with what they wrote."""
    require(policy.can_second(actor, _case(decision), decision))
    case = _case(decision)
    db.session.refresh(case, with_for_update=True)  # first, as everybody who decides does
    db.session.refresh(decision, with_for_update=True)
    require(policy.can_second(actor, case, decision))  # again, now that nobody can change it
    reason = plain.readable(reason).strip()
    if not reason:
        raise Refused(_("Say in a sentence why."), "reason")
    if decision.state == "proposed":
        decision.state = "declined"
        case.state, case.version = "open", ModerationCase.version + 1
    else:
        end(actor, decision, utcnow())
    db.session.add(
        StaffNote(case_id=case.id, author_id=actor.id, body=reason[:LONGEST_REASON],
                  created_at=utcnow())
    )  # fmt: skip
    _log(actor, "decline", case, decision)
    events.decision_declined.send(decision=decision, case=case, actor=actor)


def end(actor: Viewer, decision: Decision, at: datetime) -> None:
    """What it did is over: its time has come, nobody agreed in time, or staff ends it early."""
    require(policy.can_automate(actor) or policy.can_lift(actor, _case(decision), decision))
    if decision.state != "in_force" or decision.ended_at is not None:
        return
    decision.state, decision.ended_at = "ended", at
    db.session.flush()
    effects.undo(actor, _case(decision), decision)
    effects.lifted(decision, at)
    events.decision_ended.send(decision=decision)


def reverse(actor: Viewer, decision: Decision, at: datetime) -> None:
    """Take everything back, after an appeal: content, sanction, points."""
    require(policy.can_reverse(actor, decision))
    if decision.state not in {"in_force", "ended"}:
        raise Conflict(_("This decision no longer stands."))
    was_in_force = decision.state == "in_force"
    decision.state, decision.reversed_at = "reversed", at
    db.session.flush()
    if was_in_force:
        effects.undo(actor, _case(decision), decision)
    effects.lifted(decision, at)
    _log(actor, "reverse", _case(decision), decision)


def instead(actor: Viewer, decision: Decision, choice: Choice, at: datetime) -> Decision:
    """After an appeal, something milder takes the place of `decision`: that is taken back, and a
    new decision with its own statement is in force. Raises Denied, Refused, Conflict."""
    require(policy.can_reverse(actor, decision))
    case = _case(decision)
    reverse(actor, decision, at)
    choice = choosing.checked(actor, case, choice)
    ends_at = choosing.ends_at(choice, at)  # no step of the ladder is left out by going down it
    made = _made(actor, case, choice, ends_at, at)
    if policy.needs_two(actor, case, choice):
        made.second_by_id = decision.decided_by_id  # who wanted more than this
    db.session.add(made)
    db.session.flush()
    if case.kind in {"held", "edit"}:
        _sanction(case, made)  # what waited has just been let through
    else:
        _do(actor, case, made, choice.body)
    statements.send(actor, case, made, (), at)
    _log(actor, made.action, case, made)
    events.decision_made.send(decision=made, case=case, actor=actor)
    return made


def mark_about_brand(actor: Viewer, case: ModerationCase, *, is_about_brand: bool) -> None:
    """Say that a case is about criticism of the brand, or that it is not: a line in the log."""
    require(policy.can_mark(actor, case))
    if case.is_about_brand != is_about_brand:
        case.is_about_brand, case.version = is_about_brand, ModerationCase.version + 1
        verb = "about-brand" if is_about_brand else "not-about-brand"
        db.session.add(
            StaffAction(actor_id=actor.id, verb=verb, user_id=case.user_id, post_id=case.post_id,
                        thread_id=case.thread_id, details={"case": case.reference})
        )  # fmt: skip
        db.session.flush()


def end_due(actor: Viewer, at: datetime | None = None) -> None:
    """What ends by itself: hidden posts and locks whose time is over, sanctions that expired, and
    what was done in danger and nobody agreed with. May run as often as wanted."""
    require(policy.can_automate(actor))
    now = at or utcnow()
    due = (Decision.ends_at <= now) | (Decision.restores_at <= now)
    found = select(Decision).where(Decision.state == "in_force", due).order_by(Decision.id)
    # None that somebody agrees with at this moment.
    free = found.limit(100).with_for_update(skip_locked=True)
    for decision in db.session.scalars(free).all():
        try:
            with db.session.begin_nested():
                end(actor, decision, now)
        except Refused:  # what it took away is not there any more: nothing to give back
            decision.state, decision.ended_at = "ended", now
            effects.lifted(decision, now)
        effects.lapsed(decision, now)


# --- inside --------------------------------------------------------------------------------------


def _made(
    actor: Viewer, case: ModerationCase, choice: Choice, ends_at: datetime | None, at: datetime
) -> Decision:
    return Decision(
        case_id=case.id, state="in_force", action=choice.action, also=choice.also,
        ground=choice.ground, section_id=choice.section_id, law=choice.law, quote=choice.quote,
        facts=choice.facts, explanation=choice.explanation, scope=choice.scope, jump=choice.jump,
        starts_at=at, ends_at=ends_at, origin=choice.origin or choosing.origin(case),
        is_detected_by_software=bool(case.reasons), automation="no", decided_by_id=actor.id,
        decided_at=at, before={},
    )  # fmt: skip


def _take_version(case: ModerationCase, version: int) -> None:
    """Of two who decide what they both read, one gets here."""
    taken = db.session.execute(
        update(ModerationCase)
        .where(ModerationCase.id == case.id, ModerationCase.version == version,
               ModerationCase.closed_at.is_(None))
        .values(version=ModerationCase.version + 1)
        .returning(ModerationCase.version),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()  # fmt: skip
    db.session.refresh(case)
    if taken is None:
        raise Conflict(_faster(case))


def _stop_if_late(case: ModerationCase, version: int) -> None:
    """Say who was faster, rather than that it cannot be done."""
    if version != case.version and (case.closed_at is not None or case.state == "waiting"):
        raise Conflict(_faster(case))


def _faster(case: ModerationCase) -> str:
    name = db.session.scalar(
        select(User.display_name)
        .join(Decision, Decision.decided_by_id == User.id)
        .where(Decision.case_id == case.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    if name is not None and case.state == "waiting":
        return str(_("%(name)s proposed a decision a moment ago. It is waiting for a second"
                     " person.", name=name))  # fmt: skip
    if name is None or case.closed_at is None:
        return str(_("Something has changed in this case since you opened it. Please look again."))
    return str(_("%(name)s decided this case a moment ago. Nothing was done twice.", name=name))


def _put_in_force(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> None:
    """Everything that follows, at once. `actor` signs the statement: who decided it first does."""
    now = decision.decided_at
    db.session.flush()
    _drop_proposals(case, decision)
    _end_what_software_did(actor, case, decision, now)
    _do(actor, case, decision, body)
    reports = _reports(case)
    for report in reports:
        report.is_upheld, report.answered_at = _is_upheld(decision), now
    case.state, case.closed_at = "decided", now
    case.claimed_by_id = case.claimed_until = None
    db.session.flush()
    statements.send(_signer(actor, decision), case, decision, reports, now)
    if decision.section_id is not None:
        choosing.count_template(case, decision)
    _log(actor, decision.action, case, decision)
    events.decision_made.send(decision=decision, case=case, actor=actor)


def _is_upheld(decision: Decision) -> bool | None:
    """Whether who reported it was right; None where no person has looked."""
    return None if decision.automation == "fully" else decision.action != "none"


def _do(actor: Viewer, case: ModerationCase, decision: Decision, body: str) -> None:
    decision.before = effects.apply(actor, case, decision, body)
    _sanction(case, decision)


def _sanction(case: ModerationCase, decision: Decision) -> None:
    if decision.action in {"warning", *effects.OF_ACCOUNTS}:
        effects.sanctioned(case, decision, sanctions.POINTS.get(decision.action, 0))
    db.session.flush()


def _drop_proposals(case: ModerationCase, decision: Decision) -> None:
    """What waited for a second person in this case waits no more: nobody agrees with it later."""
    db.session.execute(
        update(Decision)
        .where(Decision.case_id == case.id, Decision.state == "proposed",
               Decision.id != decision.id)
        .values(state="declined"),
        execution_options={"synchronize_session": "fetch"},
    )  # fmt: skip


def _end_what_software_did(
    actor: Viewer, case: ModerationCase, decision: Decision, at: datetime
) -> None:
    """A person has looked: what software hid comes back before what they decided is done."""
    standing = select(Decision).where(
        Decision.case_id == case.id, Decision.automation == "fully", Decision.state == "in_force",
        Decision.id != decision.id,
    )  # fmt: skip
    for one in db.session.scalars(standing.order_by(Decision.id)).all():
        one.state, one.ended_at = "ended", at
        db.session.flush()
        effects.undo(actor, case, one)
        effects.lifted(one, at)


def _signer(actor: Viewer, decision: Decision) -> Viewer:
    if decision.decided_by_id is None or decision.decided_by_id == actor.id:
        return actor
    return db.session.get_one(User, decision.decided_by_id)


def _reports(case: ModerationCase) -> list[Report]:
    """Those that are to be answered: each by whom there is, one by one."""
    return list(
        db.session.scalars(
            select(Report)
            .where(Report.case_id == case.id, Report.answered_at.is_(None),
                   Report.source != "software")
            .order_by(Report.id)
        )
    )  # fmt: skip


def _case(decision: Decision) -> ModerationCase:
    return db.session.get_one(ModerationCase, decision.case_id)


def _log(actor: Viewer, verb: str, case: ModerationCase, decision: Decision) -> None:
    if not isinstance(actor, User):
        return
    details: dict[str, Any] = {"case": case.reference, "decision": decision.id}
    db.session.add(
        StaffAction(actor_id=actor.id, verb=verb, user_id=case.user_id, post_id=case.post_id,
                    thread_id=case.thread_id, details=details)
    )  # fmt: skip
    database.touch("lists")
    db.session.flush()
