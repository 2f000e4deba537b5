"""Who may say that a colleague is with the brand no more."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import User, Viewer


def can_end(actor: Viewer, user: User) -> Verdict:
    """Admins and community managers, of others; an admin's only admins. Reads their groups."""
    if not actor.is_staff:
        return deny(_("Only admins and community managers can do this."))
    if not user.active or not (user.byline or user.is_staff or user.is_moderator):
        return NOT_FOUND
    if actor.id == user.id:
        return deny(_("Ask a colleague to do this for you."))
    if user.is_admin and not actor.is_admin:
        return deny(_("Only admins can do this for an admin."))
    return ALLOW


def can_succeed(user: User) -> Verdict:
    """Take over what the team has to answer: who reads the team's inbox. Reads their groups."""
    return ALLOW if user.active and user.is_staff else NOT_FOUND
