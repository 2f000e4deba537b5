"""The engine on tantivy: the index in a folder, one writer, as many readers as wanted."""

import logging
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from forum.search import Settle, Unavailable, spelling, words
from forum.search.asking import GATHERED, Asking, Clock, Gathered
from forum.search.folders import Folder
from forum.search.planning import Clue, Plan
from forum.search.ranking import Match, telling
from forum.search.wanted import Document, Found, Health, Rebuilding, Wanted

try:
    from tantivy import Index, Order, Query

    from forum.search.tantivy import shape
    from forum.search.tantivy.queries import Asker, all_of, any_of, without_ties
except ImportError as error:
    raise Unavailable(
        "The search engine tantivy is not installed: pip install 'forum[search-tantivy]'"
    ) from error

HEAP = 64 * 1024 * 1024  # bytes for words before they go to the disk
MOST_BEGINNINGS, MOST_VOCABULARY = 200, 20_000
WEIGHING = 0.4  # share of the time for how telling each word is
log = logging.getLogger("forum.search")


class Tantivy(Asking):
    name = "tantivy"

    def __init__(self, folder: Path, language: str) -> None:
        super().__init__(words.language(language))
        self._folder = Folder(folder, shape.SHAPE)
        self._seen: tuple[Path, int, Any] | None = None

    # Asking

    def query(self, wanted: Wanted) -> Found:
        return self.answer(wanted)

    def suggest(self, words: Iterable[str], category_ids: frozenset[int]) -> Mapping[str, str]:
        return self.suggestions(words, category_ids)

    def gather(self, plan: Plan, wanted: Wanted, share: float, clock: Clock) -> Gathered:
        index = self._opened()
        searcher, asker = index.searcher(), self._asker(index, plan)
        if not wanted.category_ids:
            return Gathered([], 0, 0)
        here = asker.number("category_id", wanted.category_ids)
        weights = self._weights(searcher, asker, plan.clues, here, clock)
        clues = [asker.clue(*pair) for pair in zip(plan.clues, weights, strict=True)]
        filters = asker.filters(wanted, plan)
        if not clues:
            asked = all_of([Query.const_score_query(Query.all_query(), 1.0)], filters)
        elif share >= 1:
            asked = all_of(clues, filters)
        else:
            asked = all_of([any_of(clues)], filters)
        result = searcher.search(asked, GATHERED, **_order(wanted))
        places = [place for _, place in result.hits]
        # Ordered by a field, a hit comes with the field's value instead of a score.
        fits = [
            without_ties(float(score)) if wanted.order == "relevance" else 1.0
            for score, _ in result.hits
        ]
        matches = _matches(searcher, places, fits)
        if clues and share < 1:
            self._weigh(searcher, asker, clues, weights, matches, clock)
            matches = [match for match in matches if match.whole >= share - 1e-9]
        if plan.title and clues:
            titled = _ids(searcher, all_of([asker.title(plan.title)], filters))
            for match in matches:
                match.is_title = match.post_id in titled
        return _gathered(matches, int(result.count), clues, share)

    def _weights(
        self, searcher: Any, asker: Any, clues: Iterable[Clue], here: Any, clock: Clock
    ) -> list[float]:
        """How telling each of them is among what may be seen. Of very many the last are taken for
        equal, so that time is left to search."""
        of, least = _count(searcher, here), clock.left() * (1 - WEIGHING)
        return [
            telling(_count(searcher, all_of([asker.clue(clue), here])), of)
            if clock.left() > least
            else 1.0
            for clue in clues
        ]

    def _weigh(
        self, searcher: Any, asker: Any, clues: list[Any], weights: list[float],
        matches: list[Match], clock: Clock,
    ) -> None:  # fmt: skip
        """What share of the clues each of them has, by how telling they are: the most telling are
        looked for first, until time is over."""
        among = asker.number("post_id", [match.post_id for match in matches])
        total, shares = sum(weights) or 1.0, defaultdict[int, float](float)
        counts = Counter[int]()
        for weight, clue in sorted(zip(weights, clues, strict=True), key=lambda one: -one[0]):
            if clock.is_over():
                break
            for post_id in _ids(searcher, all_of([clue, among])):
                shares[post_id] += weight
                counts[post_id] += 1
        for match in matches:
            is_whole = counts[match.post_id] == len(clues)
            match.whole = 1.0 if is_whole else shares[match.post_id] / total

    def unknown(self, clues: Iterable[Clue], category_ids: frozenset[int]) -> list[Clue]:
        index = self._opened()
        searcher, asker = index.searcher(), self._asker(index)
        here = asker.number("category_id", category_ids)
        return [c for c in clues if not _count(searcher, all_of([asker.clue(c), here]))]

    def nearest(self, word: str, category_ids: frozenset[int]) -> str | None:
        index = self._opened()
        searcher, asker = index.searcher(), self._asker(index)
        here = asker.number("category_id", category_ids)
        for beginning in (word[:2], word[1::-1], word[:1]):
            known = {
                str(found)
                for field in ("text", "title")
                for found in _words(searcher, field, beginning, MOST_VOCABULARY)
            }
            counted = []
            for apart, other in spelling.near(word, known):
                either = any_of([asker._term("text", other), asker._term("title", other)])
                counted.append((apart, other, _count(searcher, all_of([either, here]))))
            best = spelling.best(counted)
            if best is not None:
                return best
        return None

    # Keeping

    def add(self, documents: Iterable[Document]) -> None:
        kept = list(documents)
        with self._folder.locked():
            self._write(self._opened(), kept, [document.post_id for document in kept])

    def remove(self, post_ids: Collection[int]) -> None:
        with self._folder.locked():
            self._write(self._opened(), (), post_ids)

    def optimize(self) -> None:
        with self._folder.locked():
            writer = self._opened().writer(HEAP, 1)
            writer.garbage_collect_files()
            writer.wait_merging_threads()

    def versions(self) -> Iterator[tuple[int, int]]:
        yield from _versions_of(self._opened())

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], object], settle: Settle
    ) -> None:
        with self._folder.locked("rebuild"):
            self._folder.clean()
            path = self._folder.fresh()
            index = shape.prepare(Index(shape.schema(), path=str(path)))
            self._write(index, documents, (), progress)
            with self._folder.locked():
                index.reload()
                changed, gone = settle(dict(_versions_of(index)))
                kept = list(changed)
                stale = [*gone, *(document.post_id for document in kept)]
                if stale:
                    self._write(index, kept, stale)
                self._folder.switch(path)

    def health(self) -> Health:
        if self._folder.current() is None:
            state: Any = "damaged" if self._folder.is_damaged() else "empty"
            state = "building" if self._folder.is_locked("rebuild") else state
            return Health(self.name, state, 0, 0, "It has to be made: forum search rebuild.")
        try:
            count = self._opened().searcher().num_docs
        except Rebuilding:
            return Health(self.name, "damaged", 0, 0, "It cannot be read: forum search rebuild.")
        return Health(self.name, "ready", count, self._folder.size())

    # Underneath

    def _write(
        self,
        index: Any,
        documents: Iterable[Document],
        gone: Collection[int],
        progress: Callable[[int], object] = lambda n: None,
    ) -> None:
        writer = index.writer(HEAP, 1)
        try:
            if gone:
                writer.delete_documents_by_query(
                    Query.term_set_query(index.schema, "post_id", sorted(gone))
                )
            for number, document in enumerate(documents, 1):
                writer.add_document(shape.entry(document, self._language))
                if number % 100 == 0:
                    progress(100)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()

    def _opened(self) -> Any:
        """The index as it is now."""
        path = self._folder.current()
        if path is None:
            raise Rebuilding
        try:
            changed = (path / "meta.json").stat().st_mtime_ns
            seen = self._seen
            if seen is None or seen[0] != path:
                seen = (path, -1, shape.prepare(Index.open(str(path))))
            if seen[1] != changed:
                seen[2].reload()
                self._seen = seen = (path, changed, seen[2])
        except (OSError, ValueError) as error:
            log.exception("the index in %s cannot be read", path)
            self._folder.condemn(path)
            raise Rebuilding from error
        return seen[2]

    def _asker(self, index: Any, plan: Plan | None = None) -> Asker:
        searcher = index.searcher()
        clues = (*plan.clues, *plan.excluded) if plan else ()
        begun = sum(form.is_prefix for clue in clues for form in clue.forms)

        def beginnings(field: str, word: str) -> list[str]:
            found = _words(searcher, field, word, MOST_BEGINNINGS)
            return [other for other in found if other != word]

        def known(field: str, word: str) -> float:
            """As BM25 has it."""
            posts, of = searcher.doc_freq(field, word), max(searcher.num_docs, 1)
            return math.log(1 + (max(of - posts, 0) + 0.5) / (posts + 0.5))

        return Asker(index.schema, beginnings, known, begun)


