"""Where the people, posts and pages that an archive names are now: what the converters ask."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlsplit

from forum.lib import urls

# What an address may hold as it is. Percent signs stay: what is encoded is not encoded twice.
_KEPT = "%/:?#[]@!$&()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the old forum as it is now: its address here and, where it has one, its title."""

    href: str
    title: str = ""


class Directory(Protocol):
    """Answers in terms of the new forum. None: that has not been brought over."""

    host: str  # of the old forum, "" when the archive does not tell

    def member(self, username: str) -> str | None:
        """The handle of the member who had this username."""

    def post(self, thread: int, number: int) -> tuple[int, int] | None:
        """(thread, number) here of the post with this number in that thread there."""

    def page(self, address: str) -> Page | None:
        """Where an address of the old forum leads now."""


class Nowhere:
    """A directory of nothing: names stay as they are and nothing is found."""

    def __init__(self, host: str = "") -> None:
        self.host = host

    def member(self, username: str) -> str | None:
        return None

    def post(self, thread: int, number: int) -> tuple[int, int] | None:
        return None

    def page(self, address: str) -> Page | None:
        return None


def absolute(address: str, host: str) -> str | None:
    """`address` from a text of the forum at `host` as one that may stand behind a link.

    A rooted one gets the host. None when no link may lead there (`javascript:`, `ftp:` and so on)
    or nothing is known of where it led.
    """
    address = address.strip()
    if address.startswith("//"):
        address = f"https:{address}"
    elif address.startswith("/"):
        address = f"https://{host}{address}" if host else ""
    elif address.startswith("#"):
        return None
    encoded = quote(address, safe=_KEPT)
    return encoded if encoded and _is_safe(address, encoded) else None


def is_of(address: str, host: str) -> bool:
    """Whether `address` is a page of the old forum at `host`."""
    return bool(host) and urls.host(address).removeprefix("www.") == host.removeprefix("www.")


def _is_safe(address: str, encoded: str) -> bool:
    if urls.is_safe(encoded):
        return True
    try:  # a host in other letters: the renderer writes it in ASCII
        split = urlsplit(address)
        ascii_host = split.netloc.encode("idna").decode()
    except (ValueError, UnicodeError):
        return False
    return urls.is_safe(quote(split._replace(netloc=ascii_host).geturl(), safe=_KEPT))
