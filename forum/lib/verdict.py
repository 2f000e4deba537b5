"""The answer a policy gives: yes, no and why, or "there is no such thing" (to you)."""

from dataclasses import dataclass
from typing import cast


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str = ""
    hidden: bool = False
    gone: bool = False  # it was here once, and everybody may know

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Verdict(True)
NOT_FOUND = Verdict(False, "There is nothing here.", hidden=True)
GONE = Verdict(False, "This was here once and has been removed.", hidden=True, gone=True)


def deny(reason: object) -> Verdict:
    """No, and why. The reason may be a lazily translated text; most are never read."""
    return Verdict(False, cast("str", reason))


class Denied(Exception):  # noqa: N818 - it is an answer, not a mistake
    """Raised by `require`; the web door turns it into a 403 or a 404."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict.reason))
        self.verdict = verdict


def require(verdict: Verdict) -> None:
    if not verdict:
        raise Denied(verdict)


class Refused(Exception):  # noqa: N818
    """A verb cannot do what was asked: a sentence for the person, and the field it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else was faster. Nothing was written."""
