"""On whose behalf something is done at the moment: the number of a request, and the job if any.

What a request starts carries its number: the answer, an error page, each line of the log, the jobs
it asks for and the jobs those ask for.
"""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

NO_ROUTE = "none"  # nothing answers at this address
_SANE = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(slots=True)
class Cause:
    """`route` is the name of what answers, never an address; `job` its kind and its row."""

    number: str
    job: str = ""
    route: str = NO_ROUTE
    statements: int = 0
    is_kept: bool = False


_now: ContextVar[Cause | None] = ContextVar("forum_cause", default=None)


def begin(number: str, job: str = "") -> Cause:
    """From here on this thread works for this; an empty number means that no request asked."""
    cause = Cause(number, job)
    _now.set(cause)
    return cause


def end() -> None:
    _now.set(None)


def current() -> Cause | None:
    return _now.get()


def number() -> str:
    """The number of the request that is behind this, or ""."""
    cause = _now.get()
    return cause.number if cause else ""


def new() -> str:
    """16 hexadecimal digits."""
    return secrets.token_hex(8)


def sane(said: str) -> str:
    """What a proxy calls the request, if it is short and can be written anywhere; else ""."""
    return said if _SANE.fullmatch(said) else ""
