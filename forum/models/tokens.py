"""What somebody was sent by mail, or shown once, and may come back with. Only hashes are stored."""

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Line, Moment, Short


class AccountToken(Model):
    """Good once, for one purpose, until it expires. A newer one for the same purpose replaces it.

    `user_id` is empty for a challenge to a passkey: who answers is known only afterwards.
    """

    id: Mapped[Id]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    purpose: Mapped[Short]  # reset, email, claim, passkey, provider, identity, way-in
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")  # the new one, for "email"
    created_at: Mapped[Created]
    expires_at: Mapped[Moment] = mapped_column(index=True)

    __table_args__ = (Index("ix_account_token_user_id_purpose", "user_id", "purpose"),)


class SignUp(Model):
    """Somebody who asked to join and has not confirmed the e-mail address yet.

    Not an account: it takes no name away from anybody, and it is made for an address that has an
    account as well, so that nothing tells whether there is one.
    """

    id: Mapped[Id]
    name: Mapped[Short]
    email: Mapped[str] = mapped_column(String(254), index=True)
    password: Mapped[str] = mapped_column(String(255))
    guideline_version_id: Mapped[int | None] = mapped_column(ForeignKey("guideline_version.id"))
    invite_id: Mapped[int | None] = mapped_column(ForeignKey("invite.id"))
    campaign: Mapped[Line] = mapped_column(default="")  # one of the labels that admins declared
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # by ProfileField.id
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[Created]
    expires_at: Mapped[Moment] = mapped_column(index=True)
