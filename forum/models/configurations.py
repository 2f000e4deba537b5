"""What the configuration was before a file was applied, so that it can be had back."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Id, Line, UserId

LONGEST = 2_000_000  # characters of a file


class Configuration(Model):
    """As a file, TOML. The newest is what a roll-back applies."""

    id: Mapped[Id]
    body: Mapped[str] = mapped_column(String(LONGEST))
    note: Mapped[Line] = mapped_column(default="")  # the file that came after it
    made_by_id: Mapped[UserId]
    created_at: Mapped[Created]
