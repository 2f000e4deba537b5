"""Tags: who makes new ones, who puts them in order."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Viewer
from forum.policies import abilities, writing


def can_make(actor: Viewer) -> Verdict:
    """Use a tag that is not there yet."""
    if not actor.is_authenticated:
        return deny(_("Sign in to take part."))
    if not (verdict := writing.can_speak(actor)):
        return verdict
    if abilities.has(actor, "tags.free_groups"):
        return ALLOW
    return deny(_("You may not make new tags."))


def can_arrange(actor: Viewer) -> Verdict:
    """Rename and merge tags, and say which a category uses."""
    if actor.is_authenticated and actor.is_staff and not actor.is_suspended:
        return ALLOW
    return deny(_("Only community managers and admins arrange tags."))
