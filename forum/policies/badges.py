"""Badges: who may see, define and give them."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, true

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Badge, User, Viewer


def can_read(viewer: Viewer, badge: Badge) -> Verdict:
    """One that is switched off is there for staff only."""
    return ALLOW if badge.is_enabled or viewer.is_staff else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.is_staff else Badge.is_enabled.is_(True)


def can_define(actor: Viewer) -> Verdict:
    """Make and change badges and their rules; see beforehand who would get them."""
    if actor.is_authenticated and actor.is_staff and not actor.is_suspended:
        return ALLOW
    return deny(_("Only community managers and admins can do this."))


def can_grant(actor: Viewer, user: User) -> Verdict:
    """Give a badge by hand, or take one back: staff, and nobody to themselves."""
    verdict = can_define(actor)
    if not verdict:
        return verdict
    if actor.id == user.id:
        return deny(_("Nobody can give a badge to themselves."))
    return ALLOW if user.erased_at is None else deny(_("This member has left."))


def can_judge(actor: Viewer) -> Verdict:
    """Have the rules applied: the nightly pass, and admins."""
    return ALLOW if actor.is_admin else deny(_("Only admins can do this."))


def can_choose_title(actor: Viewer, user: User) -> Verdict:
    """Put the name of one's own badge beside one's own name."""
    if not actor.is_authenticated or actor.id != user.id:
        return deny(_("This is not your account."))
    return deny(_("Your account is suspended.")) if actor.is_suspended else ALLOW
