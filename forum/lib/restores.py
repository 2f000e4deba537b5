"""A restore that was asked for on a page: a file in the instance folder.

The page leaves it there; the parent of all processes, which alone can end them, takes it. How it
ended lies beside it until the next one, for the page to say: the database was replaced meanwhile.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

_ASKED, _ENDED = "restore-asked.json", "restore-ended.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """`key` is the backup's, `of` when it was made (ISO 8601), `by` the name of who asked. `error`
    is empty while nothing went wrong."""

    key: str
    of: str
    by: str
    error: str = ""

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.of)


def ask(instance: Path, asked: Asked) -> None:
    """Leave it for whoever watches `instance`. The last one counts."""
    _write(instance / _ASKED, asked)


def is_asked(instance: Path) -> bool:
    return (instance / _ASKED).exists()


def take(instance: Path) -> Asked | None:
    """What was asked for, once: it is not there any more afterwards."""
    found = _read(instance / _ASKED)
    (instance / _ASKED).unlink(missing_ok=True)
    return found


def end(instance: Path, asked: Asked) -> None:
    """Keep how it ended."""
    _write(instance / _ENDED, asked)


def last(instance: Path) -> Asked | None:
    """How the last one ended."""
    return _read(instance / _ENDED)


def _write(path: Path, asked: Asked) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(asdict(asked)))
    os.replace(beside, path)


def _read(path: Path) -> Asked | None:
    try:
        return Asked(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None
