"""Members as others see them: who may look at whom, at what they do, and at when they were here."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, true

from forum.lib.verdict import ALLOW, GONE, NOT_FOUND, Verdict, deny
from forum.models import Group, User, Viewer
from forum.structure import setting


def can_look(viewer: Viewer) -> Verdict:
    """Look at members at all: guests only where they may read."""
    if viewer.is_authenticated or setting("guests.may_read"):
        return ALLOW
    return deny(_("Sign in to see who is here."))


def can_read(viewer: Viewer, user: User) -> Verdict:
    """Open somebody's page."""
    if user.erased_at is not None and can_look(viewer):
        return GONE
    if is_at_the_door(user) and not (viewer.is_staff or (viewer.id and viewer.id == user.id)):
        return NOT_FOUND
    return ALLOW if user.active and can_look(viewer) else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    if not can_look(viewer):
        return false()
    if viewer.is_staff:
        return User.active.is_(True)
    inside = or_(User.waits_since.is_(None), User.external_ref.is_not(None))
    return and_(User.active.is_(True), or_(inside, User.id == viewer.id) if viewer.id else inside)


def is_at_the_door(user: User) -> bool:
    """Whether they joined and nobody has let them in yet. An imported account has been here: only
    who came for it waits."""
    return user.waits_since is not None and user.external_ref is None


def can_list(viewer: Viewer, user: User) -> Verdict:
    """Find somebody in the directory. Search engines are guests, and some asked them not to."""
    shown = not user.is_bot and (viewer.is_authenticated or not user.is_unlisted)
    return can_read(viewer, user) if shown else NOT_FOUND


def listed(viewer: Viewer) -> ColumnElement[bool]:
    asked = true() if viewer.is_authenticated else User.is_unlisted.is_(False)
    return and_(readable(viewer), User.is_bot.is_(False), asked)


def known_groups(viewer: Viewer) -> ColumnElement[bool]:
    """Groups whose members one may look for: hidden ones only from inside, and by the team."""
    if viewer.is_staff:
        return true()
    return or_(Group.is_hidden.is_(False), Group.id.in_(viewer.group_ids))


def can_see_activity(viewer: Viewer, user: User) -> Verdict:
    """See gathered on one page, counted and summed up, what somebody does here."""
    if not user.hides_activity or viewer.is_staff or (viewer.id and viewer.id == user.id):
        return ALLOW
    return deny(_("This member keeps their activity to themselves."))


def can_see_presence(viewer: Viewer, user: User) -> Verdict:
    """See when somebody was last here: members, unless they would rather not."""
    if not viewer.is_authenticated:
        return deny(_("Please sign in first."))
    if user.hides_presence and not viewer.is_staff and viewer.id != user.id:
        return deny(_("This member does not show when they are here."))
    return ALLOW


def present(viewer: Viewer) -> ColumnElement[bool]:
    """Whose presence the viewer may sort and filter by: the same for all, the team included."""
    return User.hides_presence.is_(False) if viewer.is_authenticated else false()
