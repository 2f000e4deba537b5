"""Signing in and out. Who is signed in is a row here, and nothing else."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from forum import limits
from forum.extensions import db
from forum.lib import emails, names, networks, tokens
from forum.lib.verdict import Refused, require
from forum.models import ApiToken, MemberSession, User, Viewer
from forum.models.columns import utcnow
from forum.policies import accounts as policy
from forum.queries.accounts import Candidate
from forum.security import passwords

KEPT, NOT_KEPT = timedelta(days=60), timedelta(days=1)  # "keep me signed in", and without it


@dataclass(frozen=True, slots=True)
class Device:
    """The browser that asks: its network address and what it calls itself."""

    address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the browser is to carry from now on. Without a `token` a second factor is missing, or
    (`is_leaving`) the word of somebody who has asked to leave that they stay."""

    uniquifier: str
    token: str | None
    is_kept: bool
    is_leaving: bool = False


def sign_in(
    actor: Viewer, found: Candidate | None, identity: str, password: str, device: Device,
    keep: bool = False,
) -> Entry:  # fmt: skip
    """Sign somebody in who knows the password of the account that was `found` for `identity`.

    The same sentence, the same work and the same limits whether there is such an account or not.
    Asks the database nothing before the hash is computed, so that nobody waits for that.
    """
    require(policy.can_sign_in(actor))
    require(policy.can_use_password(actor))
    _count(found, identity, device)
    is_right = passwords.matches(password, found.password if found else None)
    if found is None or not is_right:
        raise Refused(_("This name or e-mail address and password do not match."))
    user = db.session.scalars(select(User).where(User.id == found.user_id)).one()
    limits.forget("sign-in.pair", _who(found, identity), _place(device))
    if user.tf_primary_method:
        return Entry(user.fs_uniquifier, None, keep)
    return open_for(user, device, keep)


def open_for(actor: User, device: Device, keep: bool = False, is_strong: bool = False) -> Entry:
    """A session for `actor`, who has just shown who they are; none for who is leaving.
    `is_strong`: a provider says that they showed a second factor there."""
    require(policy.can_enter(actor))
    return _open(actor, device, keep, is_strong)


def _open(actor: User, device: Device, keep: bool, is_strong: bool = False) -> Entry:
    if not actor.active:
        return Entry(actor.fs_uniquifier, None, keep, is_leaving=True)
    now, token = utcnow(), tokens.new()
    db.session.add(
        MemberSession(
            user_id=actor.id, token_hash=tokens.hashed(token), is_persistent=keep,
            expires_at=now + (KEPT if keep else NOT_KEPT), address=device.address[:45],
            user_agent=device.user_agent[:300], is_strong=is_strong,
        )
    )  # fmt: skip
    actor.last_seen_at = now
    db.session.flush()
    return Entry(actor.fs_uniquifier, token, keep)


def renew(actor: Viewer, user: User, device: Device) -> Entry:
    """End all sessions of `user`, who asks, and begin a new one for this browser."""
    require(policy.can_change(actor, user))
    now = db.session.execute(
        select(MemberSession.is_persistent, MemberSession.is_strong)
        .where(MemberSession.id == actor.session_id)
    ).one_or_none()  # fmt: skip
    end_all(actor, user)
    return _open(user, device, *(now or (False, False)))


def strengthen(actor: User) -> None:
    """A second factor was shown in the session in which `actor` asks."""
    require(policy.can_change(actor, actor))
    mine = update(MemberSession).where(MemberSession.id == (actor.session_id or 0))
    db.session.execute(mine.values(is_strong=True))


def weaken(actor: User) -> None:
    """`actor` has a second factor no more: what was shown in their sessions counts no longer."""
    require(policy.can_change(actor, actor))
    mine = update(MemberSession).where(MemberSession.user_id == actor.id)
    db.session.execute(mine.values(is_strong=False))


def end_all(actor: Viewer, user: User) -> None:
    """Sign `user` out everywhere: after new credentials, new roles, or at their own wish.

    The account's mark in the cookies changes as well, so that a cookie is worthless twice over.
    Programs that act as them, or whose tokens they made, end too.
    """
    require(policy.can_end_sessions(actor, user))
    _revoke(MemberSession.user_id == user.id)
    of_theirs = or_(ApiToken.user_id == user.id, ApiToken.creator_id == user.id)
    live = update(ApiToken).where(of_theirs, ApiToken.revoked_at.is_(None))
    db.session.execute(live.values(revoked_at=utcnow()))
    user.fs_uniquifier = tokens.new()
    db.session.flush()


def sign_out(actor: Viewer) -> None:
    """End the session of the browser that asks. Nothing happens to somebody who has none."""
    require(policy.can_sign_in(actor))
    _revoke(MemberSession.id == (actor.session_id or 0))


def revoke(actor: Viewer, user: User, session: MemberSession) -> None:
    """End one of one's own sessions."""
    require(policy.can_change(actor, user))
    _revoke(MemberSession.id == session.id, MemberSession.user_id == user.id)


def _revoke(*which: object) -> None:
    live = [*which, MemberSession.revoked_at.is_(None)]
    db.session.execute(update(MemberSession).where(*live).values(revoked_at=utcnow()))  # type: ignore[arg-type]


def _count(found: Candidate | None, identity: str, device: Device) -> None:
    """Raise TooMany when this was tried too often.

    Wrong passwords for one account are counted for each address and, from addresses it was never
    signed in from, all together: guessing from many places ends, and nobody can lock its owner out
    of the places where they usually are.
    """
    place, who = _place(device), _who(found, identity)
    seconds = limits.take("sign-in.address", place) or limits.take("sign-in.pair", who, place)
    if not seconds and (found is None or place not in found.known):
        seconds = limits.take("sign-in.account", who)
    if seconds:
        raise limits.TooMany(_("Too many attempts. Please wait a few minutes."), seconds)


def _who(found: Candidate | None, identity: str) -> str:
    """Under what the tries for an account are counted: the same however it was written (T60)."""
    if found is not None:
        return f"user {found.user_id}"
    return f"typed {emails.normalised(identity) or names.skeleton(identity)}"


def _place(device: Device) -> str:
    return networks.bucket(device.address)
