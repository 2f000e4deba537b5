"""What members may decide about each other: following, muting, blocking; and who is heard.

Being blocked is told to nobody: what a blocked person does looks as if it had been done, and
reaches nobody. So no policy here asks whether the actor is blocked; `hears` and its kin do, where
something would reach the one who blocks.
"""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Distance, Follow, User, Viewer
from forum.models.columns import utcnow

CHOICES = ("everyone", "followed", "nobody")  # who may mention me, and write to me


def can_choose(actor: Viewer) -> Verdict:
    """Have a list of people at all."""
    return ALLOW if actor.is_authenticated else deny(_("Please sign in first."))


def can_follow(actor: Viewer, user: User) -> Verdict:
    verdict = _can_meet(actor, user)
    return deny(_("Your account is suspended.")) if verdict and actor.is_suspended else verdict


def can_unfollow(actor: Viewer, user: User) -> Verdict:
    return _can_meet(actor, user)


def can_mute(actor: Viewer, user: User) -> Verdict:
    """Everybody, the team included."""
    return _can_meet(actor, user)


def can_block(actor: Viewer, user: User) -> Verdict:
    """Everybody but those who run the community: they have to be able to say something."""
    verdict = _can_meet(actor, user)
    if verdict and is_team(user):
        return deny(_("People who run this community cannot be blocked. You can mute them."))
    return verdict


def can_part(actor: Viewer, user: User) -> Verdict:
    """Take muting or blocking back."""
    return _can_meet(actor, user)


def is_team(user: Viewer) -> bool:
    """Reads `user.group_ids`."""
    return bool(user.is_staff or user.is_moderator or user.byline)


def _can_meet(actor: Viewer, user: User) -> Verdict:
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    if not user.active:
        return NOT_FOUND
    return deny(_("This is yourself.")) if actor.id == user.id else ALLOW


# --- what reaches whom: conditions on User, for those who tell and write ------------------------


def still() -> ColumnElement[bool]:
    """A muting or blocking that is not over."""
    return or_(Distance.until.is_(None), Distance.until > utcnow())


def hears(actor: Viewer) -> ColumnElement[bool]:
    """Members who keep no distance from `actor`: what `actor` does may be told to them.

    Posts of the team can be folded; that the team says something is told to everybody.
    """
    return true() if is_team(actor) else ~_keeps_away(actor, ("mute", "block"))


def blocked_by(actor: Viewer) -> Select[Any]:
    """Ids of those whose following does nothing."""
    return select(Distance.other_id).where(
        Distance.user_id == actor.id, Distance.kind == "block", still()
    )


def mentionable(actor: Viewer) -> ColumnElement[bool]:
    """Members who are told when `actor` mentions them."""
    return and_(hears(actor), _chosen(actor, User.mentions_from))


def writable(actor: Viewer) -> ColumnElement[bool]:
    """Members to whom `actor` may begin to write in private."""
    if is_team(actor):
        return true()
    return and_(~_keeps_away(actor, ("block",)), _chosen(actor, User.messages_from))


def offers_writing(actor: Viewer) -> ColumnElement[bool]:
    """Members on whose pages `actor` finds a button to write to them: by what these chose for all,
    whether they block `actor` or not, since a page that changed would tell of it."""
    return _chosen(actor, User.messages_from)


def _keeps_away(actor: Viewer, kinds: tuple[str, ...]) -> ColumnElement[bool]:
    away = (Distance.user_id == User.id, Distance.other_id == actor.id)
    return exists(select(1).where(*away, Distance.kind.in_(kinds), still()))


def _chosen(actor: Viewer, column: Any) -> ColumnElement[bool]:
    """Whether the choice in `column` lets `actor` through; the team always comes through."""
    if is_team(actor):
        return true()
    wanted = exists(select(1).where(Follow.user_id == User.id, Follow.followed_id == actor.id))
    return or_(column == "everyone", and_(column == "followed", wanted))
