"""Sentences of the interface that a community says in its own words: how they are kept and checked.

Kept is a JSON object from the English to what is said instead: a text, or a list of forms.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from forum.lib import catalogues
from forum.lib.phrases import N_

Own = Mapping[str, str | list[str]]
LONGEST = 200_000  # characters of all of a language together
LONGEST_ONE = 4_000
_TAG = re.compile(r"<[^<>]*>?")
_FILLED = re.compile(r"%\(\w+\)[a-z]|%%")

NO_FORM = N_("Fill in all of its forms.")
TOO_LONG = N_("This is too long.")
OTHER_PLACES = N_("What stands in %(…)s is filled in later: keep each of these, and add none.")
OTHER_TAGS = N_("It may have the same tags as the original and no others; “<” begins a tag.")
PERCENT = N_("Here a percent sign has to be written twice: %%.")


@lru_cache(maxsize=64)
def parsed(kept: str) -> Own:
    """What is kept in a setting; nothing where it cannot be read."""
    try:
        found = json.loads(kept) if kept else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def packed(own: Own) -> str:
    """As the setting keeps it: the same words are the same text."""
    return json.dumps(own, ensure_ascii=False, sort_keys=True, indent=1) if own else ""


@lru_cache(maxsize=64)
def mark(kept: str) -> str:
    """A short name of what is kept, "" of nothing: what is made with it carries it."""
    return hashlib.blake2b(kept.encode(), digest_size=6).hexdigest() if kept else ""


def problem(original: str | Sequence[str], said: Sequence[str], forms: int) -> str:
    """What is wrong with saying `said` instead, as a sentence to translate; "" when nothing is.

    Places stay, or a page would fail; tags stay, or a text would become HTML.
    """
    texts = [original] if isinstance(original, str) else list(original)
    if len(said) != (1 if isinstance(original, str) else forms) or not all(map(str.strip, said)):
        return NO_FORM
    if any(len(one) > LONGEST_ONE or not _is_readable(one) for one in said):
        return TOO_LONG
    allowed = [catalogues.marks(text) for text in texts]
    for number, one in enumerate(said):
        marks = catalogues.marks(one) - {"%%"}
        needed = allowed[-1] - {"%%"} if number == len(said) - 1 else set()
        if not needed <= marks or not marks <= set().union(*allowed):
            return OTHER_PLACES
        if sorted(_TAG.findall(one)) not in [sorted(_TAG.findall(text)) for text in texts]:
            return OTHER_TAGS
        is_filled = len(texts) > 1 or any(mark.startswith("%(") for mark in allowed[0])
        if is_filled and not _can_be_filled(one):
            return PERCENT
    return ""


def _is_readable(text: str) -> bool:
    return all(char.isprintable() or char in "\n\u200f\u200e\u202f\u00a0" for char in text)


def _can_be_filled(text: str) -> bool:
    """Whether Python fills it in without failing, and in no other way than the original: a width
    such as %(name)9999999s would fill the memory, a flag or another name would fail the page."""
    return "%" not in _FILLED.sub("", text)
