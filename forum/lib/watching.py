"""Finds watched words and patterns in a text, in time that grows with the text and nothing else.

Words are folded (case, look-alikes, width) and escaped into one alternation, which Python's own
`re` matches without going back. Patterns are written by people, so they go to RE2, which has no
going back at all: `(a+)+$` is as quick as `a` (security.md T89). What RE2 does not know
(look-around, back-references) is refused when the pattern is saved.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import re2

from forum.lib import confusables
from forum.lib.phrases import N_

LONGEST = 200  # characters of a word or pattern
MOST_PATTERNS, MOST_WORDS = 100, 2000
_MEMORY = 8 << 20  # bytes that one pattern may need, compiled
_MOST_HITS = 200  # of one text; what comes after changes nothing


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for. `number` names the rule in what is found."""

    number: int
    text: str
    is_pattern: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """`text[start:end]` of what was searched is what rule `number` is about."""

    number: int
    start: int
    end: int


class Watch:
    """Rules made ready to be looked for, again and again."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_word: dict[str, list[int]] = {}
        self._patterns: list[tuple[int, Any]] = []
        for rule in rules:
            if rule.is_pattern:
                self._patterns.append((rule.number, compiled(rule.text)))
            elif folded := _folded(rule.text.strip())[0]:
                self._by_word.setdefault(folded, []).append(rule.number)
        self._words = _alternation(self._by_word) if self._by_word else None

    def find(self, text: str) -> list[Hit]:
        """What is there, in the order in which it begins; of two words that overlap the first."""
        found = [
            hit for number, pattern in self._patterns for hit in _matches(number, pattern, text)
        ]
        if self._words is not None:
            folded, places = _folded(text)
            for match in self._words.finditer(folded):
                start, end = places(match.start()), places(match.end() - 1) + 1
                found += [Hit(number, start, end) for number in self._by_word[match[0]]]
        return sorted(found, key=lambda hit: (hit.start, hit.end))[:_MOST_HITS]


def problem(text: str) -> str:
    """What RE2 says is wrong with a pattern; "" when nothing is. A pattern that finds nothing at
    all, everywhere, is wrong as well."""
    try:
        found = compiled(text)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said) or "?"
    return N_("it matches everywhere") if found.search("") else ""


@lru_cache(maxsize=4 * MOST_PATTERNS)
def compiled(text: str) -> Any:
    """A pattern, ready; whatever case the letters have. Raises re2.error."""
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = _MEMORY, False, False
    return re2.compile(text[:LONGEST], options)


def replaced(text: str, hits: Sequence[Hit], words: Callable[[Hit, str], str | None]) -> str:
    """The text with what `words` gives in the place of each hit; None leaves it. Of hits that
    overlap the first counts."""
    done, at = [], 0
    for hit in hits:
        new = words(hit, text[hit.start : hit.end]) if hit.start >= at else None
        if new is not None:
            done += [text[at : hit.start], new]
            at = hit.end
    return "".join([*done, text[at:]])


# Where no link is put: code, what is a link already, addresses.
_NO_LINKS = re.compile(
    r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`|!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]*>"
    r"|\b\w+://\S+|\bwww\.\S+",
    re.DOTALL,
)


def linkable(text: str) -> Callable[[Hit], bool]:
    """Says of a hit in this Markdown whether a link may stand there."""
    taken = [match.span() for match in _NO_LINKS.finditer(text)]
    return lambda hit: not any(start < hit.end and hit.start < end for start, end in taken)


def _matches(number: int, pattern: Any, text: str) -> list[Hit]:
    # Sliced: a pattern that finds nothing, everywhere, is not asked at each letter of a long text.
    first = islice(pattern.finditer(text), _MOST_HITS)
    return [Hit(number, m.start(), m.end()) for m in first if m.end() > m.start()]


def _alternation(words: Iterable[str]) -> re.Pattern[str]:
    """Longer words first, so that the longest of those that begin alike is found."""
    escaped = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{escaped})(?!\w)")


def _folded(text: str) -> tuple[str, Callable[[int], int]]:
    """The text as it is compared, and where each of its characters came from."""
    if text.isascii():
        return text.lower(), lambda place: place
    parts, places = [], []
    for place, character in enumerate(text):
        part = _fold(character)
        parts.append(part)
        places.extend([place] * len(part))
    return "".join(parts), places.__getitem__


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """One character without case and width, a Greek or Cyrillic one as the Latin one it looks
    like. What cannot be seen, and strokes put over letters, are nothing."""
    if character.isascii():
        return character.lower()
    is_stroke = unicodedata.combining(character) == 1
    if is_stroke or character == "\u034f" or unicodedata.category(character) == "Cf":
        return ""
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(confusables.latin(one) for one in plain)
