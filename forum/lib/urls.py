"""Which addresses may stand behind a link: one strict pattern, asked wherever a link is made."""

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

MAX_LENGTH: Final = 2_000  # characters; longer ones are cut by browsers and mail programs

# RFC 3986's characters without the quote. No white space, control, quote, back-tick or backslash
# can pass, which is what the known ways around protocol filters need.
_CHARACTER = r"[A-Za-z0-9\-._~:/?#\[\]@!$&()*+,;=%]"
# No "user:password@" in front of the host: `https://bank.example@evil.example` reads as the bank.
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.\-]{0,251}[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]{2,45}\])"
_WEB = rf"https?://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#]{_CHARACTER}*)?"
_MAIL = r"mailto:[A-Za-z0-9.!#$%&*+/=?_~\-]{1,64}@[A-Za-z0-9.\-]{1,253}(?:\?[A-Za-z0-9.%&=+_~\-]*)?"
_ROOTED = rf"/(?!/){_CHARACTER}*"
_FRAGMENT = rf"#{_CHARACTER}*"

_ADDRESS = re.compile(rf"(?i:{_WEB}|{_MAIL})|{_ROOTED}|{_FRAGMENT}", re.ASCII)
_EXTERNAL = re.compile(rf"(?i:{_WEB})", re.ASCII)


def is_safe(address: str) -> bool:
    """Whether a page may link to `address`: http, https, mailto, a rooted path or a fragment.

    Letters beyond ASCII have to be encoded first (punycode in the host, percent in the rest).
    """
    return len(address) <= MAX_LENGTH and _ADDRESS.fullmatch(address) is not None


def is_web(address: str) -> bool:
    """Whether `address` is a safe http or https address with a host."""
    return len(address) <= MAX_LENGTH and _EXTERNAL.fullmatch(address) is not None


def host(address: str) -> str:
    """The host of a web address in lower case with its port if it names one, else ""."""
    if not is_web(address):
        return ""
    return urlsplit(address).netloc.lower().rstrip(".")


def absolute(address: str, base: str) -> str:
    """`address` as seen from outside: a rooted path gets the scheme and host of `base`."""
    return urljoin(base, address) if address.startswith("/") else address
