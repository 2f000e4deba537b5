"""Trust levels and the ledger: who may see why, and who may decide by hand."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import User, Viewer


def can_see_standing(viewer: Viewer, user: User) -> Verdict:
    """One's own, and everybody's for staff. Others do not learn that there is something to see."""
    if not viewer.is_authenticated:
        return NOT_FOUND
    return ALLOW if viewer.id == user.id or viewer.is_staff else NOT_FOUND


def can_set_level(actor: Viewer, user: User) -> Verdict:
    """Give a level by hand: staff, and nobody to themselves."""
    if not actor.is_authenticated or not actor.is_staff or actor.is_suspended:
        return deny(_("Only community managers and admins can do this."))
    if actor.id == user.id:
        return deny(_("Nobody can change their own level."))
    return ALLOW


def can_begin(actor: Viewer) -> Verdict:
    """Begin at a level because of an invitation: whoever confirms an address by its letter."""
    return ALLOW


def can_judge(actor: Viewer) -> Verdict:
    """Have levels computed anew by the rules: the nightly pass, and admins."""
    return ALLOW if actor.is_admin else deny(_("Only admins can do this."))
