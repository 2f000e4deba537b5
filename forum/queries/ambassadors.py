"""The programme as everybody sees it, and each member's own part in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.lib import markdown, scoring
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import (
    Candidacy,
    Perk,
    PerkAward,
    Programme,
    ProgrammeGrant,
    ProgrammeTier,
    User,
    Viewer,
)
from forum.models.ambassadors import LIVE_GRANTS, OPEN_CANDIDACIES
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.policies.capacities import disclosure
from forum.queries import eligibility, programmes, viewers
from forum.queries.people import person
from forum.queries.shapes import Person

MOST = 200
SPEAKING = ("active", "paused", "grace")
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the register."""

    person: Person
    since: datetime | None
    until: datetime | None
    is_paused: bool
    tier: str  # "" where there are none


@dataclass(frozen=True, slots=True)
class PerkRow:
    id: int
    kind: str
    title: str
    disclosure: str
    value_cents: int


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    name: str
    purpose: Markup
    terms: Markup
    terms_version: int
    is_open: bool
    term_days: int
    minimum_age: int
    needs: dict[str, int]
    weights: dict[str, int]
    perks: tuple[PerkRow, ...]
    contact: Person
    revised_at: datetime
    current: tuple[Listed, ...]
    alumni: tuple[Listed, ...]
    answered: int  # applications that had an answer in the last year


@dataclass(frozen=True, slots=True)
class Award:
    id: int
    title: str
    kind: str
    value_cents: int
    awarded_at: datetime
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's own candidacy and grant; nothing of scores, reviews, flags or nominators."""

    programme: ProgrammeView
    candidacy: dict[str, Any] | None
    grant: dict[str, Any] | None
    gates: tuple[eligibility.Gate, ...]
    label: str
    awards: tuple[Award, ...]
    value_cents: int
    may_apply: bool
    room_href: str  # "" for who does not serve now


def current(viewer: Viewer) -> Programme:
    """The programme that is shown; the team sees it while it is being written."""
    found: Programme | None = db.session.scalar(
        select(Programme).where(Programme.state != "archived").order_by(Programme.id).limit(1)
    )
    if found is None or (found.state == "draft" and not policy.can_manage(viewer)):
        raise Denied(NOT_FOUND)
    return found


def view(viewer: Viewer) -> ProgrammeView:
    """Everything of the public page."""
    require(policy.can_see_register(viewer))
    it = current(viewer)
    answered = db.session.scalar(
        select(func.count()).where(
            Candidacy.programme_id == it.id, Candidacy.state.in_(("approved", "declined")),
            Candidacy.decided_at > utcnow() - YEAR,
        )
    )  # fmt: skip
    return ProgrammeView(
        name=it.name, purpose=markdown.render(it.purpose).html,
        terms=markdown.render(it.terms).html, terms_version=it.terms_version,
        is_open=it.state == "open", term_days=it.term_days, minimum_age=it.minimum_age,
        needs=eligibility.needs(viewer, it),
        weights={name: round(100 * weight) for name, weight in scoring.WEIGHTS.items()},
        perks=perks(viewer, it.id), contact=_contact(viewer, it),
        revised_at=it.revised_at, current=_register(it, SPEAKING),
        alumni=_register(it, ("expired", "retired")), answered=answered or 0,
    )  # fmt: skip


def _contact(viewer: Viewer, it: Programme) -> Person:
    """Who runs it; they speak for the brand only while they have an office."""
    owner = viewers.with_groups(viewer, db.session.get_one(User, it.owner_id))
    return person(owner, "brand", owner.byline) if owner.is_staff else person(owner)


