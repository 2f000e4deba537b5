"""Tags: what a thread is about, across categories."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Id, Long


class Tag(Model):
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[Long] = mapped_column(default="")
    thread_count: Mapped[Count]  # visible threads in categories that everyone may see
    created_at: Mapped[Created]


class TagSlug(Model):
    """An address a tag had before it was renamed or merged; it leads to the tag there is now."""

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)


class ThreadTag(Model):
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)
    position: Mapped[Count]

    __table_args__ = (Index("ix_thread_tag_tag_id_thread_id", "tag_id", "thread_id"),)


class CategoryTag(Model):
    """A tag that may be used in a category whose tags are limited."""

    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)
