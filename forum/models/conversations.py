"""Private conversations and the team's shared inbox. No query of threads or posts meets them."""

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Line, Moment, SafeHtml, Short, UserId
from forum.models.posts import LONGEST_BODY


class Conversation(Model):
    """Between members ("private"), or between a member and the team ("team")."""

    id: Mapped[Id]
    kind: Mapped[Short] = mapped_column(default="private")
    title: Mapped[Line] = mapped_column(default="")
    starter_id: Mapped[UserId]
    state: Mapped[Short] = mapped_column(default="open")  # of the team's: open, waiting, solved
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))  # what it continues
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))  # a direct line
    highest_number: Mapped[Count]
    created_at: Mapped[Created]
    last_message_at: Mapped[Created]

    __table_args__ = (Index("ix_conversation_inbox", "kind", "state", "last_message_at", "id"),)


class Participant(Model):
    """Somebody is in a conversation. Nobody sees how far another has read."""

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    last_read_number: Mapped[Count]
    is_muted: Mapped[Flag]
    joined_at: Mapped[Created]
    left_at: Mapped[Moment | None]
    last_message_at: Mapped[Created]  # the conversation's, here for one index over both

    __table_args__ = (
        Index("ix_participant_newest", "user_id", "left_at", "last_message_at", "conversation_id"),
    )


class Message(Model):
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    number: Mapped[int]
    author_id: Mapped[UserId]
    author_capacity: Mapped[Short] = mapped_column(default="member")
    author_byline: Mapped[Line] = mapped_column(default="")
    body: Mapped[str] = mapped_column(String(LONGEST_BODY))
    html: Mapped[Markup] = mapped_column(SafeHtml)
    html_version: Mapped[Count]
    is_erased: Mapped[Flag]
    submission_key: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[Created]

    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        UniqueConstraint("author_id", "submission_key"),
    )


class MessageUpload(Model):
    """A message shows or offers a file."""

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), primary_key=True, index=True)


class MessageReport(Model):
    """A participant showed a message to the staff: only what is reported becomes readable."""

    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    reporter_id: Mapped[UserId]
    reason: Mapped[str] = mapped_column(String(1000), default="")
    snapshot: Mapped[str] = mapped_column(String(LONGEST_BODY))
    read_at: Mapped[Moment | None]  # when staff first opened it; each opening is in the staff log
    created_at: Mapped[Created]

    __table_args__ = (UniqueConstraint("message_id", "reporter_id"),)
