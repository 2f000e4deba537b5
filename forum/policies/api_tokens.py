"""Tokens of programs: who makes which, sees them, ends them."""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import ApiToken, GroupMember, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS


def can_make(actor: Viewer) -> Verdict:
    """Make a token that acts as oneself: a member in good standing, in person."""
    if not actor.is_authenticated or not isinstance(actor, User):
        return deny(_("Please sign in first."))
    if not actor.active or actor.waits_since is not None or actor.is_suspended:
        return deny(_("Your account cannot have tokens at the moment."))
    return ALLOW


def can_arrange(actor: Viewer) -> Verdict:
    """Make tokens for applications, see and end all of these."""
    if not actor.is_admin or actor.is_suspended:
        return deny(_("Only admins can do that."))
    return can_make(actor)


def can_act_as(actor: Viewer, user: User) -> Verdict:
    """Let an application act as `user`: oneself, or an account of software. Nobody gets into
    somebody else's messages by making a token for them."""
    if user.id == actor.id:
        return ALLOW
    if user.is_bot and user.active:
        return ALLOW
    return deny(_("A token acts as its maker or as a software account, never as anybody else."))


def can_read(viewer: Viewer, token: ApiToken) -> Verdict:
    if viewer.is_authenticated and token.kind == "personal" and token.user_id == viewer.id:
        return ALLOW
    if token.kind == "application" and can_arrange(viewer):
        return ALLOW
    return NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    mine = (ApiToken.kind == "personal") & (ApiToken.user_id == viewer.id)
    if not viewer.is_authenticated:
        return false()
    return or_(mine, ApiToken.kind == "application") if can_arrange(viewer) else mine


def can_revoke(actor: Viewer, token: ApiToken) -> Verdict:
    """End it. Everybody who may see it, whatever their standing: it only takes away."""
    return can_read(actor, token)


def may_act(now: Any = None) -> ColumnElement[bool]:
    """Accounts as which programs act: who is suspended, leaving or at the door is none of them.
    `now` may be a parameter of a statement that is put together once."""
    now = utcnow() if now is None else now
    return and_(
        User.active.is_(True), User.waits_since.is_(None), User.terminated_at.is_(None),
        or_(User.suspended_until.is_(None), User.suspended_until <= now),
    )  # fmt: skip


def is_good(now: Any = None) -> ColumnElement[bool]:
    """Tokens that are neither over nor taken back. An application's ends with its maker's office
    as well: they know the secret. `now` as in `may_act`."""
    now = utcnow() if now is None else now
    maker, office = aliased(User), aliased(GroupMember)
    still_admin = select(office.user_id).where(
        office.user_id == ApiToken.creator_id, office.group_id == ADMINS,
        or_(office.until.is_(None), office.until > now),
    )  # fmt: skip
    good_maker = select(maker.id).where(
        maker.id == ApiToken.creator_id, maker.active.is_(True), maker.terminated_at.is_(None),
        or_(maker.suspended_until.is_(None), maker.suspended_until <= now),
    )  # fmt: skip
    return and_(
        ApiToken.revoked_at.is_(None),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
        or_(ApiToken.kind == "personal", still_admin.exists() & good_maker.exists()),
    )


def can_forget(actor: Viewer) -> Verdict:
    """The forum itself, behind its jobs."""
    return ALLOW if actor.is_authenticated and not isinstance(actor, User) else NOT_FOUND
