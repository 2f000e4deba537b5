"""What is kept of somebody who left, to recognise them if they come again: hashes with our key."""

import hashlib
import hmac

from flask import current_app


def hashed(email: str) -> str:
    """Good for recognising the address when it comes again; useless to who has not the key."""
    return _digest(f"left {email}")


def left(ref: str) -> str:
    """The `external_ref` of an erased account, from what it was: an import meets it again."""
    return f"left:{_digest(f'ref {ref}')}"


def _digest(text: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
