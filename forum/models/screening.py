"""What is looked at before it is published: watched words, and edits that wait."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Line, Long, Moment, Short, Title, UserId

WORD_ACTIONS = ("block", "hold", "flag", "replace", "link", "warn")


class WatchedWord(Model):
    """A word or pattern, and what happens to a text that has it."""

    id: Mapped[Id]
    text: Mapped[str] = mapped_column(String(200))
    is_pattern: Mapped[Flag]  # a regular expression of RE2, which takes linear time
    action: Mapped[Short]
    replacement: Mapped[Title] = mapped_column(default="")  # words, or an address for "link"
    message: Mapped[Long] = mapped_column(default="")  # to the author, for "block" and "warn"
    is_enabled: Mapped[bool] = mapped_column(default=True)
    hit_count: Mapped[Count]
    creator_id: Mapped[UserId]
    created_at: Mapped[Created]
    note: Mapped[Line] = mapped_column(default="")


class HeldEdit(Model):
    """An edit that waits for a moderator; the post stays as it is until then."""

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), unique=True)
    editor_id: Mapped[UserId]
    version: Mapped[Count]  # of the post that was edited
    body: Mapped[str] = mapped_column(String(100_000))
    title: Mapped[Title | None]
    kind: Mapped[Short | None]
    tags: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[Created]
    noticed_at: Mapped[Moment | None]
