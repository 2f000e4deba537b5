"""Whether a text names one of some things, as words of their own and however they are written."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache


def is_named(text: str, terms: Iterable[str]) -> bool:
    """Whether one of `terms` is in `text`; case, accents, widths and line breaks do not count."""
    wanted = tuple(sorted({folded for term in terms if (folded := _folded(term))}))
    return bool(wanted) and bool(_any_of(wanted).search(_folded(text)))


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept = (c for c in parts if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(kept).split())


@lru_cache(maxsize=16)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = sorted((re.escape(word) for word in words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
