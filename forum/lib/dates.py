"""A moment as pages show it: a short date that everybody understands, the exact time behind it."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from markupsafe import Markup

# Plain "en" is American to Babel, "Sep 24, 2025"; day first is understood everywhere.
_READ_AS: Final = {"en": "en_GB"}


@lru_cache(maxsize=16_384)
def element(moment: datetime, language: str, is_dated: bool = False) -> Markup:
    """`moment` as a <time>: a short date, the exact one on hover, and for scripts in `datetime`.

    A script makes "3 hours ago" of a moment that is near, unless it `is_dated`: after "since" or
    "until" a sentence needs a date. `language` is a locale such as "de" or "pt_BR"; an unknown one
    reads as English. The day is that of UTC: the reader's own is known to a script only.
    ValueError for a time without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be told to anyone")
    moment = moment.astimezone(UTC)
    dated = Markup(" data-dated") if is_dated else ""
    return Markup('<time datetime="{}" title="{}"{}>{}</time>').format(
        f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        f"{moment:%Y-%m-%d %H:%M} UTC",
        dated,
        short(moment, language),
    )


def day(value: date, language: str = "en") -> str:
    """A day without a time, for sentences: "24 Sep 2025"."""
    return short(datetime(value.year, value.month, value.day, tzinfo=UTC), language)


def short(moment: datetime, language: str) -> str:
    """Day, month and year the way `language` writes them: "24 Sep 2025"."""
    try:
        locale = Locale.parse(_READ_AS.get(language, language))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(_READ_AS["en"])
    return format_skeleton("yMMMd", moment, locale=locale)
