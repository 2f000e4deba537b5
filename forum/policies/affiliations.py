"""Who may say that a colleague is with the brand no more, and who is one of those who left."""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, exists, or_, select

from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Affiliation, CategoryAccess, GroupMember, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MEMBERS, MODERATORS

OFFICES = (ADMINS, COMMUNITY_MANAGERS, MODERATORS)
# How somebody came into a group that has members by decision; a grant ends by itself.
BY_DECISION = ("hand", "domain", "joined")


def can_end(actor: Viewer, user: User) -> Verdict:
    """Admins and community managers, of others; an admin's only admins. Reads their groups.

    Nobody who is suspended, and never of the last admin who can act.
    """
    if not actor.is_staff or actor.is_suspended:
        return deny(_("Only admins and community managers can do this."))
    if not user.active or not (user.byline or user.is_staff or user.is_moderator):
        return NOT_FOUND
    if actor.id == user.id:
        return deny(_("Ask a colleague to do this for you."))
    if user.is_admin and not actor.is_admin:
        return deny(_("Only admins can do this for an admin."))
    if user.is_admin and not is_another_admin(user):
        return deny(_("They are the only admin. Make somebody else an admin first."))
    return ALLOW


def can_rename(actor: Viewer, user: User) -> Verdict:
    """Give another name to a colleague who has just left: who ended it. Reads their groups."""
    if not actor.is_staff or actor.is_suspended or actor.id == user.id:
        return deny(_("Only admins and community managers can do this."))
    return ALLOW if not (user.is_staff or user.is_moderator or user.byline) else NOT_FOUND


def is_another_admin(user: User) -> bool:
    """Whether an admin besides `user` is there who is not suspended."""
    now = utcnow()
    return db.session.scalar(
        select(User.id).where(
            User.id != user.id, User.active.is_(True), _holds(User.id, ADMINS),
            or_(User.suspended_until.is_(None), User.suspended_until <= now),
            User.terminated_at.is_(None),
        ).limit(1)
    ) is not None  # fmt: skip


def _holds(user_id: Any, *offices: int) -> ColumnElement[bool]:
    return exists(
        select(1).where(
            GroupMember.user_id == user_id, GroupMember.group_id.in_(offices),
            or_(GroupMember.until.is_(None), GroupMember.until > utcnow()),
        )
    )  # fmt: skip


def can_succeed(user: User) -> Verdict:
    """Take over what the team has to answer: who reads the team's inbox. Reads their groups."""
    return ALLOW if user.active and user.is_staff and not user.is_suspended else NOT_FOUND


def moderating() -> Select[int]:
    """The groups, besides those everybody is in, whose members moderate somewhere."""
    return select(CategoryAccess.group_id).where(
        CategoryAccess.may_moderate.is_(True), CategoryAccess.group_id > MEMBERS
    )


def has_left() -> ColumnElement[bool]:
    """For SQL that selects users: who was a colleague, and has neither come back since (an
    employment that goes on, a byline) nor an office."""
    today = utcnow().date()
    was = (Affiliation.user_id == User.id, Affiliation.kind == "employee")
    goes_on = or_(Affiliation.valid_to.is_(None), Affiliation.valid_to > today)
    return (
        exists(select(1).where(*was, Affiliation.valid_to <= today))
        & ~exists(select(1).where(*was, goes_on))
        & (User.byline == "")
        & ~_holds(User.id, *OFFICES)
    )
