"""What the community writes by mail in its own words, with every version."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Short, UserId


class LetterText(Model):
    """A letter in one language as it once was said. The newest counts; a part that is "" is said
    as the forum says it. Its text is never changed."""

    id: Mapped[Id]
    kind: Mapped[Short]  # one of lib.letter_kinds
    language: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]  # 1, 2, 3 … within its letter and language
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(8_000))
    author_id: Mapped[UserId]
    created_at: Mapped[Created]

    __table_args__ = (UniqueConstraint("kind", "language", "number"),)
