"""Passwords: what makes a good one, and their hashes."""

import secrets
import unicodedata

from flask import current_app
from flask_security import hash_password, verify_password

from forum.lib import commonplace
from forum.lib.phrases import N_

SHORTEST, LONGEST = 10, 1_000  # characters

TOO_SHORT = N_("Please choose a password of at least 10 characters.")
TOO_LONG = N_("A password has at most 1,000 characters.")
UNREADABLE = N_("This password contains a character that cannot be typed everywhere.")
COMMON = N_("Many people use this password, so it is tried first. Please choose another.")
OWN_WORDS = N_("Please choose a password that is not made of your name or address.")


def normalised(password: str) -> str:
    """One way to write each character, so that every keyboard gives the same password."""
    return unicodedata.normalize("NFC", password)


def problem(password: str, *own: str) -> str | None:
    """What is wrong with a new password: an English sentence to be translated, or None.

    `own` are words that others know of its owner: name, address, the brand. Counted in characters;
    a hash of any length of text is whole, nothing is cut off.
    """
    if len(password) > LONGEST:
        return TOO_LONG
    password = normalised(password)
    if len(password) < SHORTEST:
        return TOO_SHORT
    if not _is_typed(password):
        return UNREADABLE
    if commonplace.is_made_of(password, own):
        return OWN_WORDS
    return COMMON if commonplace.is_common(password) else None


def hashed(password: str) -> str:
    """What is stored of a password (argon2id). Takes some 20 ms on purpose."""
    return str(hash_password(normalised(password)))


def matches(password: str, stored: str | None) -> bool:
    """Whether `password` is the one of the hash `stored`.

    Without a hash the same work is done against one that nobody knows the password of, so that the
    time tells nothing about who has an account.
    """
    if len(password) > LONGEST or not _is_typed(password):
        password = ""
    if stored is not None and not stored.startswith("$argon2id$"):
        stored = None  # not made here: nothing is to be compared with it
    known = bool(verify_password(normalised(password), stored or _nobodys()))
    return known and stored is not None


def _is_typed(password: str) -> bool:
    """Without control characters (NUL is one) and halves of characters."""
    return all(unicodedata.category(c) not in {"Cc", "Cs"} for c in password)


def _nobodys() -> str:
    """A hash like all others of this forum, of a password that nobody knows."""
    kept = current_app.extensions
    if "forum.nobody" not in kept:
        kept["forum.nobody"] = hashed(secrets.token_urlsafe(32))
    return str(kept["forum.nobody"])
