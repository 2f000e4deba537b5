"""Signatures of what is sent to others: HMAC-SHA256 over id, moment and body, as the Standard
Webhooks have it, so that libraries for receivers exist."""

import base64
import hashlib
import hmac

MOST = 10  # signatures of one report
TOLERANCE = 300  # seconds that a receiver should allow between the moment and its own clock


def signature(secret: str, key: str, moment: int, body: bytes) -> str:
    """What stands in the header Webhook-Signature."""
    signed = b".".join((key.encode(), str(moment).encode(), body))
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def is_right(secret: str, key: str, moment: str, body: bytes, said: str, now: float) -> bool:
    """What a receiver does: the signature is right, and the moment is not long ago (T46). `said`
    may be several, with spaces between, as while a key is being replaced."""
    if not moment.isascii() or not moment.isdecimal() or len(moment) > 12:
        return False
    if abs(now - int(moment)) > TOLERANCE:
        return False
    right = signature(secret, key, int(moment), body).encode()
    return any(hmac.compare_digest(right, one.encode()) for one in said.split()[:MOST])
