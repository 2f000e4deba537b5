"""Secrets that are handed out: made from the system's randomness, kept as hashes."""

import hashlib
import hmac
import secrets


def new(bits: int = 160) -> str:
    """A token with at least `bits` random bits, of letters, digits, "-" and "_"."""
    return secrets.token_urlsafe((bits + 7) // 8)


def hashed(token: str) -> str:
    """What is stored of a token: its SHA-256 in hexadecimal, 64 characters.

    Enough for random tokens, not for passwords. Any text has a hash, broken Unicode from a JSON
    body included.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(hashed(one), hashed(other))
