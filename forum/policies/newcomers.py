"""Who welcomes newcomers: sees whose first post a post is, and which wait for a word (community.md
§0.3, D5)."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Viewer
from forum.policies import categories


def can_welcome(viewer: Viewer) -> Verdict:
    """Ambassadors, and all of the team: those who moderate and those who answer for the brand."""
    if not viewer.is_authenticated or viewer.is_suspended:
        return deny(_("Only ambassadors and the team see this."))
    if viewer.is_ambassador or viewer.is_staff or viewer.byline or viewer.is_moderator:
        return ALLOW
    if categories.moderated_ids(viewer):
        return ALLOW
    return deny(_("Only ambassadors and the team see this."))
