"""Passkeys, in the shape Flask-Security's WebAuthn support asks for."""

from flask_security import WebAuthnMixin
from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id
from forum.models.users import User


class Passkey(WebAuthnMixin, Model):
    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2048))
    sign_count: Mapped[Count]
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    extensions: Mapped[str | None] = mapped_column(String(255))
    backup_state: Mapped[Flag]
    device_type: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    create_datetime: Mapped[Created]
    lastuse_datetime: Mapped[Created]

    user: Mapped[User] = relationship(back_populates="webauthn", lazy="raise_on_sql")
