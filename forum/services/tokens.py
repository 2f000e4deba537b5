"""Links that go out by mail, and challenges: good once, for one purpose, for an hour at most."""

from datetime import timedelta

from sqlalchemy import delete

from forum.extensions import db
from forum.lib import tokens
from forum.lib.verdict import require
from forum.models import AccountToken, User, Viewer
from forum.models.columns import utcnow
from forum.policies import accounts as policy

LIFETIME = timedelta(hours=1)


def issue(
    actor: Viewer, user: User | None, purpose: str, *, email: str = "", token: str = "",
    lifetime: timedelta = LIFETIME,
) -> str:  # fmt: skip
    """A new token, 160 random bits; earlier ones of `user` for the same purpose are void.

    Only its hash is stored, so call this where it is sent from and nowhere before.
    """
    require(policy.can_confirm(actor))
    now, token = utcnow(), token or tokens.new()
    if user is not None:
        db.session.execute(
            delete(AccountToken).where(
                AccountToken.user_id == user.id, AccountToken.purpose == purpose
            )
        )
    db.session.execute(delete(AccountToken).where(AccountToken.expires_at < now))
    db.session.add(
        AccountToken(
            user_id=user.id if user else None, purpose=purpose, email=email,
            token_hash=tokens.hashed(token), created_at=now, expires_at=now + lifetime,
        )
    )  # fmt: skip
    db.session.flush()
    return token


def use(actor: Viewer, purpose: str, token: str) -> bool:
    """Use a token up. True for exactly one of all who come with it, and only in time."""
    require(policy.can_confirm(actor))
    gone = db.session.execute(
        delete(AccountToken).where(
            AccountToken.token_hash == tokens.hashed(token),
            AccountToken.purpose == purpose,
            AccountToken.expires_at > utcnow(),
        )
    )
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def void(actor: Viewer, user: User) -> None:
    """No letter sent to `user` so far is good any more: their credentials have changed."""
    require(policy.can_confirm(actor))
    db.session.execute(delete(AccountToken).where(AccountToken.user_id == user.id))
    user.credentials_changed_at = utcnow()
    db.session.flush()
