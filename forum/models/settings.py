"""What an admin has decided. The declared list of all settings is in `forum.settings`."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Line


class SettingValue(Model):
    name: Mapped[Line] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[Created]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
