"""Who may give somebody an office of the forum, and say for whom they speak. Reads their groups."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import User, Viewer
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MODERATORS

OFFICES = {"moderator": MODERATORS, "community-manager": COMMUNITY_MANAGERS, "admin": ADMINS}
# Who is paid in such a way says so beside their name (community.md §3.4): "Partner · Company".
PARTNERS = ("agency", "reseller", "partner", "paid creator")


def can_give(actor: Viewer, user: User) -> Verdict:
    """Make somebody moderator, community manager or admin, and give a byline: admins, of others."""
    if not actor.is_admin or actor.is_suspended:
        return deny(_("Only admins can do this."))
    return _can_have(actor, user)


def can_affiliate(actor: Viewer, user: User) -> Verdict:
    """Say that somebody is a partner of the brand: the team, of who is not of it."""
    if not actor.is_staff or actor.is_suspended:
        return deny(_("Only community managers and admins can do this."))
    if user.byline or user.is_staff:
        return deny(_("People on the team say so already."))
    return _can_have(actor, user)


def _can_have(actor: Viewer, user: User) -> Verdict:
    if not user.active or user.is_bot or user.claimed_at is None or user.erased_at is not None:
        return NOT_FOUND
    if actor.id == user.id:
        return deny(_("Ask a colleague to do this for you."))
    return ALLOW


def office_of(user: User) -> str:
    """The highest one of a member whose groups are loaded; "" for none."""
    for name in ("admin", "community-manager", "moderator"):
        if OFFICES[name] in user.group_ids:
            return name
    return ""


def speaks_for_brand(office: str, byline: str) -> bool:
    return bool(byline) or office in {"community-manager", "admin"}
