"""Who is not let in: e-mail addresses and domains, network ranges and names."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Line, Moment, Short, UserId

DOOR_KINDS = ("email", "domain", "range", "name")


class DoorRule(Model):
    """One thing that nobody joins with. `text` is as it is compared; `until`: none, for good."""

    id: Mapped[Id]
    kind: Mapped[Short]
    text: Mapped[str] = mapped_column(String(254))
    note: Mapped[Line] = mapped_column(default="")  # for colleagues
    until: Mapped[Moment | None]
    creator_id: Mapped[UserId]
    created_at: Mapped[Created]

    __table_args__ = (UniqueConstraint("kind", "text"),)
