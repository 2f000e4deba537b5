"""Candidates of the ambassador programme: apply, nominate, agree, review, decide."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from forum import database
from forum.extensions import db
from forum.lib.machines import NEW
from forum.lib.verdict import Conflict, Refused, require
from forum.models import (
    Affiliation,
    Candidacy,
    CandidacyReview,
    Programme,
    ProgrammeGrant,
    ScoreRow,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.queries import eligibility
from forum.services.lifecycles import move_candidacy, move_grant

ANSWERED_IN = timedelta(days=21)
SHORTEST_PITCH, LONGEST_PITCH = 40, 4000
VOTES = ("yes", "no", "recuse")


def apply(
    actor: User, programme: Programme, pitch: str, *, is_of_age: bool, affiliation: str = "",
    organisation: str = "", at: datetime | None = None,
) -> Candidacy:  # fmt: skip
    """Apply for oneself."""
    require(policy.can_apply(actor))
    moment = at or utcnow()
    text = _pitch(pitch)
    _declare(actor, affiliation, organisation, moment)
    made = Candidacy(programme_id=programme.id, user_id=actor.id, origin="self", pitch=text,
                     consent_at=moment, is_of_age=is_of_age, state=NEW, opened_at=moment,
                     due_at=moment + ANSWERED_IN)  # fmt: skip
    return _begun(actor, made, "apply", moment, is_of_age=is_of_age)


def nominate(
    actor: User, programme: Programme, user: User, reason: str, at: datetime | None = None
) -> Candidacy:
    """Propose somebody else. They are asked first, and never told by whom."""
    require(policy.can_apply(actor))
    moment = at or utcnow()
    made = Candidacy(programme_id=programme.id, user_id=user.id,
                     origin="staff" if actor.is_staff else "peer", nominator_id=actor.id,
                     state=NEW, opened_at=moment, due_at=moment + ANSWERED_IN)  # fmt: skip
    return _begun(actor, made, "nominate", moment, reason=reason.strip())


def consent(
    actor: User, candidacy: Candidacy, pitch: str, *, is_of_age: bool, affiliation: str = "",
    organisation: str = "", at: datetime | None = None,
) -> Candidacy:  # fmt: skip
    """Say yes to a nomination, in one's own words."""
    require(policy.can_own(actor, candidacy.user_id))
    moment = at or utcnow()
    text = _pitch(pitch)
    _declare(actor, affiliation, organisation, moment)
    move_candidacy(actor, candidacy, "consent", moment, is_of_age=is_of_age)
    candidacy.pitch, candidacy.is_of_age = text, is_of_age
    candidacy.consent_at, candidacy.due_at = moment, moment + ANSWERED_IN
    db.session.flush()
    return candidacy


def withdraw(actor: User, candidacy: Candidacy, at: datetime | None = None) -> None:
    """Take one's own candidacy back, or say no to a nomination. No reason is asked for."""
    require(policy.can_own(actor, candidacy.user_id))
    move_candidacy(actor, candidacy, "withdraw", at)
    candidacy.decided_at = at or utcnow()


def admit(actor: User, candidacy: Candidacy, at: datetime | None = None) -> None:
    """From screening into review."""
    require(policy.can_review(actor, candidacy.user_id))
    move_candidacy(actor, candidacy, "admit", at)


