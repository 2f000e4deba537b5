"""What is published as figures, in one way of writing: to be hashed, and as rows for a table."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

# What distinguishes one line of a section from the others; everything else is a number or a date.
_KEYS = frozenset({
    "origin", "ground", "action", "automation", "reason", "label", "source", "by_role", "kind",
    "section", "title", "month", "document", "significance",
})  # fmt: skip


def written(value: Any) -> str:
    """As JSON, the same for the same: keys in order, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    """The SHA-256 of what `written` gives."""
    return hashlib.sha256(written(value).encode()).hexdigest()


def rows(figures: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    """(section, which line of it, what is measured, value), for a table program."""
    for section, found in figures.items():
        for line in found if isinstance(found, list) else [found]:
            if not isinstance(line, Mapping):
                yield section, "", section, line
                continue
            which = " / ".join(str(line[key]) for key in line if key in _KEYS)
            for name, value in line.items():
                if name not in _KEYS:
                    yield section, which, name, value
