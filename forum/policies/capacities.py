"""In which role somebody speaks at a place. Frozen into each post when it is published."""

from datetime import date, datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from forum import structure, wording
from forum.extensions import db
from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Affiliation, Perk, PerkAward, Programme, ProgrammeGrant, User, Viewer
from forum.models.columns import utcnow
from forum.policies.offices import PARTNERS

DISCLOSED = timedelta(days=365)
LONGEST = 100  # characters, as the column
LONGEST_BYLINE = 100  # likewise
MOST_PERKS = 10


def capacity_of(user: User, category_id: int) -> tuple[str, str]:
    """(capacity, byline) of what `user` publishes in this category; community.md §0.2.

    The byline is what people of the brand are, what ambassadors receive, and the company of a
    partner; "" for everybody else. Reads `user.group_ids`, and for ambassadors their grant.
    """
    if user.is_bot:
        return "bot", ""
    if user.byline or user.is_staff:
        return "brand", user.byline
    if category_id in structure.current().moderated(user.group_ids):
        return "moderator", ""
    if user.is_ambassador and (found := _as_ambassador(user, category_id))[0] != "member":
        return found
    company = partner_of(user, utcnow().date())
    return ("member", "") if company is None else ("partner", company)


def serves_in(user: User, category_id: int) -> bool:
    """Whether an ambassador's programme reaches this category, whatever stands beside their name.
    Whoever was put into the group by hand serves everywhere."""
    reached = db.session.scalars(
        select(Programme.category_ids)
        .join(ProgrammeGrant, ProgrammeGrant.programme_id == Programme.id)
        .where(ProgrammeGrant.user_id == user.id, ProgrammeGrant.state.in_(("active", "grace")))
    ).all()
    return not reached or any(not ids or category_id in ids for ids in reached)


def _as_ambassador(user: User, category_id: int) -> tuple[str, str]:
    """An ambassador speaks as one where the programme reaches.

    Who does not want to be known as one is a member, unless they received something: then readers
    are told wherever they write. Whoever was put into the group by hand has no grant to ask.
    """
    found = db.session.execute(
        select(Programme.category_ids, ProgrammeGrant.is_in_register)
        .join(ProgrammeGrant, ProgrammeGrant.programme_id == Programme.id)
        .where(ProgrammeGrant.user_id == user.id, ProgrammeGrant.state.in_(("active", "grace")))
    ).all()
    if not found:
        return "ambassador", ""
    label = disclosure(user, utcnow())
    reached = [each for each in found if not each.category_ids or category_id in each.category_ids]
    is_known = any(each.is_in_register for each in reached)
    if is_known or label != volunteer():
        return "ambassador", label
    return "member", ""


def partner_of(user: User, today: date) -> str | None:
    """The company for which a partner of the brand writes, as the team has said; else none."""
    company: str | None = db.session.scalar(
        select(Affiliation.organisation)
        .where(Affiliation.user_id == user.id, *is_partner(today))
        .order_by(Affiliation.id.desc())
        .limit(1)
    )
    return company


def is_partner(today: date) -> tuple[ColumnElement[bool], ...]:
    """Of affiliations: those that readers are told of today (community.md §3.4 point 3)."""
    return (
        Affiliation.kind.in_(PARTNERS), Affiliation.is_public.is_(True),
        Affiliation.valid_from <= today,
        or_(Affiliation.valid_to.is_(None), Affiliation.valid_to >= today),
    )  # fmt: skip


def is_partner_on(one: Affiliation, today: date) -> bool:
    """The same of one that is there."""
    is_live = one.valid_from <= today and (one.valid_to is None or one.valid_to >= today)
    return one.kind in PARTNERS and one.is_public and is_live


def can_speak_personally(actor: Viewer) -> Verdict:
    """Say that a post is one's own view; that one is with the brand stays beside it (B1)."""
    if isinstance(actor, User) and (actor.byline or actor.is_staff):
        return ALLOW
    return deny(_("Everybody outside the team always speaks for themselves."))


def as_personal(byline: str) -> str:
    """The same byline, saying that it is a personal view: "Support, Acme, personal view"."""
    with force_locale(wording.site()):
        added = f", {_('personal view')}"
        return f"{(byline or str(_('Team')))[: LONGEST_BYLINE - len(added)]}{added}"


def volunteer() -> str:
    with force_locale(wording.site()):
        return str(_("volunteer"))


def disclosure(user: User, at: datetime) -> str:
    """As in "volunteer, receives free products": what was really given in the last year."""
    phrases = dict.fromkeys(
        db.session.scalars(
            select(Perk.disclosure)
            .join(PerkAward, PerkAward.perk_id == Perk.id)
            .join(ProgrammeGrant, ProgrammeGrant.id == PerkAward.grant_id)
            .where(
                ProgrammeGrant.user_id == user.id, Perk.kind == "material",
                PerkAward.revoked_at.is_(None), PerkAward.awarded_at > at - DISCLOSED,
                PerkAward.awarded_at <= at,
            )
            .order_by(PerkAward.awarded_at.desc())
            .limit(MOST_PERKS)
        )
    )  # fmt: skip
    if (company := partner_of(user, at.date())) is not None:
        with force_locale(wording.site()):
            phrases[str(_("partner of %(company)s", company=company))] = None
    label = ", ".join([volunteer(), *phrases])
    if len(label) <= LONGEST:
        return label
    with force_locale(wording.site()):  # all of it, in other words
        return f"{volunteer()}, {_('receives several things of value from the brand')}"
