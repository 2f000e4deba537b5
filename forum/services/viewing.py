"""An admin looks at the forum as somebody else: read-only, for half an hour, written down."""

from flask_babel import gettext as _

from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Group, StaffAction, User, Viewer
from forum.policies import structure as policy

MINUTES = 30


def as_member(actor: Viewer, user: User) -> None:
    """As somebody who may what this member may. `user` has their groups."""
    require(policy.can_view_as(actor))
    if not (verdict := policy.can_be_looked_as(actor, user.group_ids)):
        raise Refused(str(verdict.reason), "name")
    if user.erased_at is not None or not user.active:
        raise Refused(_("This account no longer exists."), "name")
    _log(actor, user_id=user.id, said="member")


def as_group(actor: Viewer, group: Group) -> None:
    """As a member who is in this group, and in no other that is joined by decision."""
    require(policy.can_view_as(actor))
    if not (verdict := policy.can_be_looked_as(actor, frozenset({group.id}))):
        raise Refused(str(verdict.reason), "group")
    _log(actor, said=group.slug)


def as_guest(actor: Viewer) -> None:
    require(policy.can_view_as(actor))
    _log(actor, said="guest")


def ended(actor: Viewer, said: str) -> None:
    """They look as themselves again. `said`: guest, group or member."""
    require(policy.can_view_as(actor))
    db.session.add(StaffAction(actor_id=actor.id, verb="view-as-end", details={"as": said}))
    db.session.flush()


def _log(actor: Viewer, said: str, user_id: int | None = None) -> None:
    assert isinstance(actor, User)
    details = {"as": said, "minutes": MINUTES}
    db.session.add(StaffAction(actor_id=actor.id, verb="view-as", user_id=user_id, details=details))
    db.session.flush()
