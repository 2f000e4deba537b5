"""The language of the search box: words, "phrases", -exclusions and operators, read and written.

`parse` takes anything and never raises: what it does not understand it says. `write` gives the one
canonical text of what was understood, and `parse` of that text gives the same again. Time is linear
in the length, which is bounded, and so is the number of terms and operators.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from forum.lib import operators
from forum.lib.operators import ALIASES, BY_NAME, PLACE, SHORT, Wrong
from forum.lib.phrases import N_

LONGEST: Final = 500  # characters
MOST_TERMS: Final = 20
MOST_CONDITIONS: Final = 20
LONGEST_WORD: Final = 80
_LONGEST_SHOWN: Final = 40  # of a piece that a problem names

TOO_LONG: Final = N_("This is too long to search for. The limit is 500 characters.")
TOO_MANY_WORDS: Final = N_("These are too many words. The limit is 20 different ones.")
TOO_MANY_FILTERS: Final = N_("These are too many filters. The limit is 20.")
NOT_CLOSED: Final = N_("The quotation mark is not closed, so the phrase goes on to the end.")
NO_WORD: Final = N_("“%(piece)s” has no letter or digit in it, so it was left out.")
UNKNOWN: Final = N_("“%(piece)s” is not a filter here, so it is searched for as words.")
STAR: Final = N_("A * stands for the rest of a word, so it only works at the end: “%(piece)s”.")
TWICE: Final = N_("Only one of these can apply: “%(piece)s” was used.")
WORD_TOO_LONG: Final = N_("“%(piece)s…” is longer than any word, so it was left out.")
SHORTENED: Final = N_(
    "“%(piece)s” at the end is short for a filter. To search for the letter, put it in "
    "quotation marks."
)


@dataclass(frozen=True, slots=True)
class Term:
    """`kind`: word (any form of it), phrase (exactly so), or prefix (words that begin so)."""

    text: str
    kind: str = "word"
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is one of operators.BY_NAME, `value` its canonical spelling."""

    name: str
    value: str
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was typed and not understood. `stops`: nothing is searched for at all."""

    sentence: str  # with %(piece)s and %(values)s; to be translated
    piece: str = ""
    values: str = ""
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked. `conditions` are sorted, so that equal searches are equal."""

    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def values(self, name: str, excluded: bool = False) -> tuple[str, ...]:
        """All values given for an operator."""
        return tuple(
            one.value for one in self.conditions if (one.name, one.is_excluded) == (name, excluded)
        )

    def value(self, name: str) -> str:
        """The one value of an operator that has one; "" when it was not used."""
        return next(iter(self.values(name)), "")

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.conditions)

    @property
    def wanted_terms(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_excluded)

    def with_(self, name: str, value: str) -> "Search":
        """The same with one more condition, in place of others of that name."""
        kept = [one for one in self.conditions if one.name != name]
        return replace(self, conditions=_sorted([*kept, Condition(name, value)]))

    def without(self, *names: str) -> "Search":
        """The same without conditions of these names."""
        return replace(self, conditions=tuple(c for c in self.conditions if c.name not in names))


@dataclass(frozen=True, slots=True)
class Asked:
    """`typed` is what stands in the box; `search` what was understood of it."""

    typed: str
    search: Search
    problems: tuple[Problem, ...] = ()

    @property
    def is_stopped(self) -> bool:
        return any(problem.stops for problem in self.problems)


_QUOTES = dict.fromkeys(map(ord, "“”„‟«»＂"), '"')
# A piece: an optional minus, then either a name with a colon and a value, which may have parts in
# quotation marks, or a phrase, or anything up to white space. No part can match in two ways.
_PIECE = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[A-Za-z_]{1,20}):(?P<value>(?:"[^"]*"?|[^\s"])*)'
    r'|"(?P<phrase>[^"]*)(?P<end>"?)|(?P<word>[^\s"]+))'
)
_LETTER = re.compile(r"\w")
_LIKE_A_NAME = re.compile(r"[A-Za-z_]{1,20}:")


def parse(typed: str, is_typing: bool = False) -> Asked:
    """What `typed` asks. `is_typing`: the last word may not be finished yet, so it is a prefix."""
    if len(typed) > LONGEST:
        return Asked(typed, Search(), (Problem(TOO_LONG, stops=True),))
    reader = _Reader()
    text = clean(typed)
    for match in _PIECE.finditer(text):
        reader.take(match)
    if is_typing and not text[-1:].isspace():
        reader.unfinished()
    return Asked(typed, reader.search(), tuple(reader.problems))


def clean(text: str) -> str:
    """Composed, with every quotation mark the same and nothing in it that cannot be seen.

    Spaces stay where they are: one at the end says that the last word is finished.
    """
    composed = unicodedata.normalize("NFC", text).translate(_QUOTES)
    return "".join(
        " " if one.isspace() or unicodedata.category(one) == "Cc" else one
        for one in composed
        if one in "\u200c\u200d" or unicodedata.category(one) not in {"Cf", "Cs", "Co", "Cn"}
    )