def _versions_of(index: Any) -> Iterator[tuple[int, int]]:
    searcher = index.searcher()
    if searcher.num_docs:
        places = [place for _, place in searcher.search(Query.all_query(), searcher.num_docs).hits]
        ids = searcher.fast_field_values("post_id", places)
        yield from zip(ids, searcher.fast_field_values("version", places), strict=True)


def _order(wanted: Wanted) -> dict[str, Any]:
    if wanted.order == "relevance":
        return {}
    name = "reactions" if wanted.order == "reactions" else "created"
    way = Order.Asc if wanted.order == "oldest" else Order.Desc
    return {"order_by_field": name, "order": way}


def _words(searcher: Any, field: str, beginning: str, most: int) -> list[str]:
    """Words of this field that begin so, those that most posts have first."""
    return [word for word, _ in searcher.terms_with_prefix(field, beginning, limit=most)]


def _count(searcher: Any, query: Any) -> int:
    return int(searcher.search(query, 1, count=True).count)


def _ids(searcher: Any, query: Any) -> set[int]:
    places = [place for _, place in searcher.search(query, GATHERED).hits]
    return set(searcher.fast_field_values("post_id", places))


def _matches(searcher: Any, places: list[Any], fits: list[float]) -> list[Match]:
    names = (
        "post_id", "thread_id", "number", "category_id", "created", "reactions", "is_answer",
        "is_open",
    )  # fmt: skip
    columns = [searcher.fast_field_values(name, places) for name in names]
    return [
        Match(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), bool(row[7]), fit)
        for *row, fit in zip(*columns, fits, strict=True)
    ]


def _gathered(matches: list[Match], count: int, clues: list[Any], share: float) -> Gathered:
    threads = Counter(match.thread_id for match in matches)
    strict = {match.thread_id for match in matches if match.whole >= 1}
    posts = len(matches) if clues and share < 1 else count
    is_exact = count <= GATHERED
    return Gathered(matches, posts, len(threads), len(strict), is_exact, dict(threads))


def make(folder: Path, language: str) -> Tantivy:
    return Tantivy(folder, language)
