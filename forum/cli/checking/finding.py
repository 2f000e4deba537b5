"""One thing that was looked at."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` was looked at, what is `said` of it, and the `advice` if something should be done."""

    kind: Literal["good", "note", "bad"]
    what: str
    said: str
    advice: str = ""


def good(what: str, said: str) -> Finding:
    return Finding("good", what, said)


def note(what: str, said: str, advice: str = "") -> Finding:
    """Not wrong as such, but somebody should know."""
    return Finding("note", what, said, advice)


def bad(what: str, said: str, advice: str = "") -> Finding:
    return Finding("bad", what, said, advice)
