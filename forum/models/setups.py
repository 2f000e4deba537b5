"""Whether the community still waits to be founded: one row, from the first start on."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Moment

ONLY = 1  # the id of the one row


class Setup(Model):
    """Without a row nothing waits: the community came about by commands, or long ago.

    Once `finished_at` is set it stays, whatever becomes of the members (T48).
    """

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), default="")
    token_until: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Created]
