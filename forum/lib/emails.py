"""E-mail addresses: one way to write each, so that one address is one account."""

from email_validator import EmailNotValidError, validate_email

LONGEST = 254  # RFC 5321, with the brackets taken off


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
