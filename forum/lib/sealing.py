"""Secrets that have to be used again, and so cannot be hashes: sealed with the server's key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


def seal(key: str, purpose: str, text: str) -> str:
    """`text`, readable to who has the server's `key` alone."""
    return _of(key, purpose).encrypt(text.encode()).decode()


def unsealed(key: str, purpose: str, sealed: str) -> str | None:
    """The text again; None when it was sealed with another key, or for another purpose."""
    try:
        return _of(key, purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        return None


def _of(key: str, purpose: str) -> Fernet:
    digest = hashlib.sha256(f"{purpose}\0{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
