"""Keeping the search index: what was marked is written, what is missing or damaged made anew.

The one place that writes the index (the command line calls it too). Reading is done in short units
of work and writing the index in none, so nobody waits for it.
"""

import logging
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass

from forum import database, engines
from forum.queries import search_documents, stale
from forum.queries.stale import Mark
from forum.search import Document, Engine, Rebuilding, Unavailable
from forum.services import indexing

log = logging.getLogger("forum.search")
MARKS = 200  # looked at in one go
COMPARED = 4_000  # posts that are compared between two looks at what was marked
MANY = 2_000  # posts that are repaired one by one, whatever share of the index they are
BATCH = search_documents.BATCH  # posts in one commit of the index


@dataclass(frozen=True, slots=True)
class Compared:
    """What a check found."""

    missing: int  # in the index, of those that belong there
    changed: int  # otherwise than the database has them
    extra: int  # in the index without belonging there

    @property
    def is_right(self) -> bool:
        return not (self.missing or self.changed or self.extra)


class Keeper:
    """Keeps the index whenever the worker has nothing else to do (`forum.jobs.worker.Worker`).

    Asked for the first time, and when the site speaks another language, it looks at the whole
    index, so that a forum that was just started, upgraded, restored or given another engine finds
    everything without anybody's doing.
    """

    def __init__(self) -> None:
        self._language: str | None = None
        self._steps: Iterator[object] = iter(())

    def __call__(self) -> bool:
        """Whether there was anything to do. Comparing goes on between what is written, so that
        nobody's post waits for it."""
        with database.unit("read"):
            language = engines.language()
        if language != self._language:
            if not mended():
                self._steps = _checking()
            self._language = language
            return True
        wrote = write()
        return next(self._steps, None) is not None or wrote


def current() -> Engine:
    """The engine, outside of a unit of work. Raises Unavailable."""
    with database.unit("read"):
        return engines.current()


def write() -> bool:
    """Bring what was marked into the index, until nothing is marked. Whether anything was."""
    with database.unit("read"):
        if not stale.waiting(None):
            return False
    try:
        engine = current()
        while _write_some(engine):
            pass
    except (Rebuilding, Unavailable):
        return False  # the marks stay; `tend` makes the index
    return True


def tend() -> None:
    """What is asked each minute."""
    mended()


def mended() -> bool:
    """Make the index when there is none or it cannot be read, and write what was left over.

    Whether it was made anew.
    """
    with database.unit("read"):
        health = engines.state()
    if health.state == "unavailable":
        log.warning("%s", health.said)
        return False
    is_missing = health.state in {"empty", "damaged"}
    if is_missing:
        current().rebuild(_everything(write), lambda n: None, settle)
    write()
    return is_missing


def check() -> None:
    """Compare with the database and repair: once a day, and when the worker starts."""
    for _ in _checking():
        write()


def _checking() -> Iterator[object]:
    """The same in small steps."""
    try:
        found = yield from _comparing(current(), repairs=True)
    except (Rebuilding, Unavailable):
        return
    if not found.is_right:
        log.warning("the search index was repaired: %s", found)


def optimize() -> None:
    try:
        current().optimize()
    except (Rebuilding, Unavailable):
        return


def rebuild(progress: Callable[[int], object]) -> None:
    """Make the index anew from the database, beside the one in use."""
    current().rebuild(_everything(lambda: None), progress, settle)


def compare_and_repair(engine: Engine, repairs: bool = True) -> Compared:
    """How the index differs from the database; with `repairs` it does no more afterwards."""
    steps = _comparing(engine, repairs)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            found: Compared = ended.value
            return found


def _comparing(engine: Engine, repairs: bool) -> Generator[str, None, Compared]:
    """In steps, between which the index may be written. What differs is read again when it is
    repaired, so it does not matter what happened since."""
    kept = dict(engine.versions())
    extra, wrong, missing, last = set(kept), [], 0, 0
    while True:
        with database.unit("read"):
            found = search_documents.versions_after(None, last, COMPARED)
        if not found:
            break
        for post_id, version in found:
            extra.discard(post_id)
            if kept.get(post_id) != version:
                wrong.append(post_id)
                missing += post_id not in kept
        last = found[-1][0]
        yield "compared"
    if repairs and len(wrong) > max(MANY, len(kept) // 2):  # as after a change of what is kept
        engine.rebuild(_everything(write), lambda n: None, settle)
    elif repairs:
        for some in search_documents.batches(None, [*wrong, *sorted(extra)]):
            _bring(engine, some)
            yield "repaired"
    return Compared(missing, len(wrong) - missing, len(extra))


def settle(kept: Mapping[int, int]) -> tuple[Iterable[Document], Collection[int]]:
    """As `forum.search.Settle`."""
    wrong, extra, _ = _differences(kept)
    found = (d for some in search_documents.batches(None, wrong) for d in _documents(some))
    return found, extra


def _differences(kept: Mapping[int, int]) -> tuple[list[int], list[int], int]:
    """(ids to write again, ids to remove, how many of the first are not there at all)."""
    extra = set(kept)
    wrong, missing = [], 0
    with database.unit("read"):
        for post_id, version in search_documents.versions(None):
            extra.discard(post_id)
            if kept.get(post_id) != version:
                wrong.append(post_id)
                missing += post_id not in kept
    return wrong, sorted(extra), missing


def _everything(between: Callable[[], object]) -> Iterator[Document]:
    """All documents. `between` them is done what must not wait until they are all written."""
    last = 0
    while True:
        with database.unit("read"):
            ids = search_documents.ids_after(None, last)
            found = search_documents.of(None, ids)
        if not ids:
            return
        last = ids[-1]
        yield from found
        between()


def _documents(ids: Collection[int]) -> list[Document]:
    with database.unit("read"):
        return search_documents.of(None, ids)


def _write_some(engine: Engine) -> bool:
    """Whether there was anything."""
    with database.unit("read"):
        marks = stale.next_of(None, MARKS)
    for some in search_documents.batches(None, _concerned(marks)):
        _bring(engine, some)
    if marks:
        with database.unit("write"):
            indexing.done(marks)
    return bool(marks)


def _bring(engine: Engine, ids: Collection[int]) -> None:
    """These posts, into the index as they are now, or out of it."""
    documents = _documents(ids)
    there = {document.post_id for document in documents}
    if documents:
        engine.add(documents)
    gone = [post_id for post_id in ids if post_id not in there]
    if gone:
        engine.remove(gone)


def _concerned(marks: Iterable[Mark]) -> Iterator[int]:
    """Ids of the posts that the marks are about, each once."""
    seen: set[int] = set()
    for mark in marks:
        after = 0
        while True:
            with database.unit("read"):
                ids = search_documents.concerned(None, mark.kind, mark.thing_id, after, BATCH)
            yield from (post_id for post_id in ids if post_id not in seen)
            seen.update(ids)
            if len(ids) < BATCH:
                break
            after = ids[-1]
