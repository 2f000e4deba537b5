"""The names of backups' files. They say when and why one was made, for who has only the files."""

import re
import secrets
from datetime import UTC, datetime

_TOLD = re.compile(r"(\d{4}-\d\d-\d\d-\d{4})-(?:(schedule|hand|upgrade|restore)-)?")


def make(at: datetime, why: str) -> str:
    """Another one each time, and nobody guesses it. `at` is in UTC; `why` as in `models.Backup`."""
    return f"{at:%Y-%m-%d-%H%M}-{why}-{secrets.token_hex(16)}.zip"


def read(key: str, now: datetime) -> tuple[datetime, str]:
    """When and why; `now` and "found" where it does not say so. Never later than `now`."""
    if (told := _TOLD.match(key)) is None:
        return now, "found"
    try:
        at = datetime.strptime(told[1], "%Y-%m-%d-%H%M").replace(tzinfo=UTC)
    except ValueError:
        return now, "found"
    return min(at, now), told[2] or "found"
