"""Hashes that chain the lines of a log: each is made of the line and of the hash before it.

A line's words are in the hash as a digest with a salt. So they can be taken out later, when
somebody has a right to that, and the chain still shows that nothing else was changed.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any


def words(salt: str, note: str, details: Any) -> str:
    """The digest of what a line says, in hexadecimal. `details` is JSON."""
    said = json.dumps([salt, note, details], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def line(before: str, number: int, created_at: datetime, *facts: str | int | None) -> str:
    """The hash of a line, in hexadecimal: `before` is that of the line before it, "" of the first.

    `facts` are who, what and whom, in one order for ever, and the digest of the words.
    """
    moment = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    whole = json.dumps([before, number, moment, *facts], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()
