"""The table of releases."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.models import Thread, User
from forum.models.columns import Created, Id, Moment, SafeHtml
from forum.plugins import tables_of

Base: Any = tables_of("releases")


class Release(Base):
    """`thread_id` is where it is talked about, once it was announced."""

    __tablename__ = "plugin_releases_release"

    id: Mapped[Id]
    product: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(40))
    released_on: Mapped[date]
    notes: Mapped[str] = mapped_column(String(10_000))
    html: Mapped[str] = mapped_column(SafeHtml)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey(Thread.id, ondelete="SET NULL"))
    announced_at: Mapped[Moment | None]
    created_at: Mapped[Created]

    __table_args__ = (UniqueConstraint("product", "version"),)
