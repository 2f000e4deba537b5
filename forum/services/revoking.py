"""Ending an ambassador's term early as a decision like any other: with a statement of reasons, in
the member's history, to be appealed (community.md §3.3), and taken back when somebody else says so.

Called by `grants`, where two of the team have agreed, and by `effects`, after an appeal.
"""

from datetime import datetime

from forum import events
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Decision, ModerationCase, Programme, ProgrammeGrant, StaffAction, User
from forum.models.columns import utcnow
from forum.models.decisions import REVOCATION
from forum.models.moderation import OF_OFFICE
from forum.policies import ambassadors as policy
from forum.services import cases, guards, statements
from forum.services.lifecycles import move_grant


def decided(actor: User, grant: ProgrammeGrant, at: datetime) -> Decision:
    """The decision with its case, its statement and the line in the log. Who proposed it decided,
    `actor` agreed; neither looks at an appeal."""
    require(policy.can_review(actor, grant.user_id))
    programme = db.session.get_one(Programme, grant.programme_id)
    case = ModerationCase(
        reference=cases.reference("C"), kind=OF_OFFICE, target=f"{OF_OFFICE}:{grant.id}",
        user_id=grant.user_id, state="decided", severity=4, reasons=[], opened_at=at, due_at=at,
        closed_at=at,
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    made = Decision(
        case_id=case.id, action=REVOCATION, ground="none", facts=grant.end_reason,
        scope=programme.name, origin="own_initiative", starts_at=at, decided_at=at,
        decided_by_id=grant.revoking_id, second_by_id=actor.id,
        before={"content": OF_OFFICE, "grant_id": grant.id},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    statements.send(actor, case, made, (), at)
    db.session.add(StaffAction(actor_id=actor.id, verb="revoke-office", user_id=grant.user_id,
                               details={"case": case.reference}))  # fmt: skip
    db.session.flush()
    events.decision_made.send(decision=made, case=case, actor=actor)
    return made


def taken_back(actor: User, grant: ProgrammeGrant) -> None:
    """The term goes on, with the days that were lost. Raises Refused when another has begun."""
    require(policy.can_review(actor, grant.user_id))
    moment = utcnow()
    ended = grant.ended_at or moment
    move_grant(actor, grant, "reinstate", moment)
    if grant.ends_at is not None:
        grant.ends_at += moment - ended
    if grant.paused_at is not None:
        grant.paused_days = guards.days_of_pauses(grant, ended)
    grant.paused_at = grant.ended_at = grant.revoking_id = None
    grant.end_reason = ""
    db.session.flush()
