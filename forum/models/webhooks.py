"""Who else is told of what happens here, and what became of each telling."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Line, Moment, UserId


class Webhook(Model):
    """Somebody else's server that is sent events. It reads as a guest does, or as `user_id`."""

    id: Mapped[Id]
    creator_id: Mapped[UserId]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(2000))
    sealed_secret: Mapped[str] = mapped_column(String(500))  # by lib.sealing; shown to nobody
    events: Mapped[list[str]] = mapped_column(JSON, default=list)
    category_ids: Mapped[list[int]] = mapped_column(JSON, default=list)  # none: all
    is_enabled: Mapped[Flag]
    failing_since: Mapped[Moment | None]
    paused_at: Mapped[Moment | None]  # by itself, after it failed for long
    held_since: Mapped[Moment | None]  # what happens waits for who answers for it: queries.webhooks
    created_at: Mapped[Created]


class Delivery(Model):
    """One event for one webhook. What is sent is put together when it leaves, and not kept."""

    id: Mapped[Id]
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40), unique=True)  # the same at each try
    event: Mapped[Line]
    subject: Mapped[dict[str, Any]] = mapped_column(JSON)  # ids
    state: Mapped[Line] = mapped_column(default="waiting")  # waiting, held, sent, failed, withheld
    attempts: Mapped[Count]
    status: Mapped[int | None]
    milliseconds: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(200), default="")
    response: Mapped[str] = mapped_column(String(1000), default="")  # its beginning, for admins
    happened_at: Mapped[Created]
    tried_at: Mapped[Moment | None]

    __table_args__ = (
        Index("ix_delivery_webhook_id", "webhook_id", "id"),
        Index("ix_delivery_happened_at", "happened_at"),
    )
