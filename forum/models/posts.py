"""Posts, what they were before they were edited, and what they point to."""

from markupsafe import Markup
from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.extensions import Model
from forum.models.columns import (
    Count,
    Created,
    ExternalRef,
    Flag,
    Id,
    Line,
    Moment,
    SafeHtml,
    Short,
    UserId,
)
from forum.models.threads import Thread
from forum.models.users import User

LONGEST_BODY = 100_000  # what other forums let through; here `posts.longest` decides


class Post(Model):
    id: Mapped[Id]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    number: Mapped[int]  # 1, 2, 3 … within the thread; the thread's first post is number 1
    author_id: Mapped[UserId]
    author_capacity: Mapped[Short] = mapped_column(default="member")  # frozen at publication
    author_byline: Mapped[Line] = mapped_column(default="")  # likewise
    house_name: Mapped[Line] = mapped_column(default="")  # likewise: the brand, which announces
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    body: Mapped[str] = mapped_column(String(LONGEST_BODY))
    html: Mapped[Markup] = mapped_column(SafeHtml)
    html_version: Mapped[Count]
    has_math: Mapped[Flag]
    state: Mapped[Short] = mapped_column(default="visible")
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    deleted_at: Mapped[Moment | None]
    created_at: Mapped[Created]
    edited_at: Mapped[Moment | None]
    edit_count: Mapped[Count]
    version: Mapped[Count]  # raised by every change; an edit says which one it read
    is_continued: Mapped[Flag]  # privately, by the team with its author (community.md K2)
    is_locked: Mapped[Flag]  # its author cannot edit it
    is_official: Mapped[Flag]  # the brand's position, not only somebody's of the brand (B1)
    reply_count: Mapped[Count]
    reaction_count: Mapped[Count]
    submission_key: Mapped[str | None] = mapped_column(String(64))  # a repeated request posts once
    external_ref: Mapped[ExternalRef]

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    author: Mapped[User] = relationship(foreign_keys="Post.author_id", lazy="raise_on_sql")
    reply_to: Mapped["Post | None"] = relationship(remote_side="Post.id", lazy="raise_on_sql")

    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("author_id", "submission_key"),
        Index("ix_post_author_newest", "author_id", "state", "created_at", "id"),
        Index("ix_post_newest", "state", "created_at", "id"),
    )


class Revision(Model):
    """One edit: what a post (and, for a first post, its thread) was before and after."""

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    number: Mapped[int]  # 2 for the first edit: version 1 is the post as published
    editor_id: Mapped[UserId]
    before: Mapped[dict[str, str]] = mapped_column(JSON)  # only what changed: body, title, tags …
    after: Mapped[dict[str, str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(200), default="")
    is_hidden: Mapped[Flag]
    created_at: Mapped[Created]

    editor: Mapped[User] = relationship(lazy="raise_on_sql")

    __table_args__ = (UniqueConstraint("post_id", "number"),)


class Draft(Model):
    """What somebody has typed and not sent. `sequence` keeps a stale tab from bringing it back."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    key: Mapped[str] = mapped_column(String(64))  # "thread:42", "post:7" (an edit), "new"
    sequence: Mapped[Count]
    # None: sent or thrown away.
    payload: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    updated_at: Mapped[Created]

    __table_args__ = (UniqueConstraint("user_id", "key"),)


class PostUpload(Model):
    """A post shows or offers a file."""

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), primary_key=True, index=True)


class Upload(Model):
    """A file somebody sent. Its key cannot be guessed; who may have it is asked each time."""

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    uploader_id: Mapped[UserId]
    purpose: Mapped[Short] = mapped_column(default="post")  # post or avatar
    name: Mapped[Line]
    mime: Mapped[Line]
    size: Mapped[int]  # bytes
    width: Mapped[int | None]
    height: Mapped[int | None]
    path: Mapped[str] = mapped_column(String(200))  # in the storage
    thumb_path: Mapped[str | None] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Created]

    __table_args__ = (Index("ix_upload_quota", "uploader_id", "created_at"),)
