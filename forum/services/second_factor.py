"""The second factor of an account: codes from an app, and recovery codes for when it is gone."""

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from forum import limits
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import User, Viewer
from forum.policies import accounts as policy
from forum.security import codes
from forum.services import accounts, jobs, sessions, tokens
from forum.services.sessions import Device, Entry


def enter(actor: Viewer, user: User, code: str, device: Device, keep: bool) -> Entry:
    """Let `user` in, who has shown the password already, with a code from the app or from paper.

    Wrong codes are counted for the account, from wherever they come: a code is only six digits.
    """
    require(policy.can_sign_in(actor))
    if seconds := limits.take("code.account", user.id):
        raise limits.TooMany(_("Too many wrong codes. Please wait before trying again."), seconds)
    if not (_use_code(user, code) or _use_recovery_code(user, code)):
        raise Refused(_("This code is wrong, too old or already used."), "code")
    limits.forget("code.account", user.id)
    return sessions.open_for(user, device, keep, is_strong=True)


def enable(
    actor: Viewer, user: User, secret: str, code: str, password: str, device: Device
) -> tuple[Entry, list[str]]:
    """Ask for codes from an app from now on. Gives the recovery codes, which are shown once."""
    require(policy.can_change(actor, user))
    accounts.check_password(actor, user, password)
    counter = codes.counter(code, secret, None)
    if counter is None:
        raise Refused(
            _("This code is not right. Is the clock on your device set correctly?"), "code"
        )
    user.tf_primary_method, user.tf_totp_secret = codes.METHOD, secret
    user.tf_last_counter = counter
    shown = _replace_codes(user)
    _changed(user, "two-factor-on")
    return sessions.renew(actor, user, device), shown


def disable(actor: Viewer, user: User, password: str, device: Device) -> Entry:
    """Let the password be enough again."""
    require(policy.can_change(actor, user))
    accounts.check_password(actor, user, password)
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None
    sessions.weaken(user)
    _changed(user, "two-factor-off")
    return sessions.renew(actor, user, device)


def replace_codes(actor: Viewer, user: User, password: str) -> list[str]:
    """Ten new recovery codes; the old ones are worthless. They are shown once."""
    require(policy.can_change(actor, user))
    accounts.check_password(actor, user, password)
    if not user.tf_primary_method:
        raise Refused(_("There is no second factor to recover."))
    shown = _replace_codes(user)
    _changed(user, "recovery-codes")
    return shown


def _use_code(user: User, code: str) -> bool:
    """Whether it is right and newer than the last one used; of two at once, one is."""
    counter = codes.counter(code, user.tf_totp_secret or "", user.tf_last_counter)
    if counter is None:
        return False
    newer = or_(User.tf_last_counter.is_(None), User.tf_last_counter < counter)
    used = db.session.execute(
        update(User).where(User.id == user.id, newer).values(tf_last_counter=counter)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    db.session.refresh(user)
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _use_recovery_code(user: User, code: str) -> bool:
    """Whether it is one of the account's, which it then is no more. Others wait meanwhile."""
    locked = db.session.scalars(
        select(User).where(User.id == user.id).with_for_update()
        .execution_options(populate_existing=True)
    ).one()  # fmt: skip
    found, left = codes.hashed(code), list(locked.mf_recovery_codes or ())
    if found not in left:
        return False
    left.remove(found)
    locked.mf_recovery_codes = left
    jobs.enqueue("mail.notice", user_id=user.id, what="recovery-code-used", to=user.email)
    db.session.flush()
    return True


def _replace_codes(user: User) -> list[str]:
    shown = codes.recovery_codes()
    user.mf_recovery_codes = [codes.hashed(code) for code in shown]
    return shown


def _changed(user: User, what: str) -> None:
    tokens.void(user, user)
    jobs.enqueue("mail.notice", user_id=user.id, what=what, to=user.email)
