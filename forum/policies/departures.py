"""Who may leave for good, take that back, and erase what those who left leave behind."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, exists, or_, select

from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Departure, User, Viewer
from forum.policies.affiliations import is_another_admin


def can_leave(actor: Viewer, user: User) -> Verdict:
    """Everybody for themselves, suspended or not; but a community is not left without an admin."""
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    if actor.id != user.id:
        return deny(_("This is not your account."))
    if user.is_admin and not is_another_admin(user):
        return deny(_("You are the only admin. Make somebody else an admin first."))
    return ALLOW


def can_return(actor: Viewer, user: User) -> Verdict:
    """Stay after all: whoever has just shown whose account it is, and has no session yet."""
    is_refused = user.waits_since is not None  # by the team, when they asked to join
    return NOT_FOUND if user.active or is_refused or user.erased_at is not None else ALLOW


def can_erase(actor: Viewer) -> Verdict:
    """The forum itself, behind its jobs: the actor without an account."""
    return ALLOW if actor.is_authenticated and not isinstance(actor, User) else NOT_FOUND


def can_check(actor: Viewer) -> Verdict:
    """Look at posts in which somebody who has left may still be named: admins and community
    managers, each where they can read."""
    return ALLOW if actor.is_staff and not actor.is_suspended else NOT_FOUND


def is_leaving(user: User) -> bool:
    """Whether they are hidden because they leave, and may still come back."""
    if user.active:
        return False
    return bool(db.session.scalar(select(_may_return(user.id))))


def may_enter() -> ColumnElement[bool]:
    """Members who may show who they are: those who are here, and those who may come back."""
    return or_(User.active.is_(True), _may_return(User.id))


def _may_return(user_id: object) -> ColumnElement[bool]:
    return exists(select(1).where(Departure.user_id == user_id, Departure.begun_at.is_(None)))
