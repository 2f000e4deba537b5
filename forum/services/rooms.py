"""The room of a programme: a category of its ambassadors' own, made with the programme.

Its readers are the ambassadors' group, in which somebody is exactly while a term is active or in
grace (services.lifecycles), and staff: who is an ambassador no more is outside at once.
"""

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import require
from forum.models import Category, CategoryAccess, Programme, Viewer
from forum.models.groups import ADMINS, AMBASSADORS, COMMUNITY_MANAGERS
from forum.policies import ambassadors as policy

_RIGHTS = {
    AMBASSADORS: ("see", "reply", "start"),
    COMMUNITY_MANAGERS: ("see", "reply", "start", "moderate"),
    ADMINS: ("see", "reply", "start", "moderate"),
}


def open_for(actor: Viewer, programme: Programme) -> Category:
    """The room of the programme, made when there is none."""
    require(policy.can_manage(actor))
    found = db.session.scalar(select(Category).where(Category.programme_id == programme.id))
    if found is not None:
        return found
    made = Category(
        name=str(_("For ambassadors"))[:80], slug=_free_slug(names.slug(programme.name)),
        description=str(_("Ambassadors and the team among themselves. Nobody else reads it.")),
        icon="star", programme_id=programme.id,
        position=(db.session.scalar(select(func.max(Category.position))) or 0) + 1,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    for group_id, rights in _RIGHTS.items():
        db.session.add(CategoryAccess(category_id=made.id, group_id=group_id,
                                      **{f"may_{right}": True for right in rights}))  # fmt: skip
    db.session.flush()
    return made


def _free_slug(wished: str) -> str:
    """An address that no category has; it does not say whose room it is to who guesses it."""
    wished = f"{wished[:60] or 'programme'}-room"
    taken = set(db.session.scalars(select(Category.slug).where(Category.slug.startswith(wished))))
    tries = (wished if number == 1 else f"{wished}-{number}" for number in range(1, 1000))
    return next(each for each in tries if each not in taken)
