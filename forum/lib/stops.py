"""The word in a letter's link that stops letters: good for one person and one thing, not a login.

Signed with a key of that person's: with another key all their links are void.
"""

import base64
import hashlib
import hmac
import re

_WORD = re.compile(r"([1-9][0-9]{0,9})\.([a-z_]{1,32}|t[1-9][0-9]{0,9})\.([A-Za-z0-9_-]{27})")
_SIGNED = 20  # bytes


def make(secret: str, key: str, user_id: int, what: str) -> str:
    """`what` is "t42" (a thread), the name of an event, or "digest"."""
    return f"{user_id}.{what}.{_signature(secret, key, user_id, what)}"


def parse(word: str) -> tuple[int, str] | None:
    """(whose, what) that the word says; whether it is true, `holds` knows."""
    found = _WORD.fullmatch(word)
    if found is None or int(found[1]) >= 2**31:
        return None
    return int(found[1]), found[2]


def holds(secret: str, key: str | None, word: str) -> bool:
    """Whether the word was made with this key."""
    found = parse(word)
    return bool(key) and found is not None and hmac.compare_digest(
        word.rpartition(".")[2], _signature(secret, key or "", *found)
    )  # fmt: skip


def _signature(secret: str, key: str, user_id: int, what: str) -> str:
    message = f"stop letters:{user_id}:{what}".encode()
    signed = hmac.digest(f"{secret}:{key}".encode(), message, hashlib.sha256)[:_SIGNED]
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")
