"""Reads one segment of the index: rows as columns in memory, postings as arrays of numbers.

Read past the library's own searcher, whose objects may not be shared by threads: this only slices
mapped memory, so all threads of a process share one segment, and what was read is kept for as long
as the segment lives.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import TermNotFound

from forum.search.whoosh import files, lists
from forum.search.whoosh.lists import Posted
from forum.search.whoosh.shape import ROW, USUAL_LENGTH

MOST_KEPT = 3_000_000  # postings of one segment that are kept unpacked: 16 to 28 MB
WELL_LIKED = 5  # reactions
MOST_SEEN = 48
MOST_BEGINNINGS, MOST_VOCABULARY = 40, 20_000  # lists of words for the misspelt, words in one


class Segment:
    """`deleted` are the numbers of posts in it that count no more; all else never changes."""

    def __init__(self, storage: Any, stored: Any) -> None:
        self.name: str = stored.segment_id()
        self._files = files.opened(storage, stored)
        self._terms = stored.codec().terms_reader(self._files, stored)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Posted] = OrderedDict()
        self._weight = 0
        self._vocabulary: dict[str, list[str]] = {}
        self._seen: OrderedDict[Any, int] = OrderedDict()
        self._columns(stored)

    def _columns(self, stored: Any) -> None:
        name = W3Codec.column_filename(stored, "row")
        raw = bytes(self._files.open_file(name).get(0, self._files.file_length(name)))
        columns = list(zip(*ROW.iter_unpack(raw), strict=True)) or [()] * 11
        self.count = len(columns[0])
        self.post = array("Q", columns[0])
        self.version = array("I", columns[1])
        self.thread = array("I", columns[2])
        self.number = array("I", columns[3])
        self.category = array("I", columns[4])
        self.by = array("I", columns[5])
        self.created = array("I", columns[6])
        self.reactions = array("H", columns[7])
        self.norm = array("f", [0.4 + 0.6 * n / USUAL_LENGTH for n in columns[8]])
        self.is_answer = bytes(columns[9])
        self.is_open = bytes(columns[10])
        self.place = {post: n for n, post in enumerate(self.post)}
        liked = (
            answer or n >= WELL_LIKED for answer, n in zip(columns[9], columns[7], strict=True)
        )
        self.liked = int.from_bytes(bytes(map(bool, liked)), "little")

    def seen(self, category_ids: frozenset[int], deleted: frozenset[int]) -> int:
        """The posts in one of these categories that are still there, as a set: see `masks`."""
        key = (category_ids, len(deleted))  # what is deleted only grows
        found = self._seen.get(key)
        if found is None:
            made = bytearray(map(category_ids.__contains__, self.category))
            for place in deleted:
                made[place] = 0
            found = self._seen[key] = int.from_bytes(made, "little")
            if len(self._seen) > MOST_SEEN:
                self._seen.popitem(last=False)
        return found

    def posted(self, field: str, word: str) -> Posted | None:
        """Which posts have the word in this field; None when none has."""
        key = (field, word)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            try:
                found = Posted(lists.read(self._terms, field, word.encode()))
            except (TermNotFound, KeyError):
                return None
            self._kept[key] = found
            self._weight += self._weight_of(found)
            while self._weight > MOST_KEPT and len(self._kept) > 1:
                self._weight -= self._weight_of(self._kept.popitem(last=False)[1])
        return found

    def _weight_of(self, found: Posted) -> int:
        return 64 + found.count + (self.count // 4 if found.is_long(self.count) else 0)

    def words_from(self, field: str, beginning: str, most: int) -> list[str]:
        """Words of this field that begin so, in order, at most `most`."""
        with self._lock:
            return list(islice(self._from(field, beginning), most))

    def vocabulary(self, beginning: str) -> list[str]:
        """Words of posts and titles that begin so, kept once they were read."""
        found = self._vocabulary.get(beginning)
        if found is None:
            if len(self._vocabulary) > MOST_BEGINNINGS:
                self._vocabulary.clear()
            found = self.words_from("text", beginning, MOST_VOCABULARY)
            found += self.words_from("title", beginning, MOST_VOCABULARY)
            self._vocabulary[beginning] = found
        return found

    def _from(self, field: str, beginning: str) -> Iterator[str]:
        start = beginning.encode()
        if field not in set(self._terms.indexed_field_names()):
            return
        for name, word in self._terms.terms_from(field, start):
            if name != field or not word.startswith(start):
                return
            yield word.decode()

    def commonest(self, field: str, found: list[str], most: int) -> list[str]:
        """Those of the words `found` that most posts have."""
        with self._lock:
            counted = [(self._terms.doc_frequency(field, w.encode()), w) for w in found]
        return [word for _, word in sorted(counted, reverse=True)[:most]]

    def count_of(self, word: str, seen: int) -> int:
        """How many posts that may be seen have the word in their text, or else in the title."""
        for field in ("text", "title"):
            posted = self.posted(field, word)
            count = (posted.bits(self.count) & seen).bit_count() if posted else 0
            if count:
                return count
        return 0
