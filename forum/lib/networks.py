"""Network addresses as limits count them."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

LEAST_BITS = {4: 8, 6: 19}  # wider than that is half of the world


def bucket(address: str | None) -> str:
    """Everybody who shares a limit: an IPv4 address, or the /64 that one IPv6 customer owns (T62).

    An IPv4 address written as an IPv6 one is the same address. What is no address is one bucket.
    """
    try:
        found = ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return str(found)


def network(text: str) -> IPv4Network | IPv6Network | None:
    """A range as somebody types it: an address, or one with a slash. None when it is none, or so
    wide that it would keep out half of the world."""
    try:
        found = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    return found if found.prefixlen >= LEAST_BITS[found.version] else None


def is_within(address: str, ranges: Iterable[str]) -> bool:
    """Whether the address is in one of these ranges; what is no address is in none."""
    try:
        found = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in each for each in map(network, ranges) if each is not None)


def with_loopback_named(inner: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI application to which this machine's IPv6 address is called localhost: its IPv4 address
    and its name are trusted too, and Werkzeug's list of trusted hosts holds none with a colon."""

    def named(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        host = environ.get("HTTP_HOST", "")
        if host == "[::1]" or host.startswith("[::1]:"):
            environ["HTTP_HOST"] = f"localhost{host.removeprefix('[::1]')}"
        return inner(environ, start_response)

    return named
