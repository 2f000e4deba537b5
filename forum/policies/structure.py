"""Who shapes the forum, its categories and settings, and who may look how it decides."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import User, Viewer
from forum.models.groups import ADMINS

FOLLOWING = ("ambassadors.is_public", "escalation.level_", "brand.product_teams",
             "brand.complaint_tags")  # fmt: skip


def can_shape(actor: Viewer) -> Verdict:
    if actor.is_admin and not actor.is_suspended:
        return ALLOW
    return deny(_("Only admins can do that."))


def can_keep(actor: Viewer, name: str) -> Verdict:
    """Change a setting that follows from something the team decides elsewhere."""
    if name.startswith(FOLLOWING) and actor.is_staff and not actor.is_suspended:
        return ALLOW
    return can_shape(actor)


def can_trace(actor: Viewer) -> Verdict:
    """Look why somebody can or cannot do something: community managers and admins, who see every
    place and every decision anyway."""
    if actor.is_staff and not actor.is_suspended:
        return ALLOW
    return deny(_("Only community managers and admins can do that."))


def can_view_as(actor: Viewer) -> Verdict:
    """Look at the forum as somebody else, read-only: admins."""
    if isinstance(actor, User) and actor.is_admin and not actor.is_suspended:
        return ALLOW
    return deny(_("Only admins can do that."))


def can_be_looked_as(actor: Viewer, group_ids: frozenset[int]) -> Verdict:
    """Never as an admin."""
    verdict = can_view_as(actor)
    return (
        deny(_("You cannot look at the forum as an admin."))
        if verdict and ADMINS in group_ids
        else verdict
    )
