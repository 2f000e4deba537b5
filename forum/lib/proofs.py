"""The word in a letter's link to a statement: good for one statement and one purpose, no login.

Signed with a secret of the statement's own, so that no word leads to another one. How long it is
good is a matter of the statement, which says until when.
"""

import base64
import hashlib
import hmac
import re

READ, APPEAL = "read", "appeal"  # what a word is good for; one is never good for the other
_WORD = re.compile(r"([1-9][0-9]{0,9})\.(read|appeal)\.([A-Za-z0-9_-]{27})")
_SIGNED = 20  # bytes


def make(secret: str, key: str, statement_id: int, purpose: str) -> str:
    """`key` is the statement's own secret; `purpose` READ or APPEAL."""
    return f"{statement_id}.{purpose}.{_signature(secret, key, statement_id, purpose)}"


def parse(word: str) -> tuple[int, str] | None:
    """(statement, purpose) that the word says; whether it is true, `holds` knows."""
    found = _WORD.fullmatch(word)
    if found is None or int(found[1]) >= 2**31:
        return None
    return int(found[1]), found[2]


def holds(secret: str, key: str, word: str, purpose: str) -> bool:
    """Whether the word was made with this key for this purpose."""
    found = parse(word)
    return found is not None and found[1] == purpose and hmac.compare_digest(
        word.rpartition(".")[2], _signature(secret, key, *found)
    )  # fmt: skip


def _signature(secret: str, key: str, statement_id: int, purpose: str) -> str:
    message = f"statement:{purpose}:{statement_id}".encode()
    signed = hmac.digest(f"{secret}:{key}".encode(), message, hashlib.sha256)[:_SIGNED]
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")
