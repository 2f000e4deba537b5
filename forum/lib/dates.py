"""A moment as pages show it: a short date that everybody understands, the exact time behind it."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from markupsafe import Markup

# Plain "en" is American to Babel, "Sep 24, 2025"; day first is understood everywhere.
_READ_AS: Final = {"en": "en_GB"}


@lru_cache(maxsize=16_384)
def element(moment: datetime, language: str) -> Markup:
    """`moment` as a <time>: a short date, the exact one on hover, and for scripts in `datetime`.

    `language` is a locale such as "de" or "pt_BR"; an unknown one reads as English. The day is that
    of UTC: the reader's own is known to a script only. ValueError for a time without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be told to anyone")
    moment = moment.astimezone(UTC)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        f"{moment:%Y-%m-%dT%H:%M:%SZ}", f"{moment:%Y-%m-%d %H:%M} UTC", short(moment, language)
    )


def short(moment: datetime, language: str) -> str:
    """Day, month and year the way `language` writes them: "24 Sep 2025"."""
    try:
        locale = Locale.parse(_READ_AS.get(language, language))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(_READ_AS["en"])
    return format_skeleton("yMMMd", moment, locale=locale)
