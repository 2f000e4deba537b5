"""What programs come with, and what they were answered."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Line, Moment, Short, UserId

LONGEST_ANSWER = 600_000  # characters; a post with all its HTML


class ApiToken(Model):
    """A secret by which a program acts as `user_id`. Only its hash is kept.

    A personal one was made by its owner; an application's by an admin, `creator_id`, and acts as
    them or as an account of software.
    """

    id: Mapped[Id]
    kind: Mapped[Short]  # personal, application
    user_id: Mapped[UserId]
    creator_id: Mapped[UserId]
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[Line]  # "read write private": lib.scopes
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))  # nowhere else
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    ending: Mapped[str] = mapped_column(String(4))  # so that its owner knows which it is
    created_at: Mapped[Created]
    expires_at: Mapped[Moment | None]
    last_used_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]


class KeptAnswer(Model):
    """What a request with an Idempotency-Key was answered: the same again gets the same again."""

    id: Mapped[Id]
    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id", ondelete="CASCADE"))
    user_id: Mapped[UserId]
    key_hash: Mapped[str] = mapped_column(String(64))
    request_hash: Mapped[str] = mapped_column(String(64))  # of method, address and body
    status: Mapped[int]
    body: Mapped[str] = mapped_column(String(LONGEST_ANSWER), default="")
    created_at: Mapped[Created]

    __table_args__ = (
        UniqueConstraint("token_id", "key_hash"),
        Index("ix_kept_answer_created_at", "created_at"),
    )
