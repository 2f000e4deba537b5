"""What stands in the index for a post: one row of numbers, and its words in four fields."""

import struct
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from whoosh import columns, fields, formats

from forum.search import words
from forum.search.ranking import MOST_REPEATED
from forum.search.wanted import Document
from forum.search.words import Language

# post, version, thread, number, category, author, created, reactions, words in it, answer, open
ROW = struct.Struct("<QIIIIIIHHBB")
USUAL_LENGTH = 80.0  # words of a post


class Row(NamedTuple):
    post_id: int
    version: int
    thread_id: int
    number: int
    category_id: int
    author_id: int
    created: int
    reactions: int
    length: int
    is_answer: int
    is_open: int


class Positions(formats.Format):  # type: ignore[misc]
    """Where in the post a word stands: two bytes each time."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.field_boost = 1.0


class Words(fields.FieldType):  # type: ignore[misc]
    """A field whose words are cut before they come here."""

    def __init__(self, has_positions: bool) -> None:
        self.format = Positions() if has_positions else formats.Existence()
        self.analyzer = None
        self.scorable = self.stored = self.unique = self.spelling = False
        self.indexed = True
        self.vector = self.column_type = None

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


class Numbers(fields.FieldType):  # type: ignore[misc]
    """The row."""

    def __init__(self) -> None:
        self.format = self.analyzer = self.vector = None
        self.scorable = self.stored = self.unique = self.spelling = self.indexed = False
        self.column_type = columns.FixedBytesColumn(ROW.size)


def schema() -> Any:
    return fields.Schema(
        about=Words(True), row=Numbers(), stems=Words(False), text=Words(True), title=Words(True)
    )


# Words of one field: to each its times, and where it stands.
Postings = Mapping[str, Mapping[str, bytes]]
_PLACES = [place.to_bytes(2, sys.byteorder) for place in range(words.MOST_WORDS)]
COUNTED = "stems"  # the field of which is kept how often and not where
WHOLE_TITLE = b"\xff\xff"  # where the word stands that is a whole title
_ONCE = [bytes((times,)) for times in range(MOST_REPEATED + 1)]


def postings(document: Document, language: Language) -> tuple[bytes, Postings]:
    """The row, and by field where each word of the post stands; for stems how often."""
    found, stems = language.tokens(document.text)
    title, title_stems = language.tokens(document.title)
    about = [w for name in (*document.tags, *document.author_names) for w in words.written(name)]
    titled = _placed(title)
    if title:
        titled[words.whole_title(title)] = WHOLE_TITLE
    counted = _stems("", found, stems)
    counted |= _stems("=", title, title_stems)
    row = ROW.pack(
        document.post_id,
        document.version & 0xFFFFFFFF,
        document.thread_id,
        document.number,
        document.category_id,
        document.author_id,
        max(int(document.created_at.timestamp()), 0),
        min(document.reaction_count, 65_535),
        min(len(found), 65_535),
        document.is_answer,
        document.is_open,
    )
    return row, {
        "about": _placed([words.fold(word) for word in about]),
        "stems": counted,
        "text": _placed(found),
        "title": titled,
    }


def _placed(found: list[str]) -> dict[str, bytes]:
    places: dict[str, bytes] = {}
    get = places.get
    for word, place in zip(found, _PLACES, strict=False):
        places[word] = get(word, b"") + place
    return places


def _stems(mark: str, found: list[str], stems: list[str]) -> dict[str, bytes]:
    """How often stems stand there that differ from their words; those of the title are marked."""
    counted = Counter([s for word, s in zip(found, stems, strict=True) if s != word])
    return {mark + stem: _ONCE[min(count, MOST_REPEATED)] for stem, count in counted.items()}
