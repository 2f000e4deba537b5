"""E-mail addresses: one way to write each, so that one address is one account."""

import re
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email

LONGEST = 254  # RFC 5321, with the brackets taken off
MOST_POINTS = 4  # of bounces; from here on an address gets nothing (features.md §4.4)
FORGOTTEN = timedelta(days=30)  # after which a bounce counts no more


# Whatever somebody could take for an address in a log: with %40 for the "@", of a host without a
# dot or in brackets, with quotation marks before the "@".
_LOCAL = (
    r'(?:"(?:[^"\\\r\n]|\\.){1,64}"'  # "maya stone"@example.org
    r'|%22(?:(?!%22)[^\s"<>@]){1,90}%22'
    r'|[^\s"<>()\[\]:;,@]{1,64})'
)
_HOST = r"(?:\[[^\]\s]{1,64}\]|%5B[^\s%]{1,64}%5D|[\w-]{1,63}(?:\.[\w-]{1,63}){0,8})"
_ANY = re.compile(rf"({_LOCAL})(@|%(?:25)*40)({_HOST})", re.IGNORECASE)


def normalised(text: str) -> str | None:
    """The address as it is stored and compared (small letters, ASCII host); None when it is none.

    Quoted local parts, letters beyond ASCII before the "@", and hosts without a dot are refused:
    each is legal somewhere and a way to look like somebody else everywhere (T67). Nothing is asked
    of the network.
    """
    if len(text) > LONGEST + 2:
        return None
    try:
        found = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        return None
    address = (found.ascii_email or found.normalized).casefold()
    return address if len(address) <= LONGEST else None


def domain(text: str) -> str | None:
    """A domain as it stands in a normalised address, an "@" before it or not; None: it is none."""
    address = normalised(f"a@{text.strip().removeprefix('@')}")
    return host(address) if address else None


def host(address: str) -> str:
    """What stands after the "@" of a normalised address."""
    return address.rpartition("@")[2]


def masked(address: str) -> str:
    """`maya@example.org` as `m•••@example.org`: enough to recognise one's own."""
    local, _, host = address.partition("@")
    return f"{local[:1]}•••@{host}"


def concealed(text: str) -> str:
    """`text` with every address in it masked, also as it stands in an address of a page (%40), and
    those that could be none of a member's: rather one too many."""
    return _ANY.sub(lambda found: f"{_first(found[1])}•••@{found[3]}", text)


def _first(local: str) -> str:
    """The first letter of what stands before the "@", without marks around it."""
    return re.sub(r"^(?:%22|[\"'])+", "", local)[:1]
