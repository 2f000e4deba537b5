"""What is kept of the e-mail address of somebody who left while suspended: a hash with our key."""

import hashlib
import hmac

from flask import current_app


def hashed(email: str) -> str:
    """Good for recognising the address when it comes again; useless to who has not the key."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"left {email}".encode(), hashlib.sha256).hexdigest()
