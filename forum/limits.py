"""How often somebody may do what could be abused: counters with a declared rate each.

Counted in memory by each process, or in Redis for all of them when there is one. A door that asks
for a place with `take` says "too often" by raising TooMany.
"""

import logging
import time
from functools import lru_cache

from limits import RateLimitItem, parse

from forum.extensions import limiter
from forum.lib.verdict import Refused

RATES = {
    "words.warned": "1 per hour",  # of a watched word, in one text of one member
    "sign-in.pair": "10 per 15 minutes",  # wrong passwords: one account from one address
    "sign-in.account": "30 per hour",  # wrong passwords: one account from addresses new to it
    "sign-in.address": "60 per 15 minutes",  # tries from one address, whatever the account
    "code.account": "10 per hour",  # wrong codes of the second factor
    "password.account": "10 per hour",  # wrong passwords where a signed-in member is asked again
    "join.address": "10 per hour",
    "mail.recipient": "5 per hour",  # letters to one address that anybody may ask for
    "mail.address": "20 per hour",  # letters asked for from one address
    "token.address": "60 per hour",  # links from letters, tried from one address
    "provider.address": "60 per hour",  # signing in with an account of elsewhere, from one address
    "passkey.address": "120 per hour",
    "account.change": "60 per hour",  # changes to one's own account
    "moderation.change": "1200 per hour",  # claims, decisions and notes of one moderator
    "look.address": "240 per hour",
    "bell.member": "240 per hour",  # how often a page asks for the number at the bell
    "appeal.address": "60 per hour",  # links from letters, opened or used from one address
    "report.member": "60 per hour",  # the forms for reporting, sent by one member
    "notice.address": "20 per hour",  # notices of illegal content by guests from one address
    "mail.stop": "120 per hour",  # links from letters that stop letters
    "mail.events": "20000 per hour",  # what the mail provider reports
    "picture.marked": "120 per hour",  # pictures in which a reader's name is drawn, for one of them
    "picture.shared": "240 per hour",  # of threads, drawn anew for one address
    "search": "30 per minute",  # whoever calls says how many: a setting
    "api.token": "300 per minute",  # requests of a program; a setting says how many
    "api.address": "60 per minute",  # the same without a token, from one address
    "api.wrong": "60 per hour",  # tokens that are none, from one address
    "search.similar": "60 per minute",  # while a title is typed
}


class TooMany(Refused):
    """It was done too often; `seconds` is when to come back."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def take(name: str, *key: str | int, most: int | None = None) -> int:
    """Count one for `key` under the rate called `name`; `most` is a setting's number for it.

    0 when there was room, else the number of seconds until there is again. While the counters
    cannot be reached there is room: they protect, and must not lock everybody out.
    """
    if not limiter.enabled:
        return 0
    item, parts = _rate(name, most), (name, *map(str, key))
    try:
        return 0 if limiter.limiter.hit(item, *parts) else _wait(item, parts)
    except Exception:
        logging.getLogger(__name__).exception("limits cannot be counted")
        return 0


def left(name: str, *key: str | int, most: int) -> tuple[int, int] | None:
    """(how many more, seconds until there is room for all) under this rate; None when nothing is
    counted."""
    if not limiter.enabled:
        return None
    item, parts = _rate(name, most), (name, *map(str, key))
    try:
        return limiter.limiter.get_window_stats(item, *parts).remaining, _wait(item, parts)
    except Exception:
        logging.getLogger(__name__).exception("limits cannot be counted")
        return None


def full(name: str, *key: str | int) -> int:
    """The same without counting."""
    if not limiter.enabled:
        return 0
    item, parts = _rate(name), (name, *map(str, key))
    try:
        return 0 if limiter.limiter.test(item, *parts) else _wait(item, parts)
    except Exception:
        logging.getLogger(__name__).exception("limits cannot be counted")
        return 0


def first(name: str, *key: str | int) -> bool:
    """Count one for `key`, and say whether it is the first. False when nothing can be counted."""
    if not limiter.enabled:
        return False
    try:
        return limiter.limiter.hit(_rate(name), name, *map(str, key))
    except Exception:
        logging.getLogger(__name__).exception("limits cannot be counted")
        return False


def forget(name: str, *key: str | int) -> None:
    """Begin at zero again for `key`."""
    if limiter.enabled:
        try:
            limiter.limiter.clear(_rate(name), name, *map(str, key))
        except Exception:
            logging.getLogger(__name__).exception("limits cannot be counted")


@lru_cache(maxsize=256)
def _rate(name: str, most: int | None = None) -> RateLimitItem:
    declared = RATES[name]
    return parse(declared if most is None else f"{most} {declared.partition(' ')[2]}")


def _wait(item: RateLimitItem, parts: tuple[str, ...]) -> int:
    resets_at = limiter.limiter.get_window_stats(item, *parts).reset_time
    return max(1, int(resets_at - time.time()) + 1)
