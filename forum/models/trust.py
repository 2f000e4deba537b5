"""What trust levels are computed from, and why any member has any level or badge."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Id, Long, Short, UserId


class Visit(Model):
    """One member on one day, as the server itself saw it; what trust levels are computed from."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # in UTC
    threads_opened: Mapped[Count]  # different threads opened for the first time
    posts_read: Mapped[Count]  # numbers passed over for the first time
    seconds_reading: Mapped[Count]  # between one sign of reading and the next, 5 minutes at most
    last_at: Mapped[Created]  # the last such sign

    __table_args__ = (Index("ix_visit_day", "day"),)


class LedgerEntry(Model):
    """Why a member has or lost a badge or a level. Lines are added, never changed."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    kind: Mapped[Short]  # badge, level
    what: Mapped[str] = mapped_column(String(80))  # the badge's slug; "2" for level 2
    change: Mapped[Short]  # granted, revoked, expired; raised, lowered, locked, released
    reason: Mapped[Long] = mapped_column(default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # metric: value found
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # none: by rule
    created_at: Mapped[Created]
