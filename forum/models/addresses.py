"""Addresses of another forum, or of earlier days, and where they lead now."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Id


class Address(Model):
    """`path` without scheme and host, e.g. `/t/62/3`, `/u/name`, `/c/7`. One target is set."""

    id: Mapped[Id]
    path: Mapped[str] = mapped_column(String(200), unique=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
