"""Groups: who may know of one, join, let in, and make one."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, exists, or_, select

from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Group, GroupMember, User, Viewer
from forum.models.groups import EVERYONE, MEMBERS, TRUST_0
from forum.policies import writing

# Nobody is in these by a decision, so they have no list of members.
BY_RULE = frozenset({EVERYONE, MEMBERS, *range(TRUST_0, TRUST_0 + 5)})


def can_read(viewer: Viewer, group: Group) -> Verdict:
    """A hidden group is there for its members and for staff."""
    if group.id in BY_RULE:
        return NOT_FOUND
    if not group.is_hidden or viewer.is_staff or group.id in viewer.group_ids:
        return ALLOW
    return NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    listed = Group.id.not_in(BY_RULE)
    if viewer.is_staff:
        return listed
    return listed & or_(Group.is_hidden.is_(False), Group.id.in_(viewer.group_ids))


def can_join(actor: Viewer, group: Group) -> Verdict:
    """Come in without being asked: only into open groups."""
    verdict = _can_take_part(actor, group)
    if verdict and group.joining != "open":
        return deny(_("You cannot simply join this group."))
    return verdict


def can_request(actor: Viewer, group: Group) -> Verdict:
    """Ask to be let in, in words that its owners read."""
    verdict = _can_take_part(actor, group)
    if verdict and group.joining != "request":
        return deny(_("This group does not take requests."))
    return verdict and writing.can_write(actor)


def _can_take_part(actor: Viewer, group: Group) -> Verdict:
    if not can_read(actor, group):
        return NOT_FOUND
    if not actor.is_authenticated:
        return deny(_("Sign in to take part."))
    if actor.is_suspended:
        return deny(_("Your account is suspended."))
    if group.is_automatic:
        return deny(_("You cannot join this group by yourself."))
    return deny(_("You are already in this group.")) if group.id in actor.group_ids else ALLOW


def can_leave(actor: Viewer, group: Group) -> Verdict:
    if not can_read(actor, group):
        return NOT_FOUND
    if group.is_automatic or not actor.is_authenticated:
        return deny(_("You cannot leave this group by yourself."))
    return ALLOW if group.id in actor.group_ids else deny(_("You are not in this group."))


def can_manage(actor: Viewer, group: Group) -> Verdict:
    """Let people in and put them out: staff, and the group's owners. Roles are not given here."""
    if not can_read(actor, group):
        return NOT_FOUND
    if group.is_automatic:
        return deny(_("Who is in this group is decided elsewhere."))
    if not actor.is_authenticated or actor.is_suspended:
        return deny(_("Only the owners of this group can do this."))
    if actor.is_staff or owns(actor, group):
        return ALLOW
    return deny(_("Only the owners of this group can do this."))


def owns(actor: Viewer, group: Group) -> bool:
    return actor.is_authenticated and group.id in actor.group_ids and _is_owner(actor, group)


def _is_owner(actor: Viewer, group: Group) -> bool:
    row = exists().where(
        GroupMember.group_id == group.id,
        GroupMember.user_id == actor.id,
        GroupMember.is_owner.is_(True),
    )
    return bool(db.session.scalar(select(row)))


def can_define(actor: Viewer) -> Verdict:
    """Make groups and change what they are."""
    if actor.is_authenticated and actor.is_staff and not actor.is_suspended:
        return writing.can_write(actor)
    return deny(_("Only community managers and admins can do this."))


def can_settle(actor: Viewer) -> Verdict:
    """Have members put into groups by their confirmed addresses: the nightly pass, and admins."""
    return ALLOW if actor.is_admin else deny(_("Only admins can do this."))


def can_add(actor: Viewer, group: Group, user: User) -> Verdict:
    """Put somebody in. An owner cannot put in whoever blocked them or has left."""
    verdict = can_manage(actor, group)
    if verdict and (user.erased_at is not None or not user.active):
        return deny(_("This member has left."))
    return verdict
