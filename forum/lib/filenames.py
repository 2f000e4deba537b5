"""What a file is called when it is offered again: by its sender's name, made harmless."""

import re
import unicodedata

LONGEST = 80
_LONGEST_READ = 1_000
# Not letters of a name: what paths, shells, headers and Windows give a meaning.
_SPECIAL = re.compile(r"""[\x00-\x1f\x7f/\\:*?"'`<>|;&$%#{}\[\]^~!=,+@\s]+""")
_ENDING = re.compile(r"[A-Za-z0-9]{1,10}")
# Names of devices on Windows, whatever ending follows.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)


def ending(name: str) -> str:
    """What follows the last dot of `name` in small letters, "" when that is no ending."""
    found = name[-_LONGEST_READ:].rpartition(".")
    return found[2].lower() if found[1] and _ENDING.fullmatch(found[2]) else ""


def harmless(name: str, as_: str | None = None) -> str:
    """`name` without a path, invisible characters or signs that anything gives a meaning.

    At most 80 characters, never empty, with exactly one dot: the one before its ending. `as_` is
    the ending it gets, whatever it had, because the file was found to be of that type.
    """
    given = unicodedata.normalize(
        "NFC", name[-_LONGEST_READ:].replace("\\", "/").rsplit("/", 1)[-1]
    )
    had = ending(given)
    stem = given[: len(given) - len(had) - 1] if had else given
    seen = "".join(c for c in stem if unicodedata.category(c)[0] != "C")
    plain = re.sub(r"[-.]{2,}|\.", "-", _SPECIAL.sub("-", seen)).strip("-._ ")
    last = had if as_ is None else as_
    plain = plain[: LONGEST - len(last) - 1].rstrip("-._ ") or "file"
    if _DEVICE.match(plain):
        plain = f"file-{plain}"
    return f"{plain}.{last}" if last else plain
