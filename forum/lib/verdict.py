"""The answer a policy gives: yes, no and why, or "there is no such thing" (to you)."""

from dataclasses import dataclass, replace
from typing import cast


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str = ""
    hidden: bool = False
    gone: bool = False  # it was here once, and everybody may know
    thread_id: int = 0  # of what is gone, where it was theirs: they are shown why
    asks: str = ""  # what one can do about it at once: "guidelines", accept them

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Verdict(True)
NOT_FOUND = Verdict(False, "There is nothing here.", hidden=True)
GONE = Verdict(False, "This was here once and has been removed.", hidden=True, gone=True)


def gone_from(thread_id: int) -> Verdict:
    """It was here and is gone, to whom it belonged."""
    return replace(GONE, thread_id=thread_id)


def deny(reason: object, asks: str = "") -> Verdict:
    """No, and why. The reason may be a lazily translated text; most are never read."""
    return Verdict(False, cast("str", reason), asks=asks)


class Denied(Exception):  # noqa: N818 - it is an answer, not a mistake
    """Raised by `require`; the web door turns it into a 403 or a 404."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict.reason))
        self.verdict = verdict


class Asked(Denied):
    """Denied until the person has done what the verdict asks, which the answer offers."""


def require(verdict: Verdict) -> None:
    if not verdict:
        raise Asked(verdict) if verdict.asks else Denied(verdict)


class Refused(Exception):  # noqa: N818
    """A verb cannot do what was asked: a sentence for the person, and the field it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else was faster. Nothing was written."""
