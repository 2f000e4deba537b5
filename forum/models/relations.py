"""What members decide about each other: following, muting, blocking."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Moment, Short


class Follow(Model):
    """`user_id` wants to hear what `followed_id` starts."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    followed_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    created_at: Mapped[Created]


class Distance(Model):
    """`user_id` keeps away from `other_id`.

    "mute": no notification from them, and their posts are folded. "block": that, and they can
    neither mention, write to nor follow this member. Staff can be muted, never blocked.
    """

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    kind: Mapped[Short]  # mute, block
    until: Mapped[Moment | None]  # none: until taken back
    created_at: Mapped[Created]
