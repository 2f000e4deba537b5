"""Network addresses as limits count them."""

from ipaddress import IPv6Address, ip_address


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
