"""Forms that a guest may send: a little work for a machine, or a question for a person.

No third party sees anything. The page carries a signed challenge that says when it was drawn; a
script finds a number for it, or, where there is none, somebody answers a question in words. Whoever
takes the form stores `key` under a constraint, so each challenge is good once (security.md T63).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from forum.models.columns import utcnow

BITS = 14  # leading zero bits of the hash: 16,000 tries on average, less than a second of a phone
LEAST = timedelta(seconds=3)  # nobody fills in a form faster
MOST = timedelta(hours=4)
_LONGEST_PROOF = 20


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a form carries: `text`, hidden; `question`, for who has no script; `bits`."""

    text: str
    question: str
    bits: int = BITS


def draw(purpose: str, at: datetime | None = None) -> Challenge:
    """A new one for a form. `purpose`: "notice", "join"."""
    moment = int((at or utcnow()).timestamp())
    text = f"{purpose}.{moment}.{secrets.token_hex(12)}"
    signed = f"{text}.{_signature(text)}"
    one, other = _numbers(signed)
    words = _("How much is %(one)s plus %(other)s? In figures.",
              one=_words()[one], other=_words()[other])  # fmt: skip
    return Challenge(signed, words)


def age(purpose: str, text: str, at: datetime | None = None) -> timedelta | None:
    """How long ago this form was drawn; None when it was not drawn here, or for something else."""
    signed, _dot, signature = text.rpartition(".")
    parts = signed.split(".")
    if len(parts) != 3 or parts[0] != purpose or not parts[1].isdigit() or len(parts[1]) > 12:
        return None
    if not hmac.compare_digest(_signature(signed).encode(), signature.encode("utf-8", "replace")):
        return None
    return timedelta(seconds=(at or utcnow()).timestamp() - int(parts[1]))


def problem(purpose: str, text: str, proof: str, answer: str, at: datetime | None = None) -> str:
    """What is wrong with what came back, as a sentence; "" when nothing is."""
    if wrong := untimely(purpose, text, LEAST, MOST, at):
        return wrong
    if _is_proof(text, proof) or _is_answer(text, answer):
        return ""
    return str(_("Please answer the question: it keeps programs out."))


def untimely(
    purpose: str, text: str, least: timedelta, most: timedelta, at: datetime | None = None
) -> str:
    """Whether the form came back sooner than anybody fills it in, or too late, as a sentence."""
    since = age(purpose, text, at)
    if since is None or since > most:
        return str(_("This form has expired. Please send it again."))
    return str(_("That was very fast. Please send it again.")) if since < least else ""


def key(text: str) -> str:
    """Under what a challenge is stored as used."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _is_proof(text: str, proof: str) -> bool:
    if not proof or len(proof) > _LONGEST_PROOF or not proof.isascii() or not proof.isdigit():
        return False
    found = hashlib.sha256(f"{text}:{proof}".encode("utf-8", "replace")).digest()
    return int.from_bytes(found[:4], "big") >> (32 - BITS) == 0


def _is_answer(text: str, answer: str) -> bool:
    answer = answer.strip()
    return (
        len(answer) <= 3
        and answer.isascii()
        and answer.isdigit()
        and int(answer) == sum(_numbers(text))
    )


def _numbers(text: str) -> tuple[int, int]:
    found = hmac.new(_key(), f"question {text}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return 2 + found[0] % 8, 2 + found[1] % 8


def _words() -> dict[int, str]:
    return {2: _("two"), 3: _("three"), 4: _("four"), 5: _("five"), 6: _("six"), 7: _("seven"),
            8: _("eight"), 9: _("nine")}  # fmt: skip


def _signature(text: str) -> str:
    return hmac.new(_key(), f"challenge {text}".encode(), hashlib.sha256).hexdigest()[:32]


def _key() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
