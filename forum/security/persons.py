"""What a provider of accounts answers: where to go, who came back, and what was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass


class Unproven(Exception):  # noqa: N818
    """It is not shown who somebody is. `kind` is "denied" (they said no there), "away" (the
    provider does not answer), "busy" (too many are being asked for) or "wrong"; the message is for
    the log, and never holds a secret."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the browser goes, and what it keeps until it is back."""

    address: str
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a provider knows them: (`issuer`, `subject`) is them, and nothing else is."""

    issuer: str
    subject: str
    name: str = ""  # what might become a handle
    display_name: str = ""
    email: str = ""
    is_confirmed: bool = False  # the provider says that the address is theirs
    groups: tuple[str, ...] = ()
    is_strong: bool = False  # they showed a second factor there
    shown_at: int | None = None  # seconds since 1970: when they last showed who they are
