"""What the API answers about the ambassador programme."""

from datetime import datetime
from typing import Any

from forum.blueprints.api.shapes import Address, Person, Shape, from_href


class Id(Shape):
    id: int


class Listed(Shape):
    person: Person
    since: datetime | None
    until: datetime | None
    is_paused: bool
    tier: str


class Perk(Shape):
    id: int
    kind: str
    title: str
    disclosure: str
    value_cents: int


class Programme(Shape):
    """`purpose` and `terms` are HTML that is safe to show."""

    name: str
    purpose: str
    terms: str
    terms_version: int
    is_open: bool
    term_days: int
    minimum_age: int
    needs: dict[str, int]
    weights: dict[str, int]
    perks: list[Perk]
    contact: Person
    revised_at: datetime
    current: list[Listed]
    alumni: list[Listed]
    answered: int


class Award(Shape):
    id: int
    title: str
    kind: str
    value_cents: int
    awarded_at: datetime
    is_revoked: bool


class Gate(Shape):
    name: str
    have: int
    need: int
    is_passed: bool


class OwnCandidacy(Shape):
    state: str
    pitch: str
    opened_at: datetime
    due_at: datetime | None
    message: str
    cooldown_until: datetime | None


class OwnGrant(Shape):
    state: str
    offered_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    paused_days: int
    is_in_register: bool
    is_alumni_shown: bool
    has_agreed: bool
    end_reason: str
    may_renew: bool


class Own(Shape):
    candidacy: OwnCandidacy | None
    grant: OwnGrant | None
    gates: list[Gate]
    label: str
    awards: list[Award]
    value_cents: int
    may_apply: bool


class Sample(Shape):
    title: str
    url: Address = from_href()
    body: str
    written_at: datetime


class AskedAbout(Shape):
    candidacy_id: int
    candidate: Person
    posts: list[Sample]
    vote: str
    reason: str


class Asked(Shape):
    items: list[AskedAbout]


class CandidateInList(Shape):
    id: int
    person: Person
    state: str
    origin: str
    due_at: datetime | None
    is_overdue: bool
    total: float | None
    components: dict[str, float]
    flags: list[str]


class Serving(Shape):
    """`waits`: something of the team's."""

    id: int
    person: Person
    state: str
    starts_at: datetime | None
    ends_at: datetime | None
    waits: bool


class Flag(Shape):
    id: int
    person: Person
    kind: str
    created_at: datetime
    people: list[Person]
    count: int


class Console(Shape):
    candidates: list[CandidateInList]
    shortlist: list[CandidateInList]
    serving: list[Serving]
    flags: list[Flag]
    scored_at: datetime | None


class Vote(Shape):
    person: Person
    vote: str
    rubric: dict[str, int]
    comment: str
    is_own: bool


class Line(Shape):
    event: str
    who: str
    at: datetime
    reason: str


class Advice(Shape):
    person: Person
    vote: str
    reason: str
    at: datetime


class Candidate(Shape):
    row: CandidateInList
    pitch: str
    nominator: Person | None
    nominator_flags: list[str]
    inputs: dict[str, Any]
    conduct: float
    flags: list[Flag]
    posts: list[Sample]
    votes: list[Vote]
    affiliations: list[str]
    history: list[Line]
    message: str
    advice: list[Advice]
    askable: list[Person]


class Term(Shape):
    row: Serving
    reason: str
    tier_id: int | None
    is_revoking: bool
    is_own_proposal: bool
    has_agreed: bool
    is_confirmed: bool
    awards: list[Award]
    value_cents: int
    history: list[Line]


class Quiet(Shape):
    """Posts a week, usually and lately."""

    id: int
    person: Person
    usual: float
    lately: float
    noticed_at: datetime


class QuietOnes(Shape):
    items: list[Quiet]
