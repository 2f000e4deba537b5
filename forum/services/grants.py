"""Terms of ambassadors: from the offer to renewal, leaving or the end; and the nightly round."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused, require
from forum.models import (
    OPERATOR,
    Candidacy,
    Programme,
    ProgrammeGrant,
    ProgrammeNotice,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.services import candidacies, guards, revoking
from forum.services.lifecycles import begin_next, move_grant, settle_all

GRACE_REMINDERS = (1, 14, 27)  # days after the end of a term
ENDED_WELL = ("expired", "retired")


def accept(actor: User, grant: ProgrammeGrant, terms_version: int, at: datetime | None = None
           ) -> None:  # fmt: skip
    """Say yes to an offer and to the terms as they are: the term begins."""
    require(policy.can_own(actor, grant.user_id))
    moment = at or utcnow()
    move_grant(actor, grant, "accept", moment, terms_version=terms_version)
    programme = db.session.get_one(Programme, grant.programme_id)
    grant.terms_version, grant.accepted_at, grant.starts_at = terms_version, moment, moment
    grant.ends_at = moment + timedelta(days=programme.term_days)
    db.session.flush()


def refuse(actor: User, grant: ProgrammeGrant, at: datetime | None = None) -> None:
    """Say no to an offer."""
    require(policy.can_own(actor, grant.user_id))
    move_grant(actor, grant, "refuse", at)
    grant.ended_at = at or utcnow()


def pause(actor: User, grant: ProgrammeGrant, at: datetime | None = None) -> None:
    """Take a break, for no reason that anybody asks for. The term runs on."""
    require(policy.can_own(actor, grant.user_id))
    move_grant(actor, grant, "pause", at)
    grant.paused_at = at or utcnow()


def resume(actor: User, grant: ProgrammeGrant, at: datetime | None = None) -> None:
    require(policy.can_own(actor, grant.user_id))
    moment = at or utcnow()
    days = guards.paused_days(grant, moment)
    move_grant(actor, grant, "resume", moment)
    grant.paused_at, grant.paused_days = None, days


def agree(actor: User, grant: ProgrammeGrant, terms_version: int, at: datetime | None = None
          ) -> None:  # fmt: skip
    """Want another term, under the terms as they are."""
    require(policy.can_own(actor, grant.user_id))
    moment = at or utcnow()
    move_grant(actor, grant, "agree", moment, terms_version=terms_version)
    grant.renewal_agreed_at = moment
    _renew_if_agreed(grant, moment)


def confirm(actor: User, grant: ProgrammeGrant, at: datetime | None = None) -> None:
    """Agree, for the team, to another term."""
    require(policy.can_review(actor, grant.user_id))
    moment = at or utcnow()
    move_grant(actor, grant, "confirm", moment)
    grant.renewal_staff_id = actor.id
    _renew_if_agreed(grant, moment)


def leave(
    actor: User, grant: ProgrammeGrant, reason: str = "", as_alumni: bool = False,
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Stop being an ambassador, at any time. The exit question may stay without an answer."""
    require(policy.can_own(actor, grant.user_id))
    move_grant(actor, grant, "leave", at, reason=reason)
    grant.ended_at, grant.end_reason = at or utcnow(), reason.strip()[:1000]
    grant.is_alumni_shown = as_alumni


def choose(actor: User, grant: ProgrammeGrant, *, in_register: bool, as_alumni: bool) -> None:
    """Be in the public register or not; after an honourable end, be shown as one of the alumni."""
    require(policy.can_own(actor, grant.user_id))
    if as_alumni and grant.state not in ENDED_WELL:
        raise Refused(_("This is for those whose term has ended well."), "as_alumni")
    grant.is_in_register, grant.is_alumni_shown = in_register, as_alumni
    database.touch("members")
    db.session.flush()


def propose_revocation(
    actor: User, grant: ProgrammeGrant, reason: str, at: datetime | None = None
) -> None:
    """Be the first of two who end a term early; `reason` is what the ambassador will read."""
    require(policy.can_review(actor, grant.user_id))
    move_grant(actor, grant, "propose-revocation", at, reason=reason.strip())
    grant.revoking_id, grant.end_reason = actor.id, reason.strip()[:1000]


def drop_revocation(actor: User, grant: ProgrammeGrant, at: datetime | None = None) -> None:
    require(policy.can_review(actor, grant.user_id))
    move_grant(actor, grant, "drop-revocation", at)
    grant.revoking_id, grant.end_reason = None, ""


