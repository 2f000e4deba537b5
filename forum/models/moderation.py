"""The log of what staff did. Lines are added, never changed."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Short, UserId


class StaffAction(Model):
    id: Mapped[Id]
    actor_id: Mapped[UserId]
    verb: Mapped[Short]  # close, open, pin, move, delete …
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(String(1000), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Created]

    __table_args__ = (Index("ix_staff_action_newest", "created_at", "id"),)