class _Reader:
    """Collects what the pieces say."""

    def __init__(self) -> None:
        self.terms: dict[Term, None] = {}  # in order, each once
        self.conditions: dict[Condition, None] = {}
        self.problems: list[Problem] = []
        self.left_out: list[str] = []  # signs without a letter, which stand between words
        self.is_last_a_word = False

    def take(self, match: re.Match[str]) -> None:
        is_excluded = match["minus"] == "-"
        self.is_last_a_word = False
        if match["phrase"] is not None:
            self._phrase(match["phrase"], is_excluded, bool(match["end"]))
        elif match["name"] is not None:
            self._named(match, is_excluded)
        elif (word := match["word"]).startswith("@") and len(word) > 1:
            self._condition("by", word[1:], is_excluded, match[0])
        else:
            self._word(word, is_excluded)

    def unfinished(self) -> None:
        last = next(reversed(self.terms), None)
        if self.is_last_a_word and last is not None and last.kind == "word":
            del self.terms[last]
            self.terms[replace(last, kind="prefix")] = None

    def search(self) -> Search:
        self._shorten()
        for word in self.left_out:
            if set(word) & set("*@") or not (self.terms or self.conditions):
                self.say(NO_WORD, word)
        if len(self.terms) > MOST_TERMS:
            self.problems.insert(0, Problem(TOO_MANY_WORDS, stops=True))
        if len(self.conditions) > MOST_CONDITIONS:
            self.problems.insert(0, Problem(TOO_MANY_FILTERS, stops=True))
        self.problems = list(dict.fromkeys(self.problems))[:8]
        return Search(tuple(self.terms)[:MOST_TERMS],
                      _sorted(list(self.conditions)[:MOST_CONDITIONS]))  # fmt: skip

    def _shorten(self) -> None:
        """`l`, `t` and `f` after the last word; alone they are looked for."""
        while len(self.terms) > 1:
            last = next(reversed(self.terms))
            if last.is_excluded or last.kind != "word" or last.text not in SHORT:
                return
            del self.terms[last]
            self._condition(*SHORT[last.text], False, last.text)
            self.say(SHORTENED, last.text)

    def say(self, sentence: str, piece: str = "", values: str = "") -> None:
        self.problems.append(Problem(sentence, piece[:_LONGEST_SHOWN], values))

    def _phrase(self, text: str, is_excluded: bool, is_closed: bool) -> None:
        if not is_closed:
            self.say(NOT_CLOSED)
        words = " ".join(text.split())
        if not _LETTER.search(words):
            self.say(NO_WORD, f'"{words}"')
        else:
            self.terms[Term(words, "phrase", is_excluded)] = None

    def _word(self, word: str, is_excluded: bool) -> None:
        # What stands before the word would mean something when it is written again.
        text = word.replace("*", "").lstrip("-@")
        if not _LETTER.search(text):
            self.left_out.append(word)
        elif len(text) > LONGEST_WORD:
            self.say(WORD_TOO_LONG, word)
        elif _LIKE_A_NAME.match(text):
            self._several(text, is_excluded)
        else:
            if "*" in word.rstrip("*"):
                self.say(STAR, word)
            kind = "prefix" if word.endswith("*") else "word"
            self.terms[Term(text, kind, is_excluded)] = None
            self.is_last_a_word = kind == "word"

    def _several(self, text: str, is_excluded: bool) -> None:
        """Words with colons between them, which are no filter."""
        for word in text.replace(":", " ").split():
            self._word(word.strip("/"), is_excluded)

    def _named(self, match: re.Match[str], is_excluded: bool) -> None:
        name = match["name"].casefold()
        name = ALIASES.get(name, name)
        value = " ".join(match["value"].replace('"', "").split())
        if match["value"].count('"') % 2:
            self.say(NOT_CLOSED)
        if name in BY_NAME:
            self._condition(name, value, is_excluded, match[0])
            return
        if value[:1] not in {":", "/", ""}:  # std::vector and https:// are no mistakes
            self.say(UNKNOWN, match[0])
        self._several(f"{match['name']}:{value}", is_excluded)

    def _condition(self, name: str, value: str, is_excluded: bool, piece: str) -> None:
        operator = BY_NAME[name]
        try:
            if is_excluded and not operator.can_exclude:
                raise Wrong(operators.NO_EXCLUSION)
            found = operator.read(value)
        except Wrong as wrong:
            self.say(wrong.sentence, piece, ", ".join(operator.choices))
            return
        if not operator.combines:
            for other in [one for one in self.conditions if one.name == name]:
                del self.conditions[other]
                if other.value != found:
                    self.say(TWICE, f"{name}:{found}")
        self.conditions[Condition(name, found, is_excluded)] = None


def _sorted(conditions: list[Condition]) -> tuple[Condition, ...]:
    return tuple(sorted(conditions, key=lambda c: (PLACE[c.name], c.is_excluded, c.value)))


def write(search: Search) -> str:
    """The text that asks this: the words as they came, then the operators in their order."""
    return " ".join([*map(write_term, search.terms), *map(write_condition, search.conditions)])


def write_term(term: Term) -> str:
    minus = "-" if term.is_excluded else ""
    if term.kind == "phrase":
        return f'{minus}"{term.text}"'
    return f"{minus}{term.text}{'*' if term.kind == 'prefix' else ''}"


def write_condition(condition: Condition) -> str:
    minus = "-" if condition.is_excluded else ""
    if condition.name == "by":
        return f"{minus}@{condition.value}"
    value = f'"{condition.value}"' if " " in condition.value else condition.value
    return f"{minus}{condition.name}:{value}"


def words_of(search: Search) -> str:
    """The words alone, small, as a log may keep them: "" when they could say who somebody is.

    No names of members (`@name` is no word), and nothing with an address or a long number in it.
    """
    words = " ".join(term.text.casefold() for term in search.wanted_terms)
    if "@" in words or len(words) > 100 or len(re.findall(r"[0-9]", words)) > 6:
        return ""
    return words
