"""Collects what stands in a new segment, in bounded memory, and writes it in order."""

from __future__ import annotations

import heapq
import marshal
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from forum.search.whoosh import lists
from forum.search.whoosh.lists import Posted
from forum.search.whoosh.shape import COUNTED, Postings

MOST_HELD = 700_000  # postings in memory, some 150 MB; then they go to the disk
# (field, word, places as array("I"), how often, or where in the post each time)
Term = tuple[str, bytes, bytes, bytes, tuple[bytes, ...]]
Held = dict[str, tuple["array[int]", bytearray, list[bytes]]]


class Pool:
    """Postings by field and word. Places come in rising order, so nothing but words is sorted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, Held] = defaultdict(dict)
        self._count = 0
        self._runs: list[Path] = []

    def add_all(self, place: int, made: Postings) -> None:
        """Add what stands in the post at `place`."""
        for field, found in made.items():
            held = self._held[field]
            get = held.get
            is_counted = field == COUNTED
            for word, where in found.items():
                entry = get(word)
                if entry is None:
                    entry = held[word] = array("I"), bytearray(), []
                entry[0].append(place)
                if is_counted:
                    entry[1].extend(where)
                else:
                    entry[2].append(where)
            self._count += len(found)
        if self._count > MOST_HELD:
            self._spill()

    def add_list(self, field: str, word: str, posted: Posted, places: list[int | None]) -> None:
        """The same for all posts of one word, from a segment that is merged; `places` are where its
        posts have gone, None for those that are no more."""
        entry = self._held[field].setdefault(word, (array("I"), bytearray(), []))
        is_counted = field == COUNTED
        parts: Iterable[Any] = posted.counts if is_counted else posted.pieces()
        for old, part in zip(posted.places, parts, strict=True):
            place = places[old]
            if place is not None:
                entry[0].append(place)
                entry[1 if is_counted else 2].append(part)
                self._count += 1
        if not entry[0]:
            del self._held[field][word]
        if self._count > MOST_HELD:
            self._spill()

    def terms(self) -> Iterator[Term]:
        """Everything, in the order of fields and words."""
        if not self._runs:
            yield from self._sorted()
            return
        self._spill()
        merged = heapq.merge(*map(_read, self._runs), key=itemgetter(0, 1))
        for (field, word), parts in groupby(merged, key=itemgetter(0, 1)):
            found = list(parts)
            yield (
                field,
                word,
                b"".join(part[2] for part in found),
                b"".join(part[3] for part in found),
                tuple(where for part in found for where in part[4]),
            )

    def cleanup(self) -> None:
        for run in self._runs:
            run.unlink(missing_ok=True)

    def _sorted(self) -> Iterator[Term]:
        """Letters sort as their bytes do in UTF-8."""
        for field, held in sorted(self._held.items()):
            for word in sorted(held):
                places, times, where = held[word]
                yield field, word.encode(), places.tobytes(), bytes(times), tuple(where)

    def _spill(self) -> None:
        path = self._folder / f"{len(self._runs)}.run"
        with path.open("wb") as file:
            for term in self._sorted():
                marshal.dump(term, file)
        self._runs.append(path)
        self._held, self._count = defaultdict(dict), 0


def _read(path: Path) -> Iterator[Term]:
    with path.open("rb") as file:
        while True:
            try:
                yield marshal.load(file)  # noqa: S302 - written above, a moment ago
            except EOFError:
                return


def write_terms(writer: Any, schema: Any, terms: Iterable[Term]) -> None:
    """Write terms as `lists` reads them, into the library's table of words."""
    last = ""
    for field, word, raw, times, where in terms:
        if field != last:
            if last:
                writer.finish_field()
            writer.start_field(field, schema[field])
            last = field
        writer.start_term(word)
        counts = times or [len(part) >> 1 for part in where]
        _write_list(writer._postwriter, array("I", raw), counts, b"".join(where))
        writer.finish_term()
    if last:
        writer.finish_field()


def _write_list(out: Any, places: array[int], counts: Sequence[int], where: bytes) -> None:
    for part in lists.packed(places, counts, where):
        out._postfile.write(part)
    out._ids, out._weights, out._maxweight = places, counts, max(counts)
    out._terminfo.add_block(out)
    out._blockcount = 1
    out._new_block()
