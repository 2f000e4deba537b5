"""Threads: a title, a category, and a numbered run of posts."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.extensions import Model
from forum.models.categories import Category
from forum.models.columns import (
    Count,
    Created,
    ExternalRef,
    Flag,
    Id,
    Line,
    Moment,
    Short,
    Title,
    UserId,
)
from forum.models.users import User

KINDS = ("discussion", "question", "announcement")
STATES = ("visible", "pending", "hidden", "removed", "deleted")
PIN_SCOPES = ("", "category", "everywhere")


class Thread(Model):
    """All counters count visible posts and change in SQL, in the verb that changes the posts."""

    id: Mapped[Id]
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    author_id: Mapped[UserId]
    author_capacity: Mapped[Short] = mapped_column(default="member")
    author_byline: Mapped[Line] = mapped_column(default="")  # of the first post, as the next
    house_name: Mapped[Line] = mapped_column(default="")
    title: Mapped[Title]
    slug: Mapped[str] = mapped_column(String(80))
    kind: Mapped[Short] = mapped_column(default="discussion")
    state: Mapped[Short] = mapped_column(default="visible")
    audience: Mapped[Short] = mapped_column(default="category")
    excerpt: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[Count]  # raised by every change to the thread itself
    created_at: Mapped[Created]
    external_ref: Mapped[ExternalRef]

    highest_number: Mapped[Count]  # the last number given to a post; never goes down
    post_count: Mapped[Count]
    reaction_count: Mapped[Count]
    view_count: Mapped[Count]
    last_post_at: Mapped[Created]
    last_poster_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    last_poster_capacity: Mapped[Short] = mapped_column(default="member")

    is_closed: Mapped[Flag]
    closed_until: Mapped[Moment | None]  # then it opens by itself
    slow_seconds: Mapped[Count]  # a member waits this long between two replies; 0: does not
    slow_until: Mapped[Moment | None]
    merged_into_id: Mapped[int | None]  # Thread.id; as below
    event_count: Mapped[Count]  # lines of staff in it: a page without any asks for none
    is_archived: Mapped[Flag]
    pin_scope: Mapped[Short] = mapped_column(default="")
    pinned_at: Mapped[Moment | None]
    pinned_until: Mapped[Moment | None]
    answer_id: Mapped[int | None]  # Post.id; no constraint: posts point to threads already
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    category: Mapped[Category] = relationship(lazy="raise_on_sql")
    author: Mapped[User] = relationship(foreign_keys="Thread.author_id", lazy="raise_on_sql")
    last_poster: Mapped[User] = relationship(
        foreign_keys="Thread.last_poster_id", lazy="raise_on_sql"
    )

    __table_args__ = (
        Index("ix_thread_latest", "state", "last_post_at", "id"),
        Index("ix_thread_category_latest", "category_id", "state", "last_post_at", "id"),
        Index("ix_thread_newest", "state", "created_at", "id"),
        Index("ix_thread_category_newest", "category_id", "state", "created_at", "id"),
        Index("ix_thread_top", "state", "reaction_count", "id"),
        Index("ix_thread_author_latest", "author_id", "state", "last_post_at", "id"),
        Index(
            "ix_thread_pinned",
            "pin_scope",
            "category_id",
            sqlite_where=text("pin_scope <> ''"),
            postgresql_where=text("pin_scope <> ''"),
        ),
        Index("ix_thread_unanswered", "post_count", "state", "last_post_at", "id"),
    )


class PinDismissal(Model):
    """A member does not want to see this pin at the top any more."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    dismissed_at: Mapped[Created]


class ReadPosition(Model):
    """The last number a member has read of a thread."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, index=True)
    last_number: Mapped[Count]
    seconds_reading: Mapped[Count]  # as of Visit, of what was spent in this thread
    read_at: Mapped[Created]


class CategoryRead(Model):
    """When a member said "mark this category read"."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    read_at: Mapped[Created]
