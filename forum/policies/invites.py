"""Invitations: who may make one, who sees and takes back which, and whether one is still good."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, false, true

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Invite, User, Viewer
from forum.models.columns import utcnow
from forum.policies import abilities, writing


def can_invite(actor: Viewer) -> Verdict:
    """Make a link by which people join."""
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    if not (verdict := writing.can_speak(actor)):
        return verdict
    if abilities.has(actor, "invites.groups"):
        return ALLOW
    return deny(_("You cannot invite people yet. You can once you have been here for a while."))


def can_bind(actor: Viewer) -> Verdict:
    """Make one for a single e-mail address, or for those of one domain; and large ones."""
    return can_invite(actor) if actor.is_staff else deny(_("Only the team can do this."))


def can_see_all(viewer: Viewer) -> Verdict:
    """See everybody's invitations, and where members came from."""
    return ALLOW if _is_of_team(viewer) else deny(_("Only the team can do this."))


def _is_of_team(viewer: Viewer) -> bool:
    return viewer.is_staff and not viewer.is_suspended


def can_read(viewer: Viewer, invite: Invite) -> Verdict:
    """See its label, and how many have joined by it: whoever made it, and staff."""
    if _is_of_team(viewer) or (viewer.is_authenticated and invite.creator_id == viewer.id):
        return ALLOW
    return NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    if _is_of_team(viewer):
        return true()
    return Invite.creator_id == viewer.id if viewer.is_authenticated else false()


def can_revoke(actor: Viewer, invite: Invite) -> Verdict:
    """Take it back: nobody joins by it any more."""
    verdict = can_read(actor, invite)
    if verdict and invite.revoked_at is not None:
        return deny(_("This invitation has already been taken back."))
    return verdict


def can_use(actor: Viewer, invite: Invite, host: User) -> Verdict:
    """Join by it: while it is good, and `host`, who made it, is a member in good standing."""
    if invite.revoked_at is not None or not host.active or host.is_suspended:
        return deny(_("This invitation is no longer valid."))
    if invite.expires_at <= utcnow():
        return deny(_("This invitation has expired. Ask the person who sent it for a new one."))
    if invite.use_count >= invite.most_uses:
        return deny(_("This invitation is used up. Ask the person who sent it for a new one."))
    return ALLOW
