"""The table of registered products."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.models import User
from forum.models.columns import Created, Id
from forum.plugins import tables_of

Base: Any = tables_of("serials")


class Unit(Base):
    """A product that a member has. A serial number belongs to one of them only."""

    __tablename__ = "plugin_serials_unit"

    id: Mapped[Id]
    serial: Mapped[str] = mapped_column(String(40), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    registered_at: Mapped[Created]
