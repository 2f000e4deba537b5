"""Early information: until when a thread of a programme's room is kept (community.md F4)."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Moment, UserId


class Embargo(Model):
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    until: Mapped[Moment]
    set_by_id: Mapped[UserId]
    created_at: Mapped[Created]  # when it was set, or made longer: everybody accepts it anew
    ended_at: Mapped[Moment | None]  # those who kept it were told that they may speak

    __table_args__ = (Index("ix_embargo_due", "ended_at", "until"),)


class EmbargoReader(Model):
    """Somebody was asked to keep it, and has said that they will."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("embargo.thread_id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    accepted_at: Mapped[Moment | None]
    reminded_at: Mapped[Moment | None]  # once
