"""What has to hold before a step of the ambassador programme is taken, each by its name.

A guard raises Refused with a sentence for who tried. Those that a member meets never tell of flags,
scores, reviewers or nominators.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import (
    Candidacy,
    CandidacyReview,
    GroupMember,
    Programme,
    ProgrammeGrant,
    ProgrammeNotice,
    ScoreRow,
    User,
    Viewer,
)
from forum.models.ambassadors import LIVE_GRANTS, OPEN_CANDIDACIES
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.policies.ambassadors import DECLINE_CODES
from forum.queries import eligibility
from forum.queries.conduct import is_clean

SHORTEST_REASON = 80  # characters of what a candidate or an ambassador is told
NOMINATIONS, ROUND = 3, timedelta(days=90)
SILENCE = timedelta(days=14)
OFFER = timedelta(days=21)
LONGEST_PAUSE = 90  # days a term
AFTER_REVOCATION = timedelta(days=365)


@dataclass(slots=True)
class Case:
    """A step that is tried: by whom, about whom, when, and with what they sent along."""

    actor: Viewer
    programme: Programme
    user_id: int
    at: datetime
    given: dict[str, Any]
    candidacy: Candidacy | None = None
    grant: ProgrammeGrant | None = None

    @property
    def person(self) -> User:
        return db.session.get_one(User, self.user_id)

    @property
    def term(self) -> ProgrammeGrant:
        assert self.grant is not None
        return self.grant

    @property
    def trial(self) -> Candidacy:
        assert self.candidacy is not None
        return self.candidacy

    def term_after(self, start: datetime | None) -> datetime:
        return (start or self.at) + timedelta(days=self.programme.term_days)


def demand(holds: object, message: str, field: str = "") -> None:
    if not holds:
        raise Refused(message, field)


def _found(statement: Any) -> bool:
    return db.session.scalar(statement.limit(1)) is not None


# --- candidates ----------------------------------------------------------------------------------


def programme_open(case: Case) -> None:
    demand(case.programme.state == "open", _("The programme takes no candidates at the moment."))


def not_oneself(case: Case) -> None:
    demand(case.actor.id != case.user_id, _("You cannot nominate yourself. Apply instead."), "name")


def nominations_left(case: Case) -> None:
    made = db.session.scalar(
        select(func.count()).where(
            Candidacy.programme_id == case.programme.id, Candidacy.nominator_id == case.actor.id,
            Candidacy.opened_at > case.at - ROUND,
        )
    )  # fmt: skip
    demand((made or 0) < NOMINATIONS,
           _("You have already nominated %(most)s people in this round.",
             most=NOMINATIONS))  # fmt: skip


def none_open(case: Case) -> None:
    there = select(Candidacy.id).where(
        Candidacy.programme_id == case.programme.id, Candidacy.user_id == case.user_id,
        Candidacy.state.in_(OPEN_CANDIDACIES),
    )  # fmt: skip
    demand(not _found(there), _("This is already being looked at."))


def not_serving(case: Case) -> None:
    there = select(ProgrammeGrant.id).where(
        ProgrammeGrant.programme_id == case.programme.id, ProgrammeGrant.user_id == case.user_id,
        ProgrammeGrant.state.in_(LIVE_GRANTS),
    )  # fmt: skip
    demand(not _found(there), _("This member is already an ambassador, or has been offered it."))


def no_cooldown(case: Case) -> None:
    waits = select(Candidacy.id).where(
        Candidacy.programme_id == case.programme.id, Candidacy.user_id == case.user_id,
        Candidacy.cooldown_until > case.at,
    )  # fmt: skip
    rest = timedelta(days=case.programme.cooldown_days)
    ended = db.session.execute(
        select(ProgrammeGrant.state, ProgrammeGrant.ended_at).where(
            ProgrammeGrant.programme_id == case.programme.id,
            ProgrammeGrant.user_id == case.user_id,
            ProgrammeGrant.ended_at > case.at - max(rest, AFTER_REVOCATION),
            ProgrammeGrant.state.in_(("expired", "retired", "revoked")),
        )
    ).all()
    resting = any(
        row.ended_at + (AFTER_REVOCATION if row.state == "revoked" else rest) > case.at
        for row in ended
    )
    demand(not resting and not _found(waits),
           _("It is too early for another try. Please come back later."))  # fmt: skip


def of_age(case: Case) -> None:
    demand(case.given.get("is_of_age"),
           _("Ambassadors have to be at least %(years)s years old.",
             years=case.programme.minimum_age),
           "is_of_age")  # fmt: skip


def unaffiliated(case: Case) -> None:
    demand(not eligibility.is_internal(case.actor, case.person, case.at),
           _("Employees, agencies and resellers of the brand cannot be ambassadors."),
           "affiliation")  # fmt: skip


def eligible(case: Case) -> None:
    need = eligibility.needs(case.actor, case.programme)
    found = eligibility.gates(case.actor, case.person, need, case.at)
    demand(all(gate.is_passed for gate in found),
           _("Not everything that is needed is there yet. The programme page says what is."),
           "name" if case.actor.id != case.user_id else "")  # fmt: skip


def silent(case: Case) -> None:
    demand(case.trial.opened_at + SILENCE <= case.at, _("There is still time to answer."))


def scored(case: Case) -> None:
    run_id = case.given.get("run_id")
    there = select(ScoreRow.user_id).where(
        ScoreRow.run_id == run_id, ScoreRow.user_id == case.user_id
    )
    demand(run_id and _found(there), _("There is no score of this candidate yet."))
    case.trial.score_run_id = run_id


def no_flags(case: Case) -> None:
    demand(not eligibility.open_flags(case.actor, case.user_id),
           _("Look at the open flags of this candidate first."))  # fmt: skip


def _reviewers(case: Case) -> set[int]:
    """Everybody of the team who may decide: not the candidate, not who nominated them."""
    own = {case.user_id, case.trial.nominator_id}
    staff = db.session.scalars(
        select(GroupMember.user_id).where(GroupMember.group_id.in_((ADMINS, COMMUNITY_MANAGERS)))
    )
    return set(staff) - own


def two_reviewers(case: Case) -> None:
    demand(len(_reviewers(case)) >= 2,
           _("Two people of the team have to decide, and there are not two."))  # fmt: skip


def reasoned(case: Case) -> None:
    demand(case.given.get("code") in DECLINE_CODES, _("Choose a reason."), "code")
    demand(len(str(case.given.get("message", "")).strip()) >= SHORTEST_REASON,
           _("Write at least %(least)s characters: the candidate should understand it.",
             least=SHORTEST_REASON), "message")  # fmt: skip


def two_yes(case: Case) -> None:
    votes = db.session.scalars(
        select(CandidacyReview.reviewer_id).where(
            CandidacyReview.candidacy_id == case.trial.id, CandidacyReview.vote == "yes",
            CandidacyReview.is_staff,
        )
    )  # fmt: skip
    demand(len(set(votes) & _reviewers(case)) >= 2,
           _("Two people of the team have to say yes."))  # fmt: skip


def place_left(case: Case) -> None:
    most = case.programme.most_live
    if most is None:
        return
    live = db.session.scalar(
        select(func.count()).where(
            ProgrammeGrant.programme_id == case.programme.id, ProgrammeGrant.state.in_(LIVE_GRANTS)
        )
    )
    demand((live or 0) < most, _("All places of the programme are taken."))


# --- ambassadors ---------------------------------------------------------------------------------


def approved(case: Case) -> None:
    candidacy = db.session.get(Candidacy, case.term.candidacy_id or 0)
    demand(candidacy is not None and candidacy.state == "approved"
           and candidacy.user_id == case.user_id, _("Nobody has approved this."))  # fmt: skip


def terms_current(case: Case) -> None:
    demand(case.given.get("terms_version") == case.programme.terms_version,
           _("The terms have changed. Please read them once more."), "terms")  # fmt: skip


def offer_open(case: Case) -> None:
    demand(case.at < case.term.offered_at + OFFER, _("The offer has expired."))


def offer_over(case: Case) -> None:
    demand(case.at >= case.term.offered_at + OFFER, _("The offer still stands."))


def paused_days(grant: ProgrammeGrant, at: datetime) -> int:
    """Days of this term's pauses, the one that lasts included."""
    if grant.state == "paused":
        return days_of_pauses(grant, at)
    return int(grant.paused_days or 0)


