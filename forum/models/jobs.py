"""Work to do after a transaction, saved with it."""

from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Id, Line, Moment


class Job(Model):
    """Exists if and only if its cause was committed. What keeps failing is kept, with its error."""

    id: Mapped[Id]
    name: Mapped[Line]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    unique_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    attempts: Mapped[Count]
    run_at: Mapped[Created]
    claimed_until: Mapped[Moment | None]
    failed_at: Mapped[Moment | None]  # given up; can be run again by hand
    error: Mapped[str] = mapped_column(String(2000), default="")
    request_number: Mapped[str | None] = mapped_column(String(64))  # of who asked; lib/causes.py
    created_at: Mapped[Created]

    __table_args__ = (Index("ix_job_due", "failed_at", "run_at", "id"),)
