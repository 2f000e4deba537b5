"""Badges: what members are recognised for, and who has been."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Long, Moment, Short, UserId


class Badge(Model):
    """Something a member can be recognised for."""

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    description: Mapped[Long] = mapped_column(default="")
    tier: Mapped[Short] = mapped_column(default="bronze")  # bronze, silver, gold
    grouping: Mapped[Short] = mapped_column(default="other")  # starting, helping, community, other
    icon: Mapped[str] = mapped_column(String(64))  # of static/img/badges.svg
    # {"all": [{"metric": "answers", "at_least": 5, "days": 90}, …]}; none: given by hand
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    is_enabled: Mapped[bool] = mapped_column(default=True)
    is_taken_back: Mapped[Flag]  # revoked by the nightly pass when the rule is no longer met
    is_title: Mapped[Flag]  # its name may stand beside the member's
    is_shipped: Mapped[Flag]
    holder_count: Mapped[Count]
    position: Mapped[Count]
    created_at: Mapped[Created]


class BadgeGrant(Model):
    """A member has a badge, or had it."""

    id: Mapped[Id]
    badge_id: Mapped[int] = mapped_column(ForeignKey("badge.id"))
    user_id: Mapped[UserId]
    granted_at: Mapped[Created]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # none: by rule
    reason: Mapped[Long] = mapped_column(default="")
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    until: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    revoked_reason: Mapped[Long] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("badge_id", "user_id"),
        Index("ix_badge_grant_badge_newest", "badge_id", "revoked_at", "granted_at", "id"),
    )
