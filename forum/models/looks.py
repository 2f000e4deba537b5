"""A draft of the looks. What is published are settings."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Id


class LookDraft(Model):
    """The one there is. `values` are settings by name; what is not in it is as published."""

    id: Mapped[Id]
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[Count]  # raised by every change; of two who save at once one is first
    changed_at: Mapped[Created]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
