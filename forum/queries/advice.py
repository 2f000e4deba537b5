"""Advice of ambassadors on candidates: what the team sees, and what who is asked sees.

Who is asked sees whom it is about and three of their posts, as everybody can read them: no words
of the application, no score, no flag, nobody else's vote or advice, and not who proposed them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select

from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, Verdict, require
from forum.models import Candidacy, CandidacyReview, GroupMember, ProgrammeGrant, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.policies import ambassadors as policy
from forum.queries import reviewing
from forum.queries.people import person
from forum.queries.programmes import SERVING
from forum.queries.reviewing import Sample
from forum.queries.shapes import Person

MOST = 200


@dataclass(frozen=True, slots=True)
class Advice:
    """Of one ambassador; `vote` is yes, no, abstain, or asked while there is none."""

    person: Person
    vote: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ForTeam:
    given: tuple[Advice, ...]
    askable: tuple[Person, ...]  # nobody once enough are asked

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        people = ((one.name, f"{one.display_name} (@{one.name})") for one in self.askable)
        return (("", "–"), *people)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is asked, and what they have said so far."""

    candidacy_id: int
    candidate: Person
    posts: tuple[Sample, ...]
    vote: str
    reason: str


def of(viewer: Viewer, candidacy: Candidacy) -> ForTeam:
    """All advice on one candidate, for the team, beside its votes."""
    require(policy.can_review(viewer, candidacy.user_id))
    rows = db.session.execute(
        select(CandidacyReview, User)
        .join(User, User.id == CandidacyReview.reviewer_id)
        .where(CandidacyReview.candidacy_id == candidacy.id, ~CandidacyReview.is_staff)
        .order_by(CandidacyReview.created_at, User.id)
    ).all()
    given = tuple(Advice(person(user), r.vote, r.comment, r.created_at) for r, user in rows)
    is_full = len(given) >= policy.MOST_ADVISERS or candidacy.state != "review"
    others = () if is_full else askable(viewer, candidacy)
    return ForTeam(given, tuple(person(user) for user in others))


def askable(viewer: Viewer, candidacy: Candidacy) -> Sequence[User]:
    """Who can be asked: who serves now; not the candidate, not who proposed them, nobody of the
    team, nobody twice."""
    require(policy.can_review(viewer, candidacy.user_id))
    now = utcnow()
    apart = [one for one in (candidacy.user_id, candidacy.nominator_id) if one]
    staff = exists().where(
        GroupMember.user_id == User.id, GroupMember.group_id.in_((ADMINS, COMMUNITY_MANAGERS))
    )
    asked = exists().where(
        CandidacyReview.candidacy_id == candidacy.id, CandidacyReview.reviewer_id == User.id
    )
    return db.session.scalars(
        select(User)
        .join(ProgrammeGrant, ProgrammeGrant.user_id == User.id)
        .where(
            ProgrammeGrant.programme_id == candidacy.programme_id,
            ProgrammeGrant.state.in_(SERVING), User.active, User.erased_at.is_(None),
            or_(User.suspended_until.is_(None), User.suspended_until < now),
            User.id.not_in(apart), ~staff, ~asked,
        )
        .order_by(User.name_key)
        .limit(MOST)
    ).all()  # fmt: skip


def serves(viewer: Viewer, programme_id: int) -> bool:
    """Whether the viewer's own term in this programme runs."""
    found = db.session.scalar(
        select(ProgrammeGrant.id).where(
            ProgrammeGrant.programme_id == programme_id, ProgrammeGrant.user_id == viewer.id,
            ProgrammeGrant.state.in_(SERVING),
        )
    )  # fmt: skip
    return found is not None


def asked(viewer: Viewer) -> tuple[Asked, ...]:
    """The candidates in review on whom the viewer's advice is wanted; those to answer first."""
    rows = db.session.execute(
        select(CandidacyReview, Candidacy, User)
        .join(Candidacy, Candidacy.id == CandidacyReview.candidacy_id)
        .join(User, User.id == Candidacy.user_id)
        .where(CandidacyReview.reviewer_id == viewer.id, ~CandidacyReview.is_staff,
               Candidacy.state == "review")
        .order_by(CandidacyReview.vote != policy.ASKED, Candidacy.due_at, Candidacy.id)
        .limit(20)
    ).all()  # fmt: skip
    return tuple(
        Asked(it.id, person(user), reviewing.sample(viewer, it),
              "" if own.vote == policy.ASKED else own.vote, own.comment)
        for own, it, user in rows
        if policy.can_advise(viewer, serves(viewer, it.programme_id), own)
    )  # fmt: skip


def candidacy(viewer: Viewer, candidacy_id: int) -> Candidacy:
    """A candidacy about which the viewer was asked. Denied for everybody else."""
    found = db.session.get(Candidacy, candidacy_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(can_advise(viewer, found))
    return found


def can_advise(viewer: Viewer, candidacy: Candidacy) -> Verdict:
    """The policy, with the row that says that the viewer was asked, and the viewer's own term."""
    own = db.session.get(CandidacyReview, (candidacy.id, viewer.id or 0))
    return policy.can_advise(viewer, serves(viewer, candidacy.programme_id), own)