def perks(viewer: Viewer, programme_id: int) -> tuple[PerkRow, ...]:
    rows = db.session.scalars(
        select(Perk).where(Perk.programme_id == programme_id, Perk.is_active).order_by(Perk.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(PerkRow(p.id, p.kind, p.title, p.disclosure, p.value_cents) for p in rows)


def tiers(viewer: Viewer, programme_id: int) -> tuple[tuple[int, str], ...]:
    """The lowest first."""
    require(policy.can_see_register(viewer))
    rows = db.session.execute(
        select(ProgrammeTier.id, ProgrammeTier.title)
        .where(ProgrammeTier.programme_id == programme_id).order_by(ProgrammeTier.level)
    )  # fmt: skip
    return tuple((row.id, row.title) for row in rows)


def _register(it: Programme, states: Sequence[str]) -> tuple[Listed, ...]:
    """By name, not by merit. Who has chosen not to be listed is not; nobody is twice."""
    grant = ProgrammeGrant
    chosen = grant.is_in_register if "active" in states else grant.is_alumni_shown
    earlier = aliased(ProgrammeGrant)
    first = (
        select(func.min(earlier.starts_at))
        .where(earlier.user_id == User.id, earlier.programme_id == it.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(User, first, grant.ends_at, grant.ended_at, grant.state, ProgrammeTier.title)
        .join(grant, grant.user_id == User.id)
        .outerjoin(ProgrammeTier, ProgrammeTier.id == grant.tier_id)
        .where(grant.programme_id == it.id, grant.state.in_(states), chosen, User.active)
        .order_by(User.name_key, grant.id.desc())
        .limit(MOST)
    )
    living = set() if "active" in states else {each.person.id for each in _register(it, SPEAKING)}
    found: dict[int, Listed] = {}
    for user, starts_at, ends_at, ended_at, state, tier in rows:
        if user.id not in living and user.id not in found:
            found[user.id] = Listed(person(user), starts_at or ended_at, ended_at or ends_at,
                                    state == "paused", tier or "")  # fmt: skip
    return tuple(found.values())


def own_candidacy(viewer: Viewer) -> Candidacy | None:
    """The viewer's newest candidacy."""
    found: Candidacy | None = db.session.scalar(
        select(Candidacy).where(Candidacy.user_id == viewer.id).order_by(Candidacy.id.desc())
        .limit(1)
    )  # fmt: skip
    return found


def own_grant(viewer: Viewer) -> ProgrammeGrant | None:
    """The viewer's newest grant."""
    found: ProgrammeGrant | None = db.session.scalar(
        select(ProgrammeGrant).where(ProgrammeGrant.user_id == viewer.id)
        .order_by(ProgrammeGrant.id.desc()).limit(1)
    )  # fmt: skip
    return found


def mine(viewer: User) -> Own:
    """The page of one's own."""
    it = current(viewer)
    candidacy, grant, now = own_candidacy(viewer), own_grant(viewer), utcnow()
    gates = eligibility.gates(viewer, viewer, eligibility.needs(viewer, it), now)
    given = _awards(viewer)
    is_live = grant is not None and grant.state in LIVE_GRANTS
    is_open = candidacy is not None and candidacy.state in OPEN_CANDIDACIES
    return Own(
        programme=view(viewer),
        candidacy=_of_candidacy(candidacy) if candidacy else None,
        grant=_of_grant(grant, it, now) if grant else None,
        gates=tuple(gate for gate in gates if gate.is_open),
        label=disclosure(viewer, now), awards=given,
        value_cents=sum(a.value_cents for a in given
                        if not a.is_revoked and a.awarded_at > now - YEAR),
        may_apply=not is_live and not is_open and it.state == "open",
        room_href=programmes.room_href(viewer, it.id) if is_live else "",
    )  # fmt: skip


def _of_candidacy(it: Candidacy) -> dict[str, Any]:
    # In screening or in review: one is as good as the other to who waits.
    state = "applied" if it.state in {"screening", "review"} else it.state
    return {"state": state, "pitch": it.pitch, "opened_at": it.opened_at, "due_at": it.due_at,
            "message": it.message, "cooldown_until": it.cooldown_until}  # fmt: skip


def _of_grant(it: ProgrammeGrant, programme: Programme, now: datetime) -> dict[str, Any]:
    opens = it.ends_at - timedelta(days=programme.renew_open_days) if it.ends_at else None
    return {
        "state": it.state, "offered_at": it.offered_at, "starts_at": it.starts_at,
        "ends_at": it.ends_at, "ended_at": it.ended_at, "paused_days": it.paused_days,
        "is_in_register": it.is_in_register, "is_alumni_shown": it.is_alumni_shown,
        "has_agreed": it.renewal_agreed_at is not None,
        "end_reason": it.end_reason if it.state == "revoked" else "",
        "may_renew": it.state in {"active", "grace"} and opens is not None and opens <= now,
    }  # fmt: skip


def _awards(viewer: Viewer) -> tuple[Award, ...]:
    rows = db.session.execute(
        select(PerkAward.id, Perk.title, Perk.kind, PerkAward.value_cents, PerkAward.awarded_at,
               PerkAward.revoked_at)
        .join(Perk, Perk.id == PerkAward.perk_id)
        .join(ProgrammeGrant, ProgrammeGrant.id == PerkAward.grant_id)
        .where(ProgrammeGrant.user_id == viewer.id)
        .order_by(PerkAward.awarded_at.desc(), PerkAward.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return tuple(Award(*row[:5], row.revoked_at is not None) for row in rows)
