"""Makes `tsvector` and `tsquery` of words that are cut already, so that all engines see the same.

Words hold letters, digits and a few marks only, and are quoted nevertheless: what is typed can
neither be a query nor break one.

- "tents" is the word as written, "~tent" its stem where it is another;
- "=tents" and "=~tent" say the same of a word in the title, so that the index alone answers
  `in_title`; "=lost_in_the_fog" is a whole title;
- weights: A title, B tags and author, D text.
"""

from collections import defaultdict
from collections.abc import Iterable

from forum.search import words
from forum.search.planning import Clue, Form
from forum.search.wanted import Document
from forum.search.words import Language

LAST = 16_383  # the last place PostgreSQL knows
GAP = 8  # places between title, tags and text, so that no phrase reaches over


def vector(document: Document, language: Language) -> tuple[str, set[str]]:
    """A post as a `tsvector`, in its own notation; and the words of its title and text."""
    places: dict[str, list[str]] = defaultdict(list)
    title, title_stems = language.tokens(document.title)
    at = _put(places, title, title_stems, 1, "A")
    if title:
        places[words.whole_title(title)] = []
    for word, stem in zip(title, title_stems, strict=True):
        places["=" + word] = []
        if stem != word:
            places["=~" + stem] = []
    for name in (*document.tags, *document.author_names):
        about = [words.fold(word) for word in words.written(name)]
        at = _put(places, about, about, at + GAP, "B")
    text, stems = language.tokens(document.text)
    _put(places, text, stems, at + GAP, "")
    return " ".join([_lexeme(word, found) for word, found in places.items()]), {*title, *text}


def _put(
    places: dict[str, list[str]], found: list[str], stems: list[str], at: int, weight: str
) -> int:
    for word, stem in zip(found, stems, strict=True):
        place = f"{at}{weight}" if at < LAST else f"{LAST}{weight}"
        places[word].append(place)
        if stem != word:
            places["~" + stem].append(place)
        at += 1
    return at


def _lexeme(word: str, places: list[str]) -> str:
    if not places:
        return quoted(word)
    return f"{quoted(word)}:{','.join(places if len(places) < 256 else places[:255])}"


def quoted(word: str) -> str:
    """A word in the notation of both types."""
    if word.isalnum():
        return f"'{word}'"
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def query(clue: Clue, in_title: bool = False) -> str:
    """A clue as a `tsquery`: any of its forms."""
    in_title = in_title or clue.in_title
    return "(" + " | ".join(_form(form, in_title) for form in clue.forms) + ")"


def loosely(clue: Clue, in_title: bool = False) -> str:
    """The same, of which the index alone says the answer: the words of a phrase anywhere."""
    in_title = in_title or clue.in_title
    return "(" + " | ".join(_form(form, in_title, is_loose=True) for form in clue.forms) + ")"


def typed(clue: Clue) -> str:
    """A clue in the very form that was typed."""
    return " <-> ".join(quoted(word) for word in clue.forms[0].words)


def _form(form: Form, in_title: bool, is_loose: bool = False) -> str:
    if len(form.words) > 1:
        weight = "A" if in_title and not is_loose else ""
        last = len(form.words) - 1
        parts = [
            _with(word, weight + ("*" if form.is_prefix and n == last else ""))
            for n, word in enumerate(form.words)
        ]
        return "(" + (" & " if is_loose else " <-> ").join(parts) + ")"
    mark = "=" if in_title else ""
    word = form.words[0]
    forms = [_with(mark + word, "*" if form.is_prefix else "")]
    if form.stem:
        forms.append(quoted(f"{mark}~{form.stem}"))
        if form.stem != word:
            forms.append(quoted(mark + form.stem))
    return "(" + " | ".join(forms) + ")"


def _with(word: str, flags: str) -> str:
    return f"{quoted(word)}:{flags}" if flags else quoted(word)


def all_of(queries: Iterable[str]) -> str:
    return " & ".join(queries)


def any_of(queries: Iterable[str]) -> str:
    return " | ".join(queries)
