"""What an admin has decided. The declared list of all settings is in `forum.settings`."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Line, Short


class SettingValue(Model):
    name: Mapped[Line] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[Created]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class SettingChange(Model):
    """A line of the history: {} is the default, {"value": v} a value, {"hidden": true} a secret."""

    id: Mapped[Id]
    batch: Mapped[Short] = mapped_column(index=True)  # what was saved together
    name: Mapped[Line] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[Created]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("setting_change.id"))
