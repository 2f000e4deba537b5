"""Who may warn and stop somebody who reports or appeals without ground again and again (DSA 23)."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import User, Viewer
from forum.policies.appeals import UNFOUNDED as UNFOUNDED_COMPLAINTS
from forum.policies.reports import UNFOUNDED as UNFOUNDED_NOTICES

KINDS = (UNFOUNDED_NOTICES, UNFOUNDED_COMPLAINTS)


def can_see(viewer: Viewer, user: User) -> Verdict:
    """The numbers of somebody's reports and appeals: staff, and nobody their own."""
    if not viewer.is_staff or viewer.is_suspended or viewer.id == user.id:
        return NOT_FOUND
    return ALLOW


def can_act(actor: Viewer, user: User) -> Verdict:
    """Warn them, or stop them for a while: staff, never against one of the team."""
    verdict = can_see(actor, user)
    if verdict and user.byline:
        return deny(_("This is somebody on the team. Talk to them."))
    return verdict
