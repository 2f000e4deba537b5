"""Numbers as a language writes them: "12,345" in English, "12.345" in German."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

_SHORT: Final = 1_000  # a whole number below it looks the same everywhere
_SIZES: Final = (
    ("terabyte", 1e12), ("gigabyte", 1e9), ("megabyte", 1e6), ("kilobyte", 1e3), ("byte", 1),
)  # fmt: skip
# What is called a number names one thing, like the number of a house: post 1234, version 12.
_NAMES: Final = frozenset({"number", "reference", "severity"})


def decimal(value: float, language: str = "en", digits: int = 0) -> str:
    """A count, or a number with a fraction: at most three digits of it, or exactly `digits`."""
    if digits:
        pattern = f"#,##0.{'0' * digits}"
        return str(format_decimal(value, format=pattern, locale=_locale(language)))
    if isinstance(value, int) and -_SHORT < value < _SHORT:
        return str(int(value))
    return str(format_decimal(value, locale=_locale(language)))


def percent(value: float, language: str = "en") -> str:
    """A share from 0 to 1, rounded to whole percents: "12%", "12 %"."""
    return str(format_percent(value, locale=_locale(language)))


def size(value: float, language: str = "en") -> str:
    """How large a file is: "1.5 MB"."""
    for unit, least in _SIZES:
        if value >= least:
            said = round(value / least, 1 if least > 1 else None)
            return str(
                format_unit(said, f"digital-{unit}", length="short", locale=_locale(language))
            )
    return str(format_unit(0, "digital-byte", length="short", locale=_locale(language)))


def written(variables: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What fills the places of a sentence: counts and fractions as texts, the rest as it is."""
    return {name: _as_text(name, value, language) for name, value in variables.items()}


def places(text: str) -> str:
    """A counted sentence whose place %(num)d takes the text that `written` made of the number."""
    return text.replace("%(num)d", "%(num)s")


def _as_text(name: str, value: object, language: str) -> object:
    if name in _NAMES or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return decimal(value, language)


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
