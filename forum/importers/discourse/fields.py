"""Reads single fields out of somebody else's JSON: of the right type, clean, and not endless."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]

LARGEST_NUMBER = 2**31 - 1  # what an integer column of both databases holds
# PostgreSQL stores no NUL, and UTF-8 no half of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"\s+")


class Missing(Exception):  # noqa: N818 - it becomes a line of the report
    """A field without which the record cannot be read."""


def text(record: Json, name: str) -> str:
    """The text in a field; "" when there is none. Line ends are \\n."""
    value = record.get(name)
    if not isinstance(value, str):
        return ""
    return _UNSTORABLE.sub("\ufffd", value).replace("\r\n", "\n").replace("\r", "\n")


def line(record: Json, name: str, longest: int = 255) -> str:
    """The text in a field as one line of at most `longest` characters."""
    return _LINE_BREAKS.sub(" ", text(record, name)).strip()[:longest]


def number(record: Json, name: str, lowest: int = 0) -> int | None:
    """The whole number in a field, or None when it holds none between `lowest` and 2³¹ - 1."""
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if lowest <= value <= LARGEST_NUMBER else None


def count(record: Json, name: str) -> int:
    """The number in a field, 0 when there is none."""
    return number(record, name) or 0


def needed(record: Json, name: str, lowest: int = 0) -> int:
    """The number in a field. Raises `Missing`."""
    value = number(record, name, lowest)
    if value is None:
        raise Missing(f"it has no {name}")
    return value


def moment(record: Json, name: str) -> datetime | None:
    """The time in a field, in UTC; None when there is none or it cannot be read."""
    value = record.get(name)
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def flag(record: Json, name: str) -> bool:
    return record.get(name) is True


def records(record: Json, name: str) -> list[Json]:
    """The objects of a list in a field; what is no object is left out."""
    value = record.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def record(of: Json, name: str) -> Json:
    """The object in a field, empty when there is none."""
    value = of.get(name)
    return value if isinstance(value, dict) else {}
