"""What the team alone sees of candidates and ambassadors: scores, flags, votes, history."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from forum import links
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import (
    Candidacy,
    CandidacyReview,
    IntegrityFlag,
    Perk,
    PerkAward,
    Post,
    Programme,
    ProgrammeEvent,
    ProgrammeGrant,
    ScoreRow,
    Thread,
    User,
    Viewer,
)
from forum.models.ambassadors import LIVE_GRANTS, OPEN_CANDIDACIES
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.policies.counted import is_open
from forum.queries import eligibility
from forum.queries.ambassadors import Award
from forum.queries.people import person
from forum.queries.shapes import Person

MOST = 100
SAMPLE = 3
NEWEST = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate, or somebody who could be one (no `href`)."""

    id: int
    person: Person
    state: str
    origin: str
    href: str
    due_at: datetime | None
    is_overdue: bool
    total: float | None
    components: dict[str, float]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Serving:
    id: int
    person: Person
    state: str
    href: str
    starts_at: datetime | None
    ends_at: datetime | None
    waits: bool  # for a decision of the team


@dataclass(frozen=True, slots=True)
class Flag:
    id: int
    person: Person
    kind: str
    created_at: datetime
    people: tuple[Person, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Console:
    candidates: tuple[Row, ...]
    shortlist: tuple[Row, ...]
    serving: tuple[Serving, ...]
    flags: tuple[Flag, ...]
    scored_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sample:
    title: str
    href: str
    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Vote:
    person: Person
    vote: str
    rubric: dict[str, int]
    comment: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Line:
    event: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class CandidateView:
    row: Row
    pitch: str
    nominator: Person | None
    nominator_flags: tuple[str, ...]
    inputs: dict[str, Any]
    conduct: float  # what the score is multiplied by
    flags: tuple[Flag, ...]
    posts: tuple[Sample, ...]
    votes: tuple[Vote, ...]
    affiliations: tuple[str, ...]
    history: tuple[Line, ...]
    message: str


@dataclass(frozen=True, slots=True)
class GrantView:
    row: Serving
    reason: str
    tier_id: int | None
    is_revoking: bool
    is_own_proposal: bool
    has_agreed: bool
    is_confirmed: bool
    awards: tuple[Award, ...]
    value_cents: int
    history: tuple[Line, ...]


def console(viewer: Viewer, programme: Programme) -> Console:
    """Everything that waits for the team. Of oneself there is nothing here."""
    require(policy.can_review(viewer))
    run = eligibility.latest_run(viewer, programme.id)
    scores = _scores(run.id if run else 0)
    candidates = _candidates(viewer, programme, scores)
    serving = _serving(viewer, programme)
    known = {row.person.id for row in candidates} | {row.person.id for row in serving}
    known.add(viewer.id or 0)
    likely = [s for s in scores.values() if s.inputs.get("passed") and s.user_id not in known][:30]
    people = _people([s.user_id for s in likely])
    shortlist = tuple(
        _row(0, people[s.user_id], "eligible", "", "", None, s) for s in likely
        if s.user_id in people
    )  # fmt: skip
    return Console(candidates, shortlist, serving, flags(viewer), run.ran_at if run else None)


def _scores(run_id: int) -> dict[int, ScoreRow]:
    rows = db.session.scalars(
        select(ScoreRow).where(ScoreRow.run_id == run_id).order_by(ScoreRow.total.desc()).limit(500)
    )
    return {row.user_id: row for row in rows}


def _people(ids: Any) -> dict[int, Person]:
    found = db.session.scalars(select(User).where(User.id.in_(set(ids))))
    return {user.id: person(user) for user in found}


def _row(
    id: int, who: Person, state: str, origin: str, href: str, due_at: datetime | None,
    score: ScoreRow | None,
) -> Row:  # fmt: skip
    return Row(
        id, who, state, origin, href, due_at, due_at is not None and due_at < utcnow(),
        score.total if score else None,
        {name: round(100 * part) for name, part in score.components.items()} if score else {},
        tuple(score.flags) if score else (),
    )  # fmt: skip


def _candidates(
    viewer: Viewer, programme: Programme, scores: dict[int, ScoreRow]
) -> tuple[Row, ...]:
    rows = db.session.execute(
        select(Candidacy, User)
        .join(User, User.id == Candidacy.user_id)
        .where(
            Candidacy.programme_id == programme.id, Candidacy.state.in_(OPEN_CANDIDACIES),
            Candidacy.user_id != viewer.id,
        )
        .order_by(Candidacy.due_at, Candidacy.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(
        _row(c.id, person(user), c.state, c.origin, links.ambassadors("review", c.id), c.due_at,
             scores.get(c.user_id))
        for c, user in rows
    )  # fmt: skip


def _serving(viewer: Viewer, programme: Programme) -> tuple[Serving, ...]:
    rows = db.session.execute(
        select(ProgrammeGrant, User)
        .join(User, User.id == ProgrammeGrant.user_id)
        .where(
            ProgrammeGrant.programme_id == programme.id, ProgrammeGrant.state.in_(LIVE_GRANTS),
            ProgrammeGrant.user_id != viewer.id,
        )
        .order_by(ProgrammeGrant.ends_at, ProgrammeGrant.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(_serves(grant, user) for grant, user in rows)


def _serves(grant: ProgrammeGrant, user: User) -> Serving:
    waits = grant.revoking_id is not None or (
        grant.renewal_agreed_at is not None and grant.renewal_staff_id is None
    )
    return Serving(grant.id, person(user), grant.state, links.ambassadors("grants", grant.id),
                   grant.starts_at, grant.ends_at, waits or grant.state == "grace")  # fmt: skip


def flags(viewer: Viewer, user_id: int | None = None) -> tuple[Flag, ...]:
    """What looked like gaming and nobody has looked at, of everybody or of one member."""
    require(policy.can_review(viewer, user_id or 0))
    statement = select(IntegrityFlag).where(
        IntegrityFlag.resolved_at.is_(None), IntegrityFlag.user_id != viewer.id
    )
    if user_id is not None:
        statement = statement.where(IntegrityFlag.user_id == user_id)
    rows = db.session.scalars(statement.order_by(IntegrityFlag.id.desc()).limit(MOST)).all()
    about = {row.id: [*row.details.get("people", ()), *_giver(row)] for row in rows}
    people = _people([row.user_id for row in rows] + [one for ids in about.values() for one in ids])
    return tuple(
        Flag(row.id, people[row.user_id], row.kind, row.created_at,
             tuple(people[one] for one in about[row.id] if one in people),
             row.details.get("events", len(row.details.get("posts", ()))))
        for row in rows if row.user_id in people
    )  # fmt: skip


def _giver(row: IntegrityFlag) -> list[int]:
    return [row.details["giver"]] if "giver" in row.details else []


def candidacy(viewer: Viewer, candidacy_id: int) -> Candidacy:
    """A candidacy the viewer may decide about. Denied for everybody else's eyes."""
    require(policy.can_review(viewer))
    found = db.session.get(Candidacy, candidacy_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(policy.can_review(viewer, found.user_id))
    return found


def grant(viewer: Viewer, grant_id: int) -> ProgrammeGrant:
    require(policy.can_review(viewer))
    found = db.session.get(ProgrammeGrant, grant_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(policy.can_review(viewer, found.user_id))
    return found


def flag(viewer: Viewer, flag_id: int) -> IntegrityFlag:
    require(policy.can_review(viewer))
    found = db.session.get(IntegrityFlag, flag_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(policy.can_review(viewer, found.user_id))
    return found


def award(viewer: Viewer, award_id: int) -> tuple[ProgrammeGrant, PerkAward]:
    require(policy.can_review(viewer))
    found = db.session.get(PerkAward, award_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return grant(viewer, found.grant_id), found


def perk(viewer: Viewer, perk_id: int) -> Perk:
    require(policy.can_manage(viewer))
    found = db.session.get(Perk, perk_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def candidate(viewer: Viewer, it: Candidacy) -> CandidateView:
    """The page of one candidate."""
    require(policy.can_review(viewer, it.user_id))
    user = db.session.get_one(User, it.user_id)
    run = eligibility.latest_run(viewer, it.programme_id)
    score = db.session.get(ScoreRow, (it.score_run_id or (run.id if run else 0), it.user_id))
    nominator = db.session.get(User, it.nominator_id or 0)
    noticed = eligibility.open_flags(viewer, nominator.id) if nominator else ()
    return CandidateView(
        row=_row(it.id, person(user), it.state, it.origin, links.ambassadors("review", it.id),
                 it.due_at, score),
        pitch=it.pitch, nominator=person(nominator) if nominator else None,
        nominator_flags=tuple(f.kind for f in noticed),
        inputs=dict(score.inputs.get("found", {})) if score else {},
        conduct=float(score.inputs.get("conduct", 1.0)) if score else 1.0,
        flags=flags(viewer, it.user_id), posts=sample(viewer, it), votes=_votes(viewer, it),
        affiliations=tuple(eligibility.affiliations(viewer, it.user_id, utcnow())),
        history=_history(ProgrammeEvent.candidacy_id == it.id), message=it.message,
    )  # fmt: skip


def sample(viewer: Viewer, it: Candidacy) -> tuple[Sample, ...]:
    """Three of the newest posts that every member can read, drawn by lot and not the best; the same
    for everybody who is asked about them."""
    ids = db.session.scalars(
        select(Post.id).join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == it.user_id, Post.state == "visible", is_open(Thread),
               Post.created_at <= it.opened_at + timedelta(days=1))
        .order_by(Post.created_at.desc()).limit(NEWEST)
    ).all()  # fmt: skip
    drawn = random.Random(it.id).sample(sorted(ids), min(SAMPLE, len(ids)))  # noqa: S311
    rows = db.session.execute(
        select(Thread.id, Thread.title, Thread.slug, Post.number, Post.body, Post.created_at)
        .join(Thread, Thread.id == Post.thread_id).where(Post.id.in_(drawn)).order_by(Post.id)
    )  # fmt: skip
    return tuple(
        Sample(row.title, links.post(row.id, row.slug, row.number), row.body[:1500],
               row.created_at)
        for row in rows
    )  # fmt: skip


def _votes(viewer: Viewer, it: Candidacy) -> tuple[Vote, ...]:
    rows = db.session.execute(
        select(CandidacyReview, User)
        .join(User, User.id == CandidacyReview.reviewer_id)
        .where(CandidacyReview.candidacy_id == it.id, CandidacyReview.is_staff)
        .order_by(CandidacyReview.created_at)
        .limit(MOST)
    )
    return tuple(
        Vote(person(user), r.vote, r.rubric, r.comment, user.id == viewer.id) for r, user in rows
    )


def _history(of: Any) -> tuple[Line, ...]:
    rows = db.session.execute(
        select(ProgrammeEvent, User.display_name)
        .outerjoin(User, User.id == ProgrammeEvent.actor_id)
        .where(of).order_by(ProgrammeEvent.id).limit(MOST)
    )  # fmt: skip
    return tuple(Line(e.event, name or "", e.created_at, e.reason) for e, name in rows)


def ambassador(viewer: Viewer, it: ProgrammeGrant) -> GrantView:
    """The page of one grant."""
    require(policy.can_review(viewer, it.user_id))
    user = db.session.get_one(User, it.user_id)
    rows = db.session.execute(
        select(PerkAward.id, Perk.title, Perk.kind, PerkAward.value_cents, PerkAward.awarded_at,
               PerkAward.revoked_at)
        .join(Perk, Perk.id == PerkAward.perk_id)
        .where(PerkAward.grant_id == it.id).order_by(PerkAward.id.desc()).limit(MOST)
    )  # fmt: skip
    given = tuple(Award(*row[:5], row.revoked_at is not None) for row in rows)
    year = utcnow() - timedelta(days=365)
    return GrantView(
        row=_serves(it, user), reason=it.end_reason, tier_id=it.tier_id,
        is_revoking=it.revoking_id is not None,
        is_own_proposal=it.revoking_id == viewer.id, has_agreed=it.renewal_agreed_at is not None,
        is_confirmed=it.renewal_staff_id is not None, awards=given,
        value_cents=sum(a.value_cents for a in given if not a.is_revoked and a.awarded_at > year),
        history=_history(ProgrammeEvent.grant_id == it.id),
    )  # fmt: skip
