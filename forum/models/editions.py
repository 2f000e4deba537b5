"""What came along with the program and was taken by the community, as it was then."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Moment, Short

GUIDELINES = "guidelines"


class KnownEdition(Model):
    """The edition of a set that the community began with, took over later, or has looked at and
    left. What a newer one changes is told against it."""

    name: Mapped[Short] = mapped_column(primary_key=True)  # guidelines
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(16))
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # in that language
    known_at: Mapped[Moment]
    known_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # none: the operator
