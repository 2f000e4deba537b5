"""The part of a text that shows why it was found, and which of its words were looked for.

Works on plain text and gives plain pieces: whoever draws them escapes them and marks the flagged
ones. `forms` says what a word is compared by, so the language is the caller's to know.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final, NamedTuple

from markupsafe import Markup

LENGTH: Final = 240  # characters of a passage
LONGEST: Final = 40_000  # of a text that are looked at
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CJK = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff]")

Forms = Callable[[str], Collection[str]]


class Piece(NamedTuple):
    """`is_found`: one of the words that were asked for."""

    text: str
    is_found: bool = False


Marked = tuple[Piece, ...]


class Sought:
    """The words to mark. `exact` are compared by their forms, `begun` by how they begin."""

    def __init__(self, exact: Iterable[str], begun: Iterable[str], forms: Forms) -> None:
        self._forms = forms
        self._exact = {form for word in exact for form in self._of(word)}
        self._begun = tuple({word.casefold() for word in begun if word})
        self._signs = [word for word in exact if _CJK.search(word)]

    def _of(self, text: str) -> set[str]:
        return {form for word in _WORD.findall(text) for form in self._forms(word.casefold())}

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where they are, in order, none within another."""
        found = [match.span() for match in _WORD.finditer(text) if self._is(match.group())]
        for sign in self._signs:  # no spaces between words: wherever the signs stand
            found += [match.span() for match in re.finditer(re.escape(sign), text)]
        clear: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if not clear or start >= clear[-1][1]:
                clear.append((start, end))
        return clear

    def _is(self, word: str) -> bool:
        small = word.casefold()
        if self._begun and small.startswith(self._begun):
            return True
        return any(form in self._exact for form in self._forms(small))


def marked(text: str, sought: Sought) -> Marked:
    """The whole of a short text, such as a title."""
    return _pieces(text, sought.places(text[:LONGEST]))


def passage(text: str, sought: Sought, length: int = LENGTH) -> Marked:
    """The part of at most about `length` characters with most of the words, cut between words."""
    text = " ".join(text[:LONGEST].split())
    places = sought.places(text)
    start = _best(text, places, length)
    end = min(len(text), start + length)
    if start:
        start = _next_word(text, start, end)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start + length // 2 else end
    inside = [(a - start, b - start) for a, b in places if a >= start and b <= end]
    pieces = _pieces(text[start:end], inside)
    before = (Piece("… "),) if start else ()
    after = (Piece(" …"),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _best(text: str, places: list[tuple[int, int]], length: int) -> int:
    """Where the window begins that has most different words, then most of them, then comes first.

    Linear: both ends of the window only move on.
    """
    best, best_start, last = (0, 0), 0, 0
    counts: dict[str, int] = {}
    for first, (start, _end) in enumerate(places):
        while last < len(places) and places[last][1] <= start + length - 40:
            word = text[slice(*places[last])].casefold()
            counts[word] = counts.get(word, 0) + 1
            last += 1
        score = (len(counts), last - first)
        if score > best:
            best, best_start = score, start
        word = text[slice(*places[first])].casefold()
        if counts.get(word, 0) <= 1:
            counts.pop(word, None)
        else:
            counts[word] -= 1
        last = max(last, first + 1)
    if best_start + 40 < length or best == (0, 0):
        return 0
    return max(0, best_start - 40)


def _next_word(text: str, start: int, end: int) -> int:
    space = text.find(" ", start, min(end, start + 40))
    return space + 1 if space >= 0 else start


def _pieces(text: str, places: list[tuple[int, int]]) -> Marked:
    found: list[Piece] = []
    at = 0
    for start, end in places:
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return tuple(found)


_BOX = re.compile(r"<(/?)(blockquote|aside|details|span)\b([^<>]*)>")
_TAG = re.compile(r"<[^<>]*>")


def shown(html: str) -> str:
    """HTML that our renderer made, without what others are quoted with and without spoilers.

    However they stand within each other; one that has no end hides all that follows.
    """
    kept: list[str] = []
    at, depth, hidden = 0, 0, 0  # `hidden`: how deep the one is that we are in, 0 for none
    for box in _BOX.finditer(html):
        if not box[1]:
            depth += 1
            if not hidden and _hides(box[2], box[3]):
                kept.append(html[at : box.start()])
                hidden = depth
            continue
        if hidden and hidden == depth:
            hidden, at = 0, box.end()
        depth -= 1
    return " ".join(kept if hidden else [*kept, html[at:]])


def _hides(name: str, attributes: str) -> bool:
    if name == "span":
        return 'class="spoiler__text"' in attributes
    return name != "details" or 'class="spoiler"' in attributes


def plain(html: str) -> str:
    """The words of HTML that our renderer made, without what others are quoted with and spoilers:
    a passage must not give them away."""
    bare = _TAG.sub(" ", shown(html[: LONGEST * 4]))
    return " ".join(str(Markup(bare).unescape()).split())  # noqa: S704 - only to be unescaped
