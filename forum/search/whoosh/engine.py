"""The engine on Whoosh: what is in use, how it is read, written and made anew."""

import logging
import pickle
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError

from forum.search import Settle, spelling, words
from forum.search.asking import Asking, Clock, Gathered
from forum.search.folders import Folder
from forum.search.planning import Clue, Plan
from forum.search.wanted import Document, Found, Health, Rebuilding, Wanted
from forum.search.whoosh import building, gathering, writing
from forum.search.whoosh.matching import Looking
from forum.search.whoosh.segment import Segment

log = logging.getLogger("forum.search")
# What reading a file raises that is not what it was when it was written.
BROKEN = (
    pickle.UnpicklingError, struct.error, zlib.error, EOFError, IndexError, KeyError,
    AttributeError, ValueError, TypeError, NameError, MemoryError, OverflowError, OSError,
    EmptyIndexError,
)  # fmt: skip
Answer = TypeVar("Answer")
SHAPE = 3  # of the files; raise it when `shape`, `pool` or `lists` write them otherwise
NEAR = 0.1  # seconds for which it is looked whether a word is there at all
TRIES = 5  # a commit may remove a file between two looks


@dataclass(frozen=True, slots=True)
class Opened:
    """The index as it was after one commit."""

    path: Path
    generation: int
    segments: tuple[tuple[Segment, frozenset[int]], ...]


class Whoosh(Asking):
    name = "whoosh"

    def __init__(self, folder: Path, language: str) -> None:
        super().__init__(words.language(language))
        self._folder = Folder(folder, SHAPE)
        self._seen: Opened | None = None

    # Asking

    def query(self, wanted: Wanted) -> Found:
        return self._reading(lambda: self.answer(wanted))

    def suggest(self, words: Iterable[str], category_ids: frozenset[int]) -> Mapping[str, str]:
        return self._reading(lambda: self.suggestions(words, category_ids))

    def gather(self, plan: Plan, wanted: Wanted, share: float, clock: Clock) -> Gathered:
        return gathering.gather(self._opened().segments, plan, wanted, share, clock)

    def unknown(self, clues: Iterable[Clue], category_ids: frozenset[int]) -> list[Clue]:
        segments = self._opened().segments
        clock = Clock(NEAR)
        lookings = [Looking(s, s.seen(category_ids, gone), clock) for s, gone in segments]
        found = [c for c in clues if not any(look.look(c, look.seen).bits for look in lookings)]
        return [] if clock.ran_out else found

    def nearest(self, word: str, category_ids: frozenset[int]) -> str | None:
        segments = [(s, s.seen(category_ids, gone)) for s, gone in self._opened().segments]
        swapped = word[1] + word[0] if len(word) > 1 else word
        for beginning in (word[:2], swapped, word[:1]):
            known = {w for s, _ in segments for w in s.vocabulary(beginning)}
            counted = (
                (apart, other, sum(s.count_of(other, seen) for s, seen in segments))
                for apart, other in spelling.near(word, known)
            )
            found = spelling.best(counted)
            if found is not None:
                return found
        return None

    # Keeping

    def add(self, documents: Iterable[Document]) -> None:
        kept = list(documents)
        self._write(kept, [document.post_id for document in kept])

    def remove(self, post_ids: Collection[int]) -> None:
        self._write((), post_ids)

    def optimize(self) -> None:
        with self._folder.locked():
            self._apply((), (), writing.merge_quietly)

    def versions(self) -> Iterator[tuple[int, int]]:
        yield from _versions(self._reading(self._opened).segments)

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], object], settle: Settle
    ) -> None:
        with self._folder.locked("rebuild"):
            self._folder.clean()
            path = self._folder.fresh()
            building.build(path, self._language, documents, progress)
            with self._folder.locked():
                segments = _read(path, {}).segments
                changed, gone = settle(dict(_versions(segments)))
                kept = list(changed)
                stale = [*gone, *(document.post_id for document in kept)]
                if stale:
                    read = [segment for segment, _ in segments]
                    writing.write(path, self._language, read, kept, stale)
                self._folder.switch(path)

    def health(self) -> Health:
        try:
            if self._folder.current() is None:
                if self._folder.is_locked("rebuild"):
                    return self._health("building", "It is being made from the database.")
                if self._folder.is_damaged():
                    return self._health("damaged", "It cannot be read: forum search rebuild.")
                return self._health("empty", "There is none yet: forum search rebuild.")
            segments = self._opened().segments
        except (Rebuilding, *BROKEN) as error:
            return self._health("damaged", f"It cannot be read ({error}): forum search rebuild.")
        count = sum(segment.count - len(gone) for segment, gone in segments)
        return Health(self.name, "ready", count, self._folder.size())

    def _health(self, state: str, said: str) -> Health:
        return Health(self.name, state, 0, self._folder.size(), said)  # type: ignore[arg-type]

    # Underneath

    def _write(self, documents: list[Document] | tuple[()], gone: Collection[int]) -> None:
        if documents or gone:
            with self._folder.locked():
                self._apply(documents, gone, None)

    def _apply(
        self, documents: Iterable[Document], gone: Collection[int], merge: writing.Merge | None
    ) -> None:
        opened = self._reading(self._opened)
        read = [segment for segment, _ in opened.segments]
        writing.write(opened.path, self._language, read, documents, gone, merge)

    def _reading(self, read: Callable[[], Answer]) -> Answer:
        """`read()`. An index that cannot be read is said to be damaged, and made anew."""
        try:
            return read()
        except BROKEN as error:
            path = self._folder.current()
            if path is None:
                raise Rebuilding from error
            log.exception("the index in %s cannot be read", path)
            self._folder.condemn(path)
            raise Rebuilding from error

    def _opened(self) -> Opened:
        """The index as it is now; what did not change since is not read again."""
        path = self._folder.current()
        if path is None:
            raise Rebuilding
        seen = self._seen
        storage = FileStorage(str(path))
        if seen and seen.path == path and seen.generation == TOC._latest_generation(
            storage, "MAIN"
        ):  # fmt: skip
            return seen
        known = {s.name: s for s, _ in seen.segments} if seen and seen.path == path else {}
        self._seen = found = _read(path, known)
        return found


def _read(path: Path, known: Mapping[str, Segment]) -> Opened:
    storage = FileStorage(str(path))
    for tried in range(TRIES):
        try:
            toc = TOC.read(storage, "MAIN")
            segments = tuple(
                (
                    known.get(stored.segment_id()) or Segment(storage, stored),
                    frozenset(stored.deleted_docs()),
                )
                for stored in toc.segments
            )
            return Opened(path, toc.generation, segments)
        except (OSError, NameError, EmptyIndexError):
            if tried == TRIES - 1:
                raise
            sleep(0.03)
    raise AssertionError


def _versions(
    segments: Iterable[tuple[Segment, frozenset[int]]],
) -> Iterator[tuple[int, int]]:
    for segment, gone in segments:
        for place, pair in enumerate(zip(segment.post, segment.version, strict=True)):
            if place not in gone:
                yield pair


def make(folder: Path, language: str) -> Whoosh:
    return Whoosh(folder, language)