def days_of_pauses(grant: ProgrammeGrant, at: datetime) -> int:
    """The same, of a term that has ended since: until `at` it was paused, if it was."""
    return int(grant.paused_days or 0) + ((at - grant.paused_at).days if grant.paused_at else 0)


def pause_left(case: Case) -> None:
    demand(paused_days(case.term, case.at) < LONGEST_PAUSE,
           _("A term has at most %(most)s days of pause.", most=LONGEST_PAUSE))  # fmt: skip


def pause_used_up(case: Case) -> None:
    ends_at = case.term.ends_at
    over = ends_at is not None and ends_at <= case.at
    demand(over or paused_days(case.term, case.at) >= LONGEST_PAUSE, _("The pause has not ended."))


def suspended(case: Case) -> None:
    demand(case.person.is_suspended_at(case.at), _("This member is not suspended."))


def not_suspended(case: Case) -> None:
    demand(not case.person.is_suspended_at(case.at), _("Not while the account is suspended."))


def renewal_open(case: Case) -> None:
    ends_at = case.term.ends_at
    opens = timedelta(days=case.programme.renew_open_days)
    demand(ends_at and case.at >= ends_at - opens, _("It is too early to renew."))


def not_reminded(case: Case) -> None:
    demand(not db.session.get(ProgrammeNotice, (case.term.id, "renewal-open")),
           _("The renewal is already open."))  # fmt: skip


