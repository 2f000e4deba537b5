"""Who guards the community: watched words, incident mode, what is blocked at the door."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Viewer


def can_watch(actor: Viewer) -> Verdict:
    """Say which words and patterns are watched, and what happens to them."""
    return _team(actor)


def can_guard(actor: Viewer) -> Verdict:
    """Begin and end incident mode."""
    return _team(actor)


def can_settle(actor: object) -> Verdict:
    """Note that an incident's time is over: the worker, which is nobody."""
    return ALLOW if actor is None else deny(_("Only the team can do this."))


def can_block(actor: Viewer, kind: str = "") -> Verdict:
    """Say with what nobody joins. Network addresses are for admins alone to see and to block."""
    verdict = _team(actor)
    if verdict and kind == "range" and not actor.is_admin:
        return deny(_("Only admins can block network addresses."))
    return verdict


def can_see_networks(actor: Viewer) -> Verdict:
    """See which accounts share a network address: admins, and each look is in the log."""
    if actor.is_admin and not actor.is_suspended:
        return ALLOW
    return deny(_("Only admins can see network addresses."))


def _team(actor: Viewer) -> Verdict:
    if actor.is_suspended or not actor.is_staff:
        return deny(_("Only the team can do this."))
    return ALLOW
