"""Counters: who may have everything counted anew."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Viewer


def can_recount(actor: Viewer) -> Verdict:
    if actor.is_authenticated and actor.is_admin and not actor.is_suspended:
        return ALLOW
    return deny(_("Only admins have everything counted anew."))
