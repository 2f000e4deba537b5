"""Who sees what is searched for, and keeps the synonyms; who is told why something ranks."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Viewer


def can_tend(viewer: Viewer) -> Verdict:
    """See the terms that are searched for, keep synonyms: community managers and admins."""
    if viewer.is_staff and not viewer.is_suspended:
        return ALLOW
    return deny(_("Only community managers and admins can do this."))


def can_see_reasons(viewer: Viewer) -> Verdict:
    """See of what the rank of a result is made."""
    return ALLOW if viewer.is_admin and not viewer.is_suspended else NOT_FOUND


def can_note(actor: object) -> Verdict:
    """Write down what was searched for, and forget it in time: the forum itself, for nobody."""
    return ALLOW if actor is None else NOT_FOUND
