"""How often somebody may do what could be abused: counters with a declared rate each.

Counted in memory by each process, or in Redis for all of them when there is one. A door that asks
for a place with `take` says "too often" by raising TooMany.
"""

import logging
import time
from functools import cache

from limits import RateLimitItem, parse

from forum.extensions import limiter
from forum.lib.verdict import Refused

RATES = {
    "sign-in.pair": "10 per 15 minutes",  # wrong passwords: one account from one address
    "sign-in.account": "30 per hour",  # wrong passwords: one account from addresses new to it
    "sign-in.address": "60 per 15 minutes",  # tries from one address, whatever the account
    "code.account": "10 per hour",  # wrong codes of the second factor
    "password.account": "10 per hour",  # wrong passwords where a signed-in member is asked again
    "join.address": "10 per hour",
    "mail.recipient": "5 per hour",  # letters to one address that anybody may ask for
    "mail.address": "20 per hour",  # letters asked for from one address
    "token.address": "60 per hour",  # links from letters, tried from one address
    "passkey.address": "120 per hour",
    "account.change": "60 per hour",  # changes to one's own account
    "look.address": "240 per hour",
    "bell.member": "240 per hour",  # how often a page asks for the number at the bell
    "mail.stop": "120 per hour",  # links from letters that stop letters
    "mail.events": "20000 per hour",  # what the mail provider reports
}


class TooMany(Refused):
    """It was done too often; `seconds` is when to come back."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def take(name: str, *key: str | int) -> int:
    """Count one for `key` under the rate called `name`.

    0 when there was room, else the number of seconds until there is again. While the counters
    cannot be reached there is room: they protect, and must not lock everybody out.
    """
    if not limiter.enabled:
        return 0
    item, parts = _rate(name), (name, *map(str, key))
    try:
        return 0 if limiter.limiter.hit(item, *parts) else _wait(item, parts)
    except Exception:
        logging.getLogger(__name__).exception("limits cannot be counted")
        return 0


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


def forget(name: str, *key: str | int) -> None:
    """Begin at zero again for `key`."""
    if limiter.enabled:
        try:
            limiter.limiter.clear(_rate(name), name, *map(str, key))
        except Exception:
            logging.getLogger(__name__).exception("limits cannot be counted")


@cache
def _rate(name: str) -> RateLimitItem:
    return parse(RATES[name])


def _wait(item: RateLimitItem, parts: tuple[str, ...]) -> int:
    resets_at = limiter.limiter.get_window_stats(item, *parts).reset_time
    return max(1, int(resets_at - time.time()) + 1)
