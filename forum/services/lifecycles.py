"""The one door of both lifecycles: every step of a candidacy and of a grant is taken here.

A step asks who may bring it, whether it exists from this state, and each of its guards; then the
state changes, a line is added to the history, and an event is sent. An ambassador is a member of
the group exactly while a grant is active or in grace; who was put there by hand is left alone.
"""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from forum import database, events
from forum.extensions import db
from forum.lib.machines import NEW, Machine, NoSuchStep
from forum.lib.verdict import Conflict, require
from forum.models import (
    Candidacy,
    GroupMember,
    Programme,
    ProgrammeEvent,
    ProgrammeGrant,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS
from forum.policies import ambassadors as policy
from forum.services.guards import GUARDS, Case

SPEAKING = ("active", "grace")  # the states in which somebody is an ambassador
LONGEST_REASON = 1000


def move_candidacy(
    actor: Viewer, candidacy: Candidacy, event: str, at: datetime | None = None, **given: Any
) -> Candidacy:
    """Take the step `event` with a candidacy, a new one or one that is there."""
    require(policy.can_step(actor, policy.CANDIDACY, event, candidacy.user_id))
    programme = _locked(candidacy)
    case = Case(actor, programme, candidacy.user_id, at or utcnow(), given, candidacy=candidacy)
    before = _take(policy.CANDIDACY, event, candidacy, case)
    _note(case, event, before, candidacy.state, candidacy=candidacy)
    events.candidacy_moved.send(candidacy=candidacy, event=event, before=before, actor=actor)
    return candidacy


def move_grant(
    actor: Viewer, grant: ProgrammeGrant, event: str, at: datetime | None = None, **given: Any
) -> ProgrammeGrant:
    """Take the step `event` with a grant, a new one or one that is there."""
    require(policy.can_step(actor, policy.GRANT, event, grant.user_id))
    programme = _locked(grant)
    case = Case(actor, programme, grant.user_id, at or utcnow(), given, grant=grant)
    before = _take(policy.GRANT, event, grant, case)
    _note(case, event, before, grant.state, grant=grant)
    _settle_group(grant)
    events.grant_moved.send(grant=grant, event=event, before=before, actor=actor)
    return grant


def begin_next(actor: Viewer, old: ProgrammeGrant, at: datetime) -> ProgrammeGrant:
    """The term after `old`, which was renewed just now: it begins where the old one ends."""
    require(policy.can_tend(actor))
    programme = db.session.get_one(Programme, old.programme_id)
    case = Case(actor, programme, old.user_id, at, {}, grant=old)
    new = ProgrammeGrant(
        programme_id=old.programme_id, user_id=old.user_id, tier_id=old.tier_id,
        candidacy_id=old.candidacy_id, previous_id=old.id, state="active", offered_at=at,
        terms_version=programme.terms_version, accepted_at=old.renewal_agreed_at,
        starts_at=old.ends_at, ends_at=case.term_after(old.ends_at),
        is_in_register=old.is_in_register,
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()
    _note(case, "begin-next", NEW, "active", grant=new)
    _settle_group(new)
    return new


def settle_all(actor: Viewer) -> None:
    """See that the group has everybody whose grant says so, and nobody by a grant that is over."""
    require(policy.can_tend(actor))
    speaking = select(ProgrammeGrant.user_id).where(ProgrammeGrant.state.in_(SPEAKING))
    for user_id in db.session.scalars(speaking):
        _admit(user_id)
    db.session.execute(
        delete(GroupMember).where(
            GroupMember.group_id == AMBASSADORS, GroupMember.source == "grant",
            GroupMember.user_id.not_in(speaking),
        ),
        execution_options={"synchronize_session": False},
    )  # fmt: skip


def _locked(thing: Candidacy | ProgrammeGrant) -> Programme:
    """The programme and the row itself as they are now, for this unit of work alone."""
    programme = db.session.get_one(
        Programme, thing.programme_id, with_for_update=True, populate_existing=True
    )
    if thing.id is not None:
        db.session.flush()
        db.session.refresh(thing, with_for_update=True)
    return programme


def _take(machine: Machine, event: str, thing: Any, case: Case) -> str:
    before = thing.state or NEW
    try:
        step = machine.step(event, before)
    except NoSuchStep as error:
        raise Conflict(
            _("This is no longer possible: things have moved on in the meantime.")
        ) from error
    for name in step.guards:
        GUARDS[name](case)
    thing.state = step.target or before
    db.session.add(thing)
    db.session.flush()
    return before


def _note(
    case: Case, event: str, before: str, after: str, *, candidacy: Candidacy | None = None,
    grant: ProgrammeGrant | None = None,
) -> None:  # fmt: skip
    actor_id = case.actor.id if isinstance(case.actor, User) else None
    db.session.add(
        ProgrammeEvent(
            candidacy_id=candidacy.id if candidacy else None, grant_id=grant.id if grant else None,
            actor_id=actor_id, event=event, from_state=before, to_state=after,
            reason=str(case.given.get("reason", ""))[:LONGEST_REASON], created_at=case.at,
        )
    )  # fmt: skip
    db.session.flush()


def _settle_group(grant: ProgrammeGrant) -> None:
    """In the group by a grant while one is active or in grace, in whichever programme."""
    if grant.state in SPEAKING:
        _admit(grant.user_id)
    elif not db.session.scalar(
        select(ProgrammeGrant.id)
        .where(ProgrammeGrant.user_id == grant.user_id, ProgrammeGrant.state.in_(SPEAKING))
        .limit(1)
    ):
        db.session.execute(
            delete(GroupMember).where(
                GroupMember.group_id == AMBASSADORS, GroupMember.user_id == grant.user_id,
                GroupMember.source == "grant",
            )
        )  # fmt: skip
    database.touch("members")


def _admit(user_id: int) -> None:
    database.insert_missing(
        GroupMember, group_id=AMBASSADORS, user_id=user_id, since=utcnow(), is_owner=False,
        source="grant",
    )  # fmt: skip
