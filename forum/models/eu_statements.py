"""Statements for the EU's Transparency Database, after a person has read what would leave."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Moment, Short


class EuStatement(Model):
    """What is said of one statement, word for word; or that it is left out."""

    id: Mapped[Id]
    # None once the statement itself is gone (docs/data.md).
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), unique=True)
    state: Mapped[Short]  # approved or left-out
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # none: not held
    approved_at: Mapped[Created]
    file: Mapped[int | None] = mapped_column(index=True)  # its number; a hundred stand in one
    filed_at: Mapped[Moment | None]