def revoke(actor: User, grant: ProgrammeGrant, at: datetime | None = None) -> None:
    """Be the second. What was written meanwhile keeps its label; the ambassador is told why in a
    statement, and can appeal. Conflict when it is no longer the proposal that was read."""
    require(policy.can_review(actor, grant.user_id))
    proposed = grant.revoking_id, grant.end_reason
    move_grant(actor, grant, "revoke", at, reason=grant.end_reason)  # as it is now, and locked
    if (grant.revoking_id, grant.end_reason) != proposed:
        raise Conflict(_("This is no longer possible: things have moved on in the meantime."))
    grant.ended_at = at or utcnow()
    revoking.decided(actor, grant, grant.ended_at)


def _renew_if_agreed(grant: ProgrammeGrant, at: datetime) -> None:
    if grant.renewal_agreed_at and grant.renewal_staff_id:
        db.session.flush()
        move_grant(OPERATOR, grant, "renew", at)
        grant.ended_at, grant.end_reason = at, "renewed"
        begin_next(OPERATOR, grant, at)


# --- at night ------------------------------------------------------------------------------------


def nightly(actor: Viewer, at: datetime | None = None) -> None:
    """What time does: offers and nominations lapse, terms end, reminders are sent, each once.

    May run twice, or not for a week: every step looks at what is, and each reminder has its row.
    """
    require(policy.can_tend(actor))
    moment = at or utcnow()
    silent = select(Candidacy).where(
        Candidacy.state == "nominated", Candidacy.opened_at <= moment - guards.SILENCE
    )
    for candidacy in db.session.scalars(silent).all():
        _try(candidacies.lapse, actor, candidacy, moment)
    for state, step in (
        ("offered", _lapse), ("active", _suspend), ("paused", _end_pause),
        ("active", _begin_grace), ("grace", _expire), ("active", _open_renewal),
        ("grace", _remind),
    ):  # fmt: skip
        for grant in _in_state(state):
            _try(step, actor, grant, moment)
    settle_all(actor)


def _in_state(state: str) -> list[ProgrammeGrant]:
    return list(
        db.session.scalars(
            select(ProgrammeGrant).where(ProgrammeGrant.state == state).order_by(ProgrammeGrant.id)
        )
    )


def _try(step: Callable[..., None], actor: Viewer, thing: Any, at: datetime) -> None:
    """Take the step where it is due. A guard that refuses has written nothing."""
    try:
        step(actor, thing, at)
    except Refused:
        db.session.flush()


def _lapse(actor: Viewer, grant: ProgrammeGrant, at: datetime) -> None:
    move_grant(actor, grant, "lapse", at)
    grant.ended_at = at


def _suspend(actor: Viewer, grant: ProgrammeGrant, at: datetime) -> None:
    move_grant(actor, grant, "suspend", at)
    grant.paused_at = at


def _end_pause(actor: Viewer, grant: ProgrammeGrant, at: datetime) -> None:
    days = guards.paused_days(grant, at)
    move_grant(actor, grant, "end-pause", at)
    grant.paused_at, grant.paused_days = None, days


def _begin_grace(actor: Viewer, grant: ProgrammeGrant, at: datetime) -> None:
    move_grant(actor, grant, "begin-grace", at)


def _expire(actor: Viewer, grant: ProgrammeGrant, at: datetime) -> None:
    move_grant(actor, grant, "expire", at)
    grant.ended_at, grant.end_reason = at, "over"


def _open_renewal(actor: Viewer, grant: ProgrammeGrant, at: datetime) -> None:
    move_grant(actor, grant, "open-renewal", at)
    remind(actor, grant, "renewal-open", at)


def _remind(actor: Viewer, grant: ProgrammeGrant, at: datetime) -> None:
    """The newest reminder that is due; those that were slept through are not sent after it."""
    if grant.ends_at is None:
        return
    gone = (at - grant.ends_at).days
    for days in reversed(GRACE_REMINDERS):
        if gone >= days:
            remind(actor, grant, f"grace-{days}", at)
            return


def remind(actor: Viewer, grant: ProgrammeGrant, kind: str, at: datetime) -> None:
    """Send a reminder of this kind, once."""
    require(policy.can_tend(actor))
    if database.insert_missing(ProgrammeNotice, grant_id=grant.id, kind=kind, sent_at=at):
        events.grant_reminder.send(grant=grant, kind=kind)
