"""Cuts text into words, the same way for what is kept and for what is asked, for every engine.

Words are folded (case, accents, width). Chinese, Japanese, Korean and Thai, which write without
spaces between words, are cut into pairs of neighbours, so "天气" is found in "今天天气好" and a
single sign is found as the beginning of a pair.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from whoosh.lang import has_stemmer, stemmer_for_language
from whoosh.lang.stopwords import stoplists

from forum.search import arabic

LONGEST_WORD = 64  # characters; what is longer is cut
MOST_WORDS = 20_000  # of one text; a post of the greatest length has about 17,000
_PAIRED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u1100-\u11ff\u3041-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003134f々〆"
)
_POINTS = "\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670"  # vowels of Hebrew and Arabic
_WORD = re.compile(
    rf"[{_PAIRED}]+"
    r"|[a-z](?:\+\+|#)(?![\w+#])"  # c++, c#
    # Letters and digits, the vowel signs of Indic scripts, Arabic and Hebrew included, and "don't"
    # as one word.
    rf"|(?:(?![{_PAIRED}_])[\w\u0900-\u0dff])(?:(?![{_PAIRED}_])[\w\u0900-\u0dff{_POINTS}])*"
    rf"(?:['’](?:(?![{_PAIRED}_])\w)+)*"
)
_ASCII = re.compile(r"[a-z](?:\+\+|#)(?![\w+#])|[a-z0-9]+(?:'[a-z0-9]+)*")
_IS_PAIRED = re.compile(f"[{_PAIRED}]")
_PLAIN = re.compile(r"[\x00-\x7f]*")
# Accents, and the vowel points of Arabic and Hebrew: written or left out, it is the same word.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")


def fold(word: str) -> str:
    """Without accents. Composed, so that Korean syllables stay whole."""
    if _PLAIN.fullmatch(word):
        return word
    bare = _MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).replace("ß", "ss").replace("ø", "o")


def written(text: str) -> list[str]:
    """The words of `text` with their accents, small, in order."""
    text = text.casefold()
    if text.isascii():
        return [
            word if "'" not in word else word.replace("'", "")
            for word in (word[:LONGEST_WORD] for word in _ASCII.findall(text)[:MOST_WORDS])
        ]
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    found: list[str] = []
    for word in _WORD.findall(text):
        if word[0] >= "\u0e00" and _IS_PAIRED.match(word):
            found += [word[n : n + 2] for n in range(len(word))]
        elif word.isalnum():
            found.append(word[:LONGEST_WORD])
        else:
            found.append(word.replace("'", "").replace("’", "")[:LONGEST_WORD])
        if len(found) >= MOST_WORDS:
            return found[:MOST_WORDS]
    return found


def is_paired(word: str) -> bool:
    """Whether it is of a script that is kept in pairs of signs."""
    return _IS_PAIRED.match(word) is not None


# Whoosh's rules for Arabic fail on every word (a bad escape), and are of one thread.
_OURS: dict[str, Callable[[str], str]] = {"ar": lambda word: arabic.stem(fold(word))}


class Language:
    """The forms of words in one language. A language without rules keeps words as they are."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._stem: Callable[[str], Any] | None = _OURS.get(code)
        if self._stem is None and code and has_stemmer(code):
            self._stem = stemmer_for_language(code)
        self.commonplace = frozenset(fold(word) for word in stoplists.get(code, ()))
        self.forms = lru_cache(maxsize=100_000)(self._forms)

    def _forms(self, word: str) -> tuple[str, str]:
        """(as written, its stem), both folded. The same twice when there is no other stem."""
        plain = fold(word)
        if self._stem is None or len(word) < 3 or not plain.isalpha() or is_paired(word):
            return plain, plain
        # English has no accents of its own; elsewhere the rules look at them.
        return plain, fold(self._stem(plain if self.code == "en" else word)) or plain

    def tokens(self, text: str) -> tuple[list[str], list[str]]:
        """Two lists of one length: the words as written and their stems, in order."""
        pairs = [self.forms(word) for word in written(text)]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


@lru_cache(maxsize=8)
def language(code: str) -> Language:
    """The words of a language, "" for none: made once in a process."""
    return Language(code)


def asked(lang: Language, text: str) -> tuple[list[str], list[str], bool]:
    """As `tokens`, for what is asked; and whether it ends with a single sign of a paired script.

    A run of such signs ends with its last sign alone, which matters only where it is all there is.
    """
    words, stems = lang.tokens(text[: LONGEST_WORD * 40])
    kept = [
        n
        for n, word in enumerate(words)
        if not (
            len(word) == 1 and is_paired(word) and n and is_paired(words[n - 1])
            and words[n - 1][-1] == word
        )
    ]  # fmt: skip
    words, stems = [words[n] for n in kept], [stems[n] for n in kept]
    return words, stems, bool(words) and len(words[-1]) == 1 and is_paired(words[-1])


def whole_title(words: list[str]) -> str:
    """One word that stands for a whole title, for finding the title that was typed."""
    return "=" + " ".join(words)[:200].replace(" ", "_") if words else ""
