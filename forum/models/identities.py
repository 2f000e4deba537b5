"""With which accounts of elsewhere a member signs in."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Moment, Short


class Identity(Model):
    """Somebody there, (`issuer`, `subject`), is this member here. One member may have several."""

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    provider: Mapped[Short]  # "oidc", or a plugin's
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    called: Mapped[str] = mapped_column(String(255), default="")  # so that its owner knows it again
    created_at: Mapped[Created]
    last_used_at: Mapped[Moment | None]

    __table_args__ = (UniqueConstraint("issuer", "subject"),)
