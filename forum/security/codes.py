"""The second factor: six digits from an app, or one of ten codes kept on paper."""

import base64
import io
import secrets
from typing import Any

import qrcode
import qrcode.image.svg
from flask import current_app
from flask_security import Totp
from passlib.exc import TokenError  # type: ignore[import-untyped]

from forum.lib import tokens
from forum.structure import setting

METHOD = "authenticator"
RECOVERY_CODES = 10
_STEP = 30  # seconds; the app's clock may be one step off
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for each other


class Codes(Totp):
    """Flask-Security's, which tells which step a code was for."""

    def counter(self, code: str, secret: str, last: int | None) -> int | None:
        """The step `code` is right for, now or one step off; None when it is wrong or not newer
        than `last`."""
        try:
            found = self._totp.verify(code, secret, window=_STEP, last_counter=last)
        except (TokenError, ValueError):
            return None
        return int(found.counter)

    def uri(self, secret: str, name: str, issuer: str) -> str:
        source = self._totp.from_source(secret)
        return str(source.to_uri(name.replace(":", " "), issuer.replace(":", " ")))


def new_secret() -> str:
    """A secret for an app, encrypted as it is stored."""
    return str(_totp().generate_totp_secret())


def counter(code: str, secret: str, last: int | None) -> int | None:
    """The time step that `code` is right for, or None. A step up to `last` is used up."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    found: int | None = _totp().counter(digits, secret, last)
    return found


def setup(secret: str, name: str) -> dict[str, str]:
    """What an app needs: `uri`, `key` to type, and `image`, a picture of the URI as a data URI."""
    uri = _totp().uri(secret, name, str(setting("brand.name")))
    drawn = io.BytesIO()
    qrcode.make(uri, image_factory=qrcode.image.svg.SvgPathFillImage, border=2).save(drawn)
    image = base64.b64encode(drawn.getvalue()).decode()
    return {
        "uri": uri,
        "key": str(_totp().get_totp_pretty_key(secret)),
        "image": f"data:image/svg+xml;base64,{image}",
    }


def recovery_codes() -> list[str]:
    """Ten codes of 79 random bits: enough that their plain hashes give nothing away."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    ]


def hashed(code: str) -> str:
    """What is stored of a recovery code, however it was typed."""
    return tokens.hashed("".join(c for c in code.lower() if c.isalnum()))


def _totp() -> Any:
    return current_app.extensions["security"].totp_factory
