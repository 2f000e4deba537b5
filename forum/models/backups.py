"""Backups that were made or are being made. The files are where FORUM_BACKUP_URL says."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Id, Long, Moment, Short


class Backup(Model):
    """One file with everything. `slot` is 1 while it waits or is being made: one at a time."""

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(200), unique=True)  # cannot be guessed
    slot: Mapped[int | None] = mapped_column(unique=True)
    why: Mapped[Short]  # schedule, hand, upgrade, restore, found
    creator_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Created]
    made_at: Mapped[Moment | None]
    seconds: Mapped[Count]
    size: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes
    row_count: Mapped[int] = mapped_column(BigInteger, default=0)
    file_count: Mapped[Count]
    schema_revision: Mapped[Short] = mapped_column(default="")
    proved_at: Mapped[Moment | None]  # restored into a database of its own, and counted
    error: Mapped[Long] = mapped_column(default="")
