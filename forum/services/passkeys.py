"""Passkeys of an account: making, using and removing them."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import tokens as lib_tokens
from forum.lib.verdict import NOT_FOUND, Conflict, Denied, Refused, require
from forum.models import Passkey, User, Viewer
from forum.models.columns import utcnow
from forum.policies import accounts as policy
from forum.queries import accounts as queries
from forum.security import passkeys
from forum.services import accounts, jobs, sessions, tokens
from forum.services.sessions import Device, Entry

_LIFETIME = timedelta(minutes=5)  # of a challenge
MOST = 20  # passkeys of one account


def ask(actor: Viewer) -> dict[str, Any]:
    """A new challenge to whichever passkey somebody has: the same for everybody who asks."""
    require(policy.can_sign_in(actor))
    challenge = tokens.issue(actor, None, "passkey", lifetime=_LIFETIME)
    return passkeys.to_get(challenge)


def sign_in(actor: Viewer, credential: str, device: Device, keep: bool = False) -> Entry:
    """Let in whoever's passkey answered. It has checked its holder, so no code is asked for."""
    require(policy.can_sign_in(actor))
    require(policy.can_use_password(actor))
    try:
        found = _answered(actor, credential)
    except passkeys.Wrong as error:
        raise Refused(_("This passkey does not open any account here.")) from error
    user = db.session.scalars(select(User).where(User.id == found.user_id)).one()
    return sessions.open_for(user, device, keep, is_strong=True)


def confirm(actor: User, credential: str) -> None:
    """Show once more who one is, with a passkey of one's own instead of the password.

    It counts in this session, for five minutes, until the account's credentials are changed.
    """
    require(policy.can_change(actor, actor))
    try:
        if _answered(actor, credential).user_id != actor.id or actor.session_id is None:
            raise passkeys.Wrong
    except passkeys.Wrong as error:
        raise Refused(_("This is not a passkey of your account.")) from error
    sessions.strengthen(actor)
    mark = queries.confirmed_in(actor, actor.session_id)
    tokens.issue(actor, actor, "confirmed", token=mark, lifetime=_LIFETIME)


def _answered(actor: Viewer, credential: str) -> Passkey:
    """The passkey that answered a challenge of ours, which is used up. Raises Wrong."""
    answer = passkeys.read(credential)
    found: Passkey | None = db.session.scalar(
        select(Passkey).where(Passkey.credential_id == answer.credential_id).with_for_update()
    )
    if not tokens.use(actor, "passkey", answer.challenge) or found is None:
        raise passkeys.Wrong
    found.sign_count = passkeys.checked(
        credential, answer.challenge, found.public_key, found.sign_count
    )
    found.lastuse_datetime = utcnow()
    return found


def ask_for_new(actor: Viewer, user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey for `user`."""
    require(policy.can_change(actor, user))
    if user.fs_webauthn_user_handle is None:
        user.fs_webauthn_user_handle = lib_tokens.new(256)
    challenge = tokens.issue(actor, user, "passkey-new", lifetime=_LIFETIME)
    present = db.session.scalars(select(Passkey.credential_id).where(Passkey.user_id == user.id))
    return passkeys.to_create(
        challenge, user.fs_webauthn_user_handle, user.name, user.display_name, list(present)
    )


def add(actor: Viewer, user: User, credential: str, name: str, password: str) -> Passkey:
    """Keep a passkey that the browser has just made. The owner is told by mail."""
    require(policy.can_change(actor, user))
    accounts.check_password(actor, user, password)
    try:
        challenge = passkeys.challenge_of(credential)
        if not tokens.use(actor, "passkey-new", challenge):
            raise passkeys.Wrong
        made = passkeys.made(credential, challenge)
    except passkeys.Wrong as error:
        raise Refused(_("The browser did not make a passkey. Please try again.")) from error
    present = db.session.scalars(select(Passkey.id).where(Passkey.user_id == user.id)).all()
    if len(present) >= MOST:
        raise Refused(_("You have enough passkeys. Remove one first."))
    added = Passkey(
        user_id=user.id, credential_id=made.credential_id, public_key=made.public_key,
        sign_count=made.sign_count, backup_state=made.is_synced, device_type=made.device_type,
        transports=made.transports, usage="first", name=name or _("Passkey"),
    )  # fmt: skip
    db.session.add(added)
    database.flush_or_raise(Conflict(_("This passkey is already registered.")))
    sessions.strengthen(user)
    _changed(user, "passkey-added")
    return added


def remove(actor: Viewer, user: User, passkey_id: int, password: str) -> None:
    """Forget a passkey of one's own."""
    require(policy.can_change(actor, user))
    accounts.check_password(actor, user, password)
    found = db.session.scalar(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user.id)
    )
    if found is None:
        raise Denied(NOT_FOUND)
    db.session.delete(found)
    db.session.flush()
    if not queries.passkeys(user):
        sessions.weaken(user)
    _changed(user, "passkey-removed")


def _changed(user: User, what: str) -> None:
    tokens.void(user, user)
    jobs.enqueue("mail.notice", user_id=user.id, what=what, to=user.email)
