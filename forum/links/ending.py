"""The end of an address: what is asked for there."""

from urllib.parse import urlencode


def query(pairs: dict[str, str | int | None]) -> str:
    """ "?a=1" of what has a value; "" of nothing."""
    found = {name: value for name, value in pairs.items() if value not in (None, "")}
    return "?" + urlencode(found) if found else ""
