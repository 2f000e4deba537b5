"""Cursors: where in a list the next page begins, as one opaque word for an address.

A cursor is not a secret and not a permission. It only says "after this row", so it is not signed;
the query that reads it shows what the viewer may read, whatever the cursor says.
"""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

Value = int | str | datetime | None

LONGEST = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# What a 64-bit column can hold: a larger number in a comparison is an error on PostgreSQL.
_LARGEST = 2**63 - 1
_WORD = re.compile(r"[A-Za-z0-9_-]+")


def encode(*values: Value) -> str:
    """One word that holds `values`. Raises ValueError past 200 characters or 64 bits."""
    plain = [_plain(value) for value in values]
    data = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    word = base64.urlsafe_b64encode(data).decode().rstrip("=")
    if len(word) > LONGEST:
        raise ValueError(f"a cursor has at most {LONGEST} characters, this one {len(word)}")
    return word


def decode(
    text: str | None, *types: type[int] | type[str] | type[datetime]
) -> tuple[Any, ...] | None:
    """The values that `text` holds, one for each of `types`, or None when it holds anything else.

    Never raises. None stands in any place for a column that was empty; times are UTC.
    """
    if not text or len(text) > LONGEST or not _WORD.fullmatch(text):
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
        if not isinstance(plain, list) or len(plain) != len(types):
            return None
        return tuple(_typed(value, kind) for value, kind in zip(plain, types, strict=True))
    except (ValueError, OverflowError, RecursionError):
        return None


def _plain(value: Value) -> int | str | None:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) - _EPOCH) // _MICROSECOND
    if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
        raise ValueError("a cursor holds numbers of at most 64 bits")
    return value


def _typed(value: object, kind: type) -> Value:
    if value is None:
        return None
    if kind is str:
        if isinstance(value, str) and "\0" not in value and value.isprintable():
            return value
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST:
        return _EPOCH + value * _MICROSECOND if kind is datetime else value
    raise ValueError(f"this is no {kind.__name__}")
