"""The column shapes every table shares. Every text column has a length."""

from datetime import UTC, datetime
from typing import Annotated, Any

from markupsafe import Markup
from sqlalchemy import DateTime, Dialect, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.orm import mapped_column


def utcnow() -> datetime:
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, timezone-aware, in UTC. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class SafeHtml(TypeDecorator[Markup]):
    """HTML made by `lib.markdown`. Comes back as Markup, so no template needs `|safe`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Markup | None, dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, Markup):
            raise TypeError("only lib.markdown.render may make HTML")
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Markup | None:
        return None if value is None else Markup(value)  # noqa: S704 - what was stored was checked


Id = Annotated[int, mapped_column(primary_key=True)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Created = Annotated[datetime, mapped_column(UtcDateTime, default=utcnow)]
UserId = Annotated[int, mapped_column(ForeignKey("user.id"), index=True)]
Short = Annotated[str, mapped_column(String(32))]
Line = Annotated[str, mapped_column(String(100))]
Title = Annotated[str, mapped_column(String(255))]
Long = Annotated[str, mapped_column(String(1000))]
Count = Annotated[int, mapped_column(default=0, server_default="0")]
Flag = Annotated[bool, mapped_column(default=False)]
# Where something came from and what it was called there; importing twice finds it again.
ExternalRef = Annotated[str | None, mapped_column(String(120), unique=True)]


def fitting(column: Any, value: Any) -> Any:
    """A text as far as its column holds it; anything else as it is."""
    return value[: column.type.length] if isinstance(value, str) else value
