"""The programme itself: its texts and numbers, its perks, and who was given which."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.labour import asked_for
from forum.lib.verdict import Conflict, Refused, require
from forum.models import (
    Perk,
    PerkAward,
    Programme,
    ProgrammeEvent,
    ProgrammeGrant,
    ProgrammeTier,
    StaffAction,
    User,
)
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.services import rooms, settings

STATES = ("draft", "open", "closed", "archived")
KINDS = ("recognition", "access", "capability", "material")
GATES = ("account_days", "active_days", "replies", "givers")
DATES = ("term_days", "renew_open_days", "grace_days", "cooldown_days")
SHOWN = "ambassadors.is_public"
MOST_TIERS, LONGEST_TIER = 5, 64


def save(
    actor: User, programme: Programme | None, *, anyway: bool = False, at: datetime | None = None,
    **values: Any,
) -> Programme:  # fmt: skip
    """Change the programme, or found it. New terms are a new version, to be accepted anew.

    Texts that ask for hours, shifts or minimums are refused once; `anyway` says it was read.
    """
    require(policy.can_manage(actor))
    _check(values, anyway)
    tiers = values.pop("tiers", None)
    gates = {name: values.pop(name) for name in GATES if name in values}
    if programme is None:
        programme = Programme(slug="ambassadors", owner_id=actor.id, terms="", criteria={},
                              terms_version=0, name="")  # fmt: skip
        db.session.add(programme)
    if values.get("terms", programme.terms) != programme.terms:
        programme.terms_version += 1
    for name, value in values.items():
        setattr(programme, name, value)
    programme.criteria = {**programme.criteria, **gates}
    programme.revised_at = at or utcnow()
    db.session.flush()
    if tiers is not None:
        _set_tiers(programme, [line.strip() for line in tiers.splitlines() if line.strip()])
    _show(actor, programme)
    rooms.open_for(actor, programme)
    _log(actor, "change-programme", programme=programme.name, terms=programme.terms_version)
    database.touch("members")
    return programme


def _check(values: dict[str, Any], anyway: bool) -> None:
    if values.get("state", "draft") not in STATES:
        raise Refused(_("Choose one."), "state")
    for name in DATES:
        if not 1 <= values.get(name, 1) <= 3650:
            raise Refused(_("Between 1 and 3650 days."), name)
    for name in ("purpose", "terms"):
        words = asked_for(values.get(name, ""))
        if words and not anyway:
            raise Refused(
                _("This seems to ask volunteers for working time (“%(words)s”). Perks and status "
                  "must not depend on hours, shifts or minimums. Change it, or save it anyway.",
                  words="”, “".join(words)), name,
            )  # fmt: skip


def _show(actor: User, programme: Programme) -> None:
    """The foot of every page leads to the programme while there is one to see."""
    is_public = programme.state in {"open", "closed"}
    db.session.flush()
    settings.keep(actor, SHOWN, is_public)


def _set_tiers(programme: Programme, titles: list[str]) -> None:
    """The first is the lowest. One that an ambassador has is renamed, and never taken away."""
    if len(titles) > MOST_TIERS or any(len(title) > LONGEST_TIER for title in titles):
        raise Refused(_("At most %(most)s tiers, each of at most %(longest)s characters.",
                        most=MOST_TIERS, longest=LONGEST_TIER), "tiers")  # fmt: skip
    there = db.session.scalars(
        select(ProgrammeTier).where(ProgrammeTier.programme_id == programme.id)
    )
    known = {tier.level: tier for tier in there}
    for level, title in enumerate(titles, 1):
        if level in known:
            known[level].title = title
        else:
            db.session.add(ProgrammeTier(programme_id=programme.id, level=level, title=title))
    for tier in [tier for level, tier in known.items() if level > len(titles)]:
        held = select(ProgrammeGrant.id).where(ProgrammeGrant.tier_id == tier.id).limit(1)
        if db.session.scalar(held) is not None:
            raise Refused(_("An ambassador has the tier “%(title)s”: it can have another name.",
                            title=tier.title), "tiers")  # fmt: skip
        db.session.delete(tier)
    db.session.flush()


def set_tier(
    actor: User, grant: ProgrammeGrant, tier_id: int | None, at: datetime | None = None
) -> None:
    """Say on which tier an ambassador is, or on none. It stands in the register and the history."""
    require(policy.can_review(actor, grant.user_id))
    tier = db.session.get(ProgrammeTier, tier_id) if tier_id else None
    if tier_id and (tier is None or tier.programme_id != grant.programme_id):
        raise Refused(_("Choose one."), "tier")
    grant.tier_id = tier.id if tier else None
    db.session.add(
        ProgrammeEvent(grant_id=grant.id, actor_id=actor.id, event="tier", from_state=grant.state,
                       to_state=grant.state, reason=tier.title if tier else "",
                       created_at=at or utcnow())
    )  # fmt: skip
    db.session.flush()
    database.touch("members")


def add_perk(
    actor: User, programme: Programme, kind: str, title: str, disclosure: str = "",
    value_cents: int = 0,
) -> Perk:  # fmt: skip
    """Something that comes with being an ambassador. What has a value says so in the label."""
    require(policy.can_manage(actor))
    if kind not in KINDS:
        raise Refused(_("Choose one."), "kind")
    if kind == "material" and not disclosure.strip():
        raise Refused(_("Say what readers are told, as in “receives free products”."), "disclosure")
    if words := asked_for(title):
        raise Refused(_("Perks come with the role and are not paid by time (“%(words)s”).",
                        words="”, “".join(words)), "title")  # fmt: skip
    made = Perk(programme_id=programme.id, kind=kind, title=title.strip(),
                disclosure=disclosure.strip(), value_cents=value_cents)  # fmt: skip
    db.session.add(made)
    _log(actor, "add-perk", perk=made.title)
    return made


def retire_perk(actor: User, perk: Perk) -> None:
    """Offer it no longer. What was given stays given."""
    require(policy.can_manage(actor))
    perk.is_active = False
    _log(actor, "retire-perk", perk=perk.title)


def award(
    actor: User, grant: ProgrammeGrant, perk_id: int, value_cents: int | None = None,
    note: str = "", at: datetime | None = None,
) -> PerkAward:  # fmt: skip
    """Note that an ambassador was given something. Material perks stop when the term is over."""
    require(policy.can_review(actor, grant.user_id))
    perk = db.session.get(Perk, perk_id)
    if perk is None or perk.programme_id != grant.programme_id or not perk.is_active:
        raise Refused(_("Choose one."), "perk")
    if grant.state != "active" and not (grant.state == "grace" and perk.kind != "material"):
        raise Conflict(_("This term gets no more perks."), "perk")
    made = PerkAward(
        grant_id=grant.id, perk_id=perk.id, note=note.strip(), awarded_by_id=actor.id,
        value_cents=perk.value_cents if value_cents is None else value_cents,
        awarded_at=at or utcnow(),
    )  # fmt: skip
    db.session.add(made)
    database.touch("members")
    _log(actor, "award-perk", grant.user_id, perk=perk.title, value_cents=made.value_cents)
    return made


def take_back(
    actor: User, grant: ProgrammeGrant, found: PerkAward, at: datetime | None = None
) -> None:
    """It was not received after all, or was given back: labels written from now on leave it out."""
    require(policy.can_review(actor, grant.user_id))
    if found.revoked_at is not None:
        raise Conflict(_("This has already been taken back."))
    found.revoked_at = at or utcnow()
    database.touch("members")
    perk = db.session.get_one(Perk, found.perk_id)
    _log(actor, "take-back-perk", grant.user_id, perk=perk.title)


def _log(actor: User, verb: str, user_id: int | None = None, **details: Any) -> None:
    """A line in the staff's log; what the command line does is in none."""
    if actor.id is not None:
        db.session.add(StaffAction(actor_id=actor.id, verb=verb, user_id=user_id, details=details))
    db.session.flush()