def vote(
    actor: User, candidacy: Candidacy, choice: str, rubric: dict[str, int], comment: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Say yes, no, or that one is too close to judge. Voting again replaces the vote."""
    require(policy.can_review(actor, candidacy.user_id))
    if candidacy.state != "review":
        raise Conflict(_("This candidate is not in review."))
    if choice not in VOTES:
        raise Refused(_("Choose one."), "vote")
    if choice != "recuse" and candidacy.nominator_id == actor.id:
        raise Refused(_("You have nominated this member: leave the decision to others."), "vote")
    if choice != "recuse" and set(rubric) != set(policy.RUBRIC):
        raise Refused(_("Fill in every line."), next(iter(set(policy.RUBRIC) - set(rubric))))
    database.upsert(
        CandidacyReview, ("candidacy_id", "reviewer_id"), candidacy_id=candidacy.id,
        reviewer_id=actor.id, is_staff=True, vote=choice,
        rubric={} if choice == "recuse" else rubric, comment=comment.strip(),
        created_at=at or utcnow(),
    )  # fmt: skip


def retract(actor: User, candidacy: Candidacy) -> None:
    """Take one's vote back while nothing is decided."""
    require(policy.can_review(actor, candidacy.user_id))
    if candidacy.state != "review":
        raise Conflict(_("This candidate is not in review."))
    db.session.execute(
        delete(CandidacyReview).where(
            CandidacyReview.candidacy_id == candidacy.id, CandidacyReview.reviewer_id == actor.id
        )
    )


def approve(
    actor: User, candidacy: Candidacy, tier_id: int | None = None, at: datetime | None = None
) -> ProgrammeGrant:
    """Offer the candidate a term, once two people of the team have said yes."""
    require(policy.can_review(actor, candidacy.user_id))
    moment = at or utcnow()
    move_candidacy(actor, candidacy, "approve", moment)
    candidacy.decided_at, candidacy.decision_code = moment, "approved"
    grant = ProgrammeGrant(programme_id=candidacy.programme_id, user_id=candidacy.user_id,
                           tier_id=tier_id, candidacy_id=candidacy.id, state=NEW,
                           offered_at=moment)  # fmt: skip
    return move_grant(actor, grant, "offer", moment)


def decline(
    actor: User, candidacy: Candidacy, code: str, message: str, at: datetime | None = None
) -> None:
    """Say no, with a reason and a letter that the candidate can understand."""
    require(policy.can_review(actor, candidacy.user_id))
    moment = at or utcnow()
    text = message.strip()
    move_candidacy(actor, candidacy, "decline", moment, code=code, message=text, reason=code)
    programme = db.session.get_one(Programme, candidacy.programme_id)
    candidacy.decided_at, candidacy.decision_code, candidacy.message = moment, code, text
    candidacy.cooldown_until = moment + timedelta(days=programme.cooldown_days)
    db.session.flush()


def screen(actor: Viewer, candidacy: Candidacy, run_id: int, at: datetime | None = None) -> None:
    """Give an applicant the score of a run, so that the team can look at them."""
    require(policy.can_tend(actor))
    move_candidacy(actor, candidacy, "screen", at, run_id=run_id)


def screen_with_latest(
    actor: Viewer, candidacy: Candidacy, at: datetime | None = None
) -> None:  # fmt: skip
    """The same with the newest run, when it has them; who applied since waits a night."""
    require(policy.can_tend(actor))
    run = eligibility.latest_run(actor, candidacy.programme_id)
    there = select(ScoreRow.user_id).where(
        ScoreRow.run_id == (run.id if run else 0), ScoreRow.user_id == candidacy.user_id
    )
    if run and db.session.scalar(there) is not None:
        screen(actor, candidacy, run.id, at)


def lapse(actor: Viewer, candidacy: Candidacy, at: datetime | None = None) -> None:
    """A nomination that was not answered."""
    require(policy.can_tend(actor))
    move_candidacy(actor, candidacy, "lapse", at)
    candidacy.decided_at = at or utcnow()


def _begun(actor: User, made: Candidacy, event: str, at: datetime, **given: Any) -> Candidacy:
    """Two at the same moment are one: the constraint decides."""
    try:
        with db.session.begin_nested():
            return move_candidacy(actor, made, event, at, **given)
    except IntegrityError as error:
        raise Conflict(_("This is already being looked at.")) from error


def _pitch(text: str) -> str:
    text = text.strip()
    if not SHORTEST_PITCH <= len(text) <= LONGEST_PITCH:
        raise Refused(_("Tell us why, in %(least)s to %(most)s characters.", least=SHORTEST_PITCH,
                        most=LONGEST_PITCH), "pitch")  # fmt: skip
    return text


def _declare(actor: User, kind: str, organisation: str, at: datetime) -> None:
    """Note who pays the candidate. What rules a candidacy out is refused by its guard."""
    if kind not in policy.AFFILIATIONS:
        raise Refused(_("Choose one."), "affiliation")
    if kind:
        # Readers are told once the team has said so too: nobody names a company for themselves.
        db.session.add(Affiliation(user_id=actor.id, kind=kind, organisation=organisation.strip(),
                                   valid_from=at.date(), is_public=False))  # fmt: skip
        db.session.flush()
