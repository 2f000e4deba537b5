"""In which role somebody speaks at a place. Frozen into each post when it is published."""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from forum import structure
from forum.extensions import db
from forum.models import Perk, PerkAward, Programme, ProgrammeGrant, User
from forum.models.columns import utcnow

DISCLOSED = timedelta(days=365)
LONGEST = 100  # characters, as the column
MOST_PERKS = 10


def capacity_of(user: User, category_id: int) -> tuple[str, str]:
    """(capacity, byline) of what `user` publishes in this category; community.md §0.2.

    The byline is what people of the brand are, and what ambassadors receive; "" for everybody
    else. Reads `user.group_ids`, and for ambassadors their grant.
    """
    if user.is_bot:
        return "bot", ""
    if user.byline or user.is_staff:
        return "brand", user.byline
    if category_id in structure.current().moderated(user.group_ids):
        return "moderator", ""
    return _as_ambassador(user, category_id) if user.is_ambassador else ("member", "")


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


def volunteer() -> str:
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
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
    label = ", ".join([volunteer(), *phrases])
    if len(label) <= LONGEST:
        return label
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):  # all of it, in other words
        return f"{volunteer()}, {_('receives several things of value from the brand')}"
