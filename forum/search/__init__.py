"""The ground of search: one small interface, and the engines behind it.

The database holds the truth. An engine holds ids and what ranking needs; it is written by jobs
only, never in a web request, and every hit passes the policy when it is shown. Ask with
`forum.engines.current().query(Wanted(…))`.
"""

import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Protocol

from forum.search.wanted import (
    FORMAT,
    MOST_HITS,
    MOST_PIECES,
    PAGE,
    Document,
    Found,
    Health,
    Hit,
    Need,
    Order,
    Piece,
    Place,
    Rebuilding,
    Unavailable,
    Wanted,
)

__all__ = [
    "FORMAT",
    "MOST_HITS",
    "MOST_PIECES",
    "PAGE",
    "Document",
    "Engine",
    "Found",
    "Health",
    "Hit",
    "Need",
    "Order",
    "Piece",
    "Place",
    "Rebuilding",
    "Unavailable",
    "Wanted",
]

# The library is older than the warning of the compiler; an operator could do nothing about it.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=".*whoosh")

# Compares what was built with the database: takes the versions in the new index, gives what has to
# be added or changed and the ids to remove.
Settle = Callable[[Mapping[int, int]], tuple[Iterable[Document], Collection[int]]]


class Engine(Protocol):
    """What a search engine does. May be shared by threads and by processes that were forked.

    `add`, `remove`, `rebuild` and `optimize` are called by jobs and the command line only, outside
    of a unit of work; they wait for each other, also between processes. A process that is killed in
    one of them leaves what was there before, or all of what was asked for.
    """

    name: str

    def query(self, wanted: Wanted) -> Found:
        """The answer, whatever is asked: hostile text finds nothing and costs little.

        Raises Rebuilding while there is no index.
        """

    def suggest(self, words: Iterable[str], category_ids: frozenset[int]) -> Mapping[str, str]:
        """For each word that nothing in these categories contains: the nearest one that something
        there does contain. Words that are found, and those without a near one, are left out.

        Raises Rebuilding while there is no index.
        """

    def add(self, documents: Iterable[Document]) -> None:
        """Add these, or put them in the place of the ones with the same post_id. One commit."""

    def remove(self, post_ids: Collection[int]) -> None:
        """Forget these posts; ids that are not there do no harm."""

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], object], settle: Settle
    ) -> None:
        """Make the index anew beside the one in use, then take its place at once.

        `progress(n)` is told of each `n` documents. `settle` is asked once at the end, while nobody
        else writes, for what changed meanwhile.
        """

    def versions(self) -> Iterator[tuple[int, int]]:
        """(post_id, version) of everything in the index, in any order."""

    def health(self) -> Health:
        """Never raises."""

    def optimize(self) -> None:
        """Put the index in order, for quiet times. May take minutes; questions go on meanwhile."""
