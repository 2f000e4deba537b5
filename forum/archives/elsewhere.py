"""What an archive from elsewhere says and no page of ours would have taken: settings that cannot
be, addresses that run something, colours that are none.

A backup of one's own is not looked at this way: it comes back as it was.
"""

import re
from collections.abc import Callable
from typing import Any

from forum import settings, storage
from forum.services import setting_values

Row = dict[str, Any]
_RUNS = re.compile(r"(?:javascript|data|vbscript):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20]")  # by browsers, in front of an address and within
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def looked_at(table: str, row: Row) -> Row | None:
    """The row as it may come in; None: not at all. Raises ValueError for what spoils the whole."""
    look = _LOOKS.get(table)
    return look(row) if look is not None else row


def _setting(row: Row) -> Row | None:
    """One that is not declared does nothing, and another version may know it."""
    return row if setting_values.is_possible(row["name"], row["value"]) else None


def _change(row: Row) -> Row:
    """A line of the history, which can be undone."""
    for side in ("before", "after"):
        said = row.get(side)
        if not isinstance(said, dict):
            row[side] = {}
        elif "value" in said and not setting_values.is_possible(row["name"], said["value"]):
            row[side] = {"hidden": True}
    return row


def _draft(row: Row) -> Row:
    values = row["values"] if isinstance(row.get("values"), dict) else {}
    row["values"] = {
        name: value
        for name, value in values.items()
        if name in settings.BY_NAME and setting_values.is_possible(name, value)
    }
    return row


def _coloured(row: Row) -> Row:
    if not _COLOUR.fullmatch(row.get("colour") or ""):
        row["colour"] = "#4c6b5a"
    return row


def _addressed(column: str) -> Callable[[Row], Row]:
    def look(row: Row) -> Row:
        if _RUNS.match(_IGNORED.sub("", row.get(column) or "")):
            row[column] = ""
        return row

    return look


def _stored(row: Row) -> Row:
    for column in ("path", "thumb_path"):
        if row.get(column) and not storage.is_key(row[column]):
            raise ValueError(f"{row[column][:80]!r} is no place of a file")
    return row


_LOOKS: dict[str, Callable[[Row], Row | None]] = {
    "setting_value": _setting,
    "setting_change": _change,
    "look_draft": _draft,
    "category": _coloured,
    "user": _addressed("website"),
    "profile_value": _addressed("value"),
    "upload": _stored,
}
