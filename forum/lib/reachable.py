"""Where the forum may ask somebody else's server: which addresses, and which of the network's.

An address is taken apart strictly; what is odd about it is refused rather than understood. A
network address is public or refused, and one that is wrapped in another is looked at as both.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
LONGEST = 2_000  # characters of an address
_WRAPPED = IPv6Network("64:ff9b::/96")  # IPv4 behind a translator
_OF_THE_HOST = IPv4Address("168.63.129.16")  # Azure: public by its number, the machine's own host
_LOCAL_TRANSLATION = IPv6Network("64:ff9b:1::/48")
_IN_USE = IPv6Network("2000::/3")  # of IPv6, what is given to anybody
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_ODD = re.compile(r"[\x00-\x20\x7f\\]")


class Unreachable(Exception):  # noqa: N818
    """The forum does not go there, whatever it is asked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: what to connect to, and what to ask for."""

    scheme: str
    host: str
    port: int
    path: str  # with the query

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place(address: str, allowed: Collection[str] = ()) -> Place:
    """Take an address apart. `allowed` are "address:port" that the operator has named.

    Raises Unreachable.
    """
    if len(address) > LONGEST or _ODD.search(address):
        raise Unreachable("this is no address")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Unreachable("this is no address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unreachable("only http and https")
    if "@" in parts.netloc:
        raise Unreachable("no names and passwords in an address")
    host = _host(parts.hostname)
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values() and f"{host}:{port}" not in allowed:
        raise Unreachable("only the ports 80 and 443")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii() or not path.startswith("/"):
        raise Unreachable("this is no address")
    return Place(parts.scheme, host, port, path)


def _host(typed: str) -> str:
    """A name of letters, digits and hyphens, or a network address in its one way of writing."""
    if ":" in typed:
        try:
            return str(IPv6Address(typed))
        except ValueError as error:
            raise Unreachable("this is no address") from error
    if not typed.isascii():
        try:
            typed = typed.encode("idna").decode()
        except UnicodeError as error:
            raise Unreachable("this is no name") from error
        if not typed.startswith("xn--") and ".xn--" not in typed:
            raise Unreachable("this is no name")  # digits and letters in disguise
    labels = typed.lower().rstrip(".").split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(typed) > 253:
        raise Unreachable("this is no name")
    if re.fullmatch(r"0x[0-9a-f]*|\d+", labels[-1]):
        try:
            return str(IPv4Address(".".join(labels)))
        except ValueError as error:
            raise Unreachable("this is no address") from error
    return ".".join(labels)


def judge(found: Iterable[str], port: int, allowed: Collection[str] = ()) -> list[str]:
    """The addresses that a name leads to, when all of them are public. Raises Unreachable."""
    every = list(dict.fromkeys(found))
    if not every:
        raise Unreachable("the name leads nowhere")
    for one in every:
        if f"{one}:{port}" not in allowed and not is_public(one):
            raise Unreachable("this leads into a private network")
    return every


def is_public(text: str) -> bool:
    """Whether anybody on the internet has this address, and everything it is wrapped around."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) for one in (found, *_inside(found)))


def _is_public(found: IPv4Address | IPv6Address) -> bool:
    if isinstance(found, IPv6Address) and (found not in _IN_USE and found not in _WRAPPED):
        return False
    if found in _LOCAL_TRANSLATION if isinstance(found, IPv6Address) else False:
        return False
    if found == _OF_THE_HOST:
        return False
    is_wrapped = isinstance(found, IPv6Address) and found in _WRAPPED
    is_special = found.is_multicast or found.is_reserved or found.is_unspecified
    return is_wrapped or (found.is_global and not is_special)


def _inside(found: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(found, IPv4Address):
        return []
    wrapped = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    if found in _WRAPPED:
        wrapped.append(IPv4Address(int(found) & 0xFFFFFFFF))
    return [one for one in wrapped if one is not None]
