"""Reactions: the kinds an admin offers, who gave which, and how many there are."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Moment, Short


class ReactionKind(Model):
    key: Mapped[Short] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(64))
    position: Mapped[Count]
    is_offered: Mapped[bool] = mapped_column(default=True)


class Reaction(Model):
    """One of each kind per member and post: that is the primary key."""

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(ForeignKey("reaction_kind.key"), primary_key=True)
    created_at: Mapped[Created]
    # It looked like gaming and counts for no score; the reader still sees it (community.md §3.6).
    voided_at: Mapped[Moment | None]
    voided_reason: Mapped[Short] = mapped_column(default="")

    __table_args__ = (Index("ix_reaction_user_newest", "user_id", "created_at", "post_id"),)


class ReactionCount(Model):
    """How many reactions of a kind a post has. `from_elsewhere` were imported without givers."""

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(ForeignKey("reaction_kind.key"), primary_key=True)
    count: Mapped[Count]
    from_elsewhere: Mapped[Count]
