"""Who arranges that other servers are told of what happens here."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import User, Viewer


def can_arrange(actor: Viewer) -> Verdict:
    if not actor.is_admin or actor.is_suspended:
        return deny(_("Only admins can do that."))
    return ALLOW


def can_deliver(actor: Viewer) -> Verdict:
    """Send what waits: the forum itself, behind its jobs."""
    return ALLOW if actor.is_authenticated and not isinstance(actor, User) else NOT_FOUND
