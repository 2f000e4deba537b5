"""The programme itself: its texts and numbers, its perks, and who was given which."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forum import database
from forum.extensions import db
from forum.lib.labour import asked_for
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Perk, PerkAward, Programme, ProgrammeGrant, SettingValue, User
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy

STATES = ("draft", "open", "closed", "archived")
KINDS = ("recognition", "access", "capability", "material")
GATES = ("account_days", "active_days", "replies", "givers")
DATES = ("term_days", "renew_open_days", "grace_days", "cooldown_days")
SHOWN = "ambassadors.is_public"


def save(
    actor: User, programme: Programme | None, *, anyway: bool = False, at: datetime | None = None,
    **values: Any,
) -> Programme:  # fmt: skip
    """Change the programme, or found it. New terms are a new version, to be accepted anew.

    Texts that ask for hours, shifts or minimums are refused once; `anyway` says it was read.
    """
    require(policy.can_manage(actor))
    _check(values, anyway)
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
    _show(programme)
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


def _show(programme: Programme) -> None:
    """The foot of every page leads to the programme while there is one to see."""
    is_public = programme.state in {"open", "closed"}
    row = db.session.get(SettingValue, SHOWN)
    if row is None:
        db.session.add(SettingValue(name=SHOWN, value=is_public))
    elif row.value != is_public:
        row.value = is_public
    db.session.flush()


def add_perk(
    actor: User, programme: Programme, kind: str, title: str, disclosure: str = "",
    value_cents: int = 0,
) -> Perk:  # fmt: skip
    """Something that comes with being an ambassador. What has a value says so in the label."""
    require(policy.can_manage(actor))
    if kind not in KINDS:
        raise Refused(_("Choose one."), "kind")
    if kind == "material" and not disclosure.strip():
        raise Refused(_("Say how readers are told, as in “receives free products”."), "disclosure")
    if words := asked_for(title):
        raise Refused(_("Perks come with the role and are not paid by time (“%(words)s”).",
                        words="”, “".join(words)), "title")  # fmt: skip
    made = Perk(programme_id=programme.id, kind=kind, title=title.strip(),
                disclosure=disclosure.strip(), value_cents=value_cents)  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def retire_perk(actor: User, perk: Perk) -> None:
    """Offer it no longer. What was given stays given."""
    require(policy.can_manage(actor))
    perk.is_active = False
    db.session.flush()


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
    db.session.flush()
    return made


def take_back(
    actor: User, grant: ProgrammeGrant, found: PerkAward, at: datetime | None = None
) -> None:
    """It was not received after all, or was given back: labels written from now on leave it out."""
    require(policy.can_review(actor, grant.user_id))
    if found.revoked_at is not None:
        raise Conflict(_("This was taken back already."))
    found.revoked_at = at or utcnow()
    database.touch("members")
    db.session.flush()
