"""How the posts that have one word lie on the disk, and how they are read.

As numbers, each as the distance from the one before; or, for a word that very many have, as one
byte for each post of the segment. Both are unpacked at once, however many they are. Where in each
post the word stands is not packed at all: a phrase looks it up where the file is mapped, for those
posts only that have all of its words.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, count, repeat
from operator import sub
from typing import Any
from zlib import compress as pack
from zlib import decompress

from forum.search.ranking import MOST_REPEATED
from forum.search.whoosh import masks

# how it lies there, posts, bytes of the posts, bytes of how often; then these, then where
_HEAD = struct.Struct("<BIII")
_WIDTHS = (
    "BHI"  # of distances: in the two lowest bits of how it lies there; 3: a byte for each post
)
_BYTES, _PACKED, _COUNTED, _WIDE, _COUNTS_PACKED = 3, 4, 8, 16, 32
_SHORT = 64  # bytes; fewer are not worth packing
_LEVEL = 1  # of zlib
DENSE = 6  # a segment of fewer posts than so many times those that have the word
LONG, FEW = 48, 12  # shares of a segment, and of a list, from which on it is read as a whole
_MOST = bytes(min(n, MOST_REPEATED) for n in range(256))  # times that count, by times


def packed(places: array[int], counts: Sequence[int], where: bytes) -> Iterator[bytes]:
    """What is written for one word: which posts have it, how often each, and (two bytes each time,
    empty where it is not kept) where it stands in them."""
    kind, raw = _placed(places)
    if len(raw) > _SHORT:
        kind, raw = kind | _PACKED, pack(raw, _LEVEL)
    times, most = b"", max(counts)
    if most > 1:
        kind |= _COUNTED
        times = bytes(counts) if most < 256 else array("H", counts).tobytes()
        kind |= _WIDE if most >= 256 else 0
        if len(times) > _SHORT:
            kind, times = kind | _COUNTS_PACKED, pack(times, _LEVEL)
    yield _HEAD.pack(kind, len(places), len(raw), len(times))
    yield raw
    yield times
    yield where


def _placed(places: array[int]) -> tuple[int, bytes]:
    size = places[-1] + 1
    if size < len(places) * DENSE:
        column = bytearray(size)
        for place in places:
            column[place] = 1
        return _BYTES, bytes(column)
    far = [places[0], *map(sub, places[1:], places)]
    most = max(far)
    width = 0 if most < 1 << 8 else 1 if most < 1 << 16 else 2
    return width, array(_WIDTHS[width], far).tobytes()


class Posted:
    """The posts that have one word. All threads share it: what is worked out later is the same
    whoever does it."""

    __slots__ = ("_bits", "_column", "_counts", "_places", "_starts", "_times", "_where", "count")

    def __init__(self, raw: memoryview) -> None:
        kind, posts, size, times_size = _HEAD.unpack_from(raw)
        self.count: int = posts
        at = _HEAD.size + size
        column: Any = raw[_HEAD.size : at]
        column = decompress(column) if kind & _PACKED else bytes(column)
        self._bits: int | None = None
        self._column: bytes | None = None
        self._places: array[int] | None = None
        if kind & 3 == _BYTES:
            self._column = column
        else:
            self._places = array("I", accumulate(array(_WIDTHS[kind & 3], column)))
        self._counts: Sequence[int] | None = None  # None: once in each
        if kind & _COUNTED:
            times: Any = raw[at : at + times_size]
            times = decompress(times) if kind & _COUNTS_PACKED else bytes(times)
            self._counts = array("H", times) if kind & _WIDE else times
        self._times: bytes | None = None
        self._starts: array[int] | None = None
        self._where = raw[at + times_size :]

    @property
    def places(self) -> array[int]:
        """Numbers of the posts in the segment, in rising order."""
        found = self._places
        if found is None:
            assert self._column is not None
            found = self._places = array("I", compress(count(), self._column))
        return found

    @property
    def counts(self) -> Sequence[int]:
        """How often it stands in each of them."""
        return self._counts or b"\x01" * self.count

    @property
    def times(self) -> bytes | None:
        """As often as it counts in each of them; None: once in each."""
        counts = self._counts
        if counts is None:
            return None
        if self._times is None:
            self._times = bytes(
                counts if isinstance(counts, bytes) else map(min, counts, repeat(255))
            )
            self._times = self._times.translate(_MOST)
        return self._times

    def is_long(self, size: int) -> bool:
        """Whether it is worth to be kept as a set too."""
        return self.count * LONG > size

    def bits(self, size: int) -> int:
        """As a set: see `masks`."""
        if self._bits is not None:
            return self._bits
        if self._column is not None:
            found = int.from_bytes(self._column, "little")
        else:
            found = masks.of(self.places, size)
        if self.is_long(size):
            self._bits = found
        return found

    def among(self, places: list[int], within: bytes) -> Iterator[tuple[int, int]]:
        """Those of `places` (as `within`, in rising order) that are in it, and how often."""
        times = self.times
        if len(places) * FEW < self.count:
            return self._picked(places, times)
        inside = masks.chosen(self.places, within)
        if times is None:
            return zip(compress(self.places, inside), repeat(1))
        return compress(zip(self.places, times, strict=True), inside)

    def _picked(self, places: list[int], times: bytes | None) -> Iterator[tuple[int, int]]:
        mine, at = self.places, 0
        for place in places:
            at = bisect_left(mine, place, at)
            if at == self.count:
                return
            if mine[at] == place:
                yield place, times[at] if times else 1

    def standing(self, places: Iterable[int]) -> Iterator[tuple[int, Sequence[int]]]:
        """Those of `places`, in rising order, that are in it, each with where it stands there."""
        starts = self._starts
        if starts is None:
            starts = self._starts = array("I", accumulate(self.counts, initial=0))
        mine, where, at = self.places, self._where.cast("H"), 0
        for place in places:
            at = bisect_left(mine, place, at)
            if at == self.count:
                return
            if mine[at] == place:
                yield place, where[starts[at] : starts[at + 1]].tolist()

    def pieces(self) -> Iterator[bytes]:
        """Where it stands in each post, as it was written."""
        starts = accumulate(self.counts, initial=0)
        last = next(starts)
        for start in starts:
            yield bytes(self._where[2 * last : 2 * start])
            last = start


def read(terms: Any, field: str, word: bytes) -> memoryview:
    """What lies there for a word, where it is mapped. Raises `TermNotFound` when nothing does."""
    return _extent(terms, terms.term_info(field, word))


def every(terms: Any) -> Iterator[tuple[str, bytes, Posted]]:
    """All words of all fields, in order."""
    for (field, word), info in terms.items():
        yield field, word, Posted(_extent(terms, info))


def _extent(terms: Any, info: Any) -> memoryview:
    offset, (length,) = info.extent()
    return memoryview(terms._postfile._buf)[offset : offset + length]
