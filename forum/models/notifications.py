"""What members are told, on the site and by mail, and what they want to be told."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Long, Moment, Short

# How closely somebody follows a thread, a category or a tag (features.md §4.4).
MUTED, NORMAL, TRACKING, WATCHING, WATCHING_FIRST = 0, 1, 2, 3, 4


class ThreadLevel(Model):
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    level: Mapped[int]
    is_by_hand: Mapped[Flag]  # chosen; what follows by rule never changes it
    changed_at: Mapped[Created]

    __table_args__ = (Index("ix_thread_level_thread", "thread_id", "level", "user_id"),)


class CategoryLevel(Model):
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    level: Mapped[int]
    changed_at: Mapped[Created]

    __table_args__ = (Index("ix_category_level_category", "category_id", "level", "user_id"),)


class TagLevel(Model):
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)
    level: Mapped[int]
    changed_at: Mapped[Created]

    __table_args__ = (Index("ix_tag_level_tag", "tag_id", "level", "user_id"),)


class Notification(Model):
    """One person is told one thing. It holds ids only: what is shown is asked for when it is shown.

    `group` is what repeats fold into ("thread:42", "reaction:7"); while unread there is one row for
    a person and a group, with a count.
    """

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    event: Mapped[Short]  # reply, mention, quote, reaction, watched, answer, badge, message …
    group: Mapped[str] = mapped_column(String(64))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    badge_id: Mapped[int | None] = mapped_column(ForeignKey("badge.id"))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # never words of others
    count: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Created]  # when it was last added to
    read_at: Mapped[Moment | None]

    __table_args__ = (
        Index("ix_notification_newest", "user_id", "created_at", "id"),
        # While unread there is one row for a person and a group: what comes then is added to it.
        Index(
            "ix_notification_unread",
            "user_id",
            "group",
            unique=True,
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )


class Told(Model):
    """Somebody has been told of this post: one notification for a person and a post, for ever."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, index=True)
    event: Mapped[Short]


class NotificationChoice(Model):
    """What a member chose for one event and one channel; without a row it is as the site says."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    event: Mapped[Short] = mapped_column(primary_key=True)
    channel: Mapped[Short] = mapped_column(primary_key=True)  # site, mail
    is_on: Mapped[bool]


class Mailing(Model):
    """A letter that is to be sent, or was. The key makes a second one of the same impossible."""

    id: Mapped[Id]
    # None: to who has no account, at the address of the statement.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    key: Mapped[str] = mapped_column(
        String(100), unique=True
    )  # "post:9:3" (post, person), "notification:7", "digest:3:2026-47", "statement:5"
    kind: Mapped[Short]  # the event, or digest
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    notification_id: Mapped[int | None] = mapped_column(ForeignKey("notification.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    created_at: Mapped[Created]  # three days later it is given up
    due_at: Mapped[Moment]
    message_id: Mapped[str] = mapped_column(String(200), unique=True)  # the same at every try
    state: Mapped[Short] = mapped_column(default="waiting")  # waiting, sent, dropped, failed
    reason: Mapped[Long] = mapped_column(default="")  # why it was dropped or failed
    tries: Mapped[Count]
    settled_at: Mapped[Moment | None]
    sent_to: Mapped[str | None] = mapped_column(String(260))  # only so much that its owner knows it
    answer: Mapped[str | None] = mapped_column(String(300))  # what the mail server said
    bounce: Mapped[Short | None]  # how it came back: soft, hard, complaint

    __table_args__ = (
        Index("ix_mailing_due", "state", "due_at", "id"),
        Index("ix_mailing_user_day", "user_id", "state", "settled_at"),
    )


class MailAddressHealth(Model):
    """How letters to an address have fared; at 4 points nothing is sent (features.md §4.4)."""

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    points: Mapped[Count]  # a soft bounce is 1, a hard one 2, forgotten after 30 days
    last_bounce_at: Mapped[Moment | None]
    complained_at: Mapped[Moment | None]


class MailReport(Model):
    """A signed report of the mail provider that was taken, so that none is taken twice."""

    id: Mapped[Id]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)  # of the id it came with
    created_at: Mapped[Created]


class Bookmark(Model):
    """A post somebody wants to find again, with a note and, if they like, a reminder."""

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    remind_at: Mapped[Moment | None]
    reminded_at: Mapped[Moment | None]
    created_at: Mapped[Created]

    __table_args__ = (
        UniqueConstraint("user_id", "post_id"),
        Index("ix_bookmark_newest", "user_id", "created_at", "id"),
        Index("ix_bookmark_due", "reminded_at", "remind_at"),
    )
