"""What failed in plugins: how often, when last, and what; never a word of a member."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Line, Short


class SeamFailure(Model):
    """`seam` is where: "listener post_created", "outlet home.rail"."""

    plugin: Mapped[Short] = mapped_column(primary_key=True)
    seam: Mapped[Line] = mapped_column(primary_key=True)
    count: Mapped[Count]
    last_at: Mapped[Created]
    error: Mapped[str] = mapped_column(String(200), default="")