def both_agreed(case: Case) -> None:
    grant = case.term
    demand(grant.renewal_agreed_at and grant.renewal_staff_id
           and grant.renewal_staff_id != grant.user_id,
           _("The ambassador and somebody of the team have to agree."))  # fmt: skip


def conduct(case: Case) -> None:
    clean = timedelta(days=eligibility.needs(case.actor, case.programme)["clean_days"])
    until, since = case.person.suspended_until, case.at - clean
    demand((until is None or until < since) and is_clean(case.actor, case.user_id, since),
           _("A warning, a restriction or a suspension lies too little in the past for a renewal.")
           )  # fmt: skip


def term_over(case: Case) -> None:
    demand(case.term.ends_at and case.term.ends_at <= case.at, _("The term is not over."))


def grace_over(case: Case) -> None:
    ends_at, grace = case.term.ends_at, timedelta(days=case.programme.grace_days)
    demand(ends_at and ends_at + grace <= case.at, _("The grace period is not over."))


def none_proposed(case: Case) -> None:
    demand(case.term.revoking_id is None, _("Somebody has already proposed this."))


def proposed(case: Case) -> None:
    demand(case.term.revoking_id is not None, _("Nobody has proposed this."))


def grounds(case: Case) -> None:
    demand(len(str(case.given.get("reason", "")).strip()) >= SHORTEST_REASON,
           _("Write at least %(least)s characters: this is what the ambassador will read.",
             least=SHORTEST_REASON), "reason")  # fmt: skip


def proposed_by_another(case: Case) -> None:
    proposed(case)
    demand(case.term.revoking_id != case.actor.id,
           _("Somebody else has to confirm what you proposed."))  # fmt: skip


GUARDS: dict[str, Callable[[Case], None]] = {
    guard.__name__: guard
    for guard in (
        programme_open, not_oneself, nominations_left, none_open, not_serving, no_cooldown, of_age,
        unaffiliated, eligible, silent, scored, no_flags, two_reviewers, reasoned, two_yes,
        place_left, approved, terms_current, offer_open, offer_over, pause_left, pause_used_up,
        suspended, not_suspended, renewal_open, not_reminded, both_agreed, conduct, term_over,
        grace_over, none_proposed, proposed, grounds, proposed_by_another,
    )
}  # fmt: skip
