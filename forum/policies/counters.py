"""Counters: who may have everything counted anew."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Viewer


def can_recount(actor: Viewer) -> Verdict:
    if actor.is_authenticated and actor.is_admin and not actor.is_suspended:
        return ALLOW
    return deny(_("Only admins can have everything counted again."))


def can_follow_up(actor: object) -> Verdict:
    """Count anew after a change to what everybody may see: the worker, which is nobody."""
    return ALLOW if actor is None else NOT_FOUND
