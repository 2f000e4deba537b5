"""Puts posts into the index: a batch is two statements, however many posts are in it.

A statement for each post and each word took twice as long, most of it between the two programs.
"""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from forum import database
from forum.extensions import db
from forum.search import words
from forum.search.postgresql import vectors
from forum.search.postgresql.tables import document, word
from forum.search.wanted import Document
from forum.search.words import Language

BATCH = 500
SHORTEST = 4  # letters of a word that may be what somebody meant to type


class Cut(NamedTuple):
    """Posts as they are written: rows of the one table, words of the other."""

    rows: Collection[tuple[Any, ...]]
    words: list[str]


def put_all(
    documents: Iterable[Document], language: Language, progress: Callable[[int], object]
) -> None:
    """Add them in batches, of which the next is cut into words while the one before is written."""
    left = iter(documents)
    with ThreadPoolExecutor(1) as aside:
        before: Future[Cut] | None = None
        while some := list(islice(left, BATCH)):
            cutting = aside.submit(cut, some, language)
            if before is not None:
                _write(before.result(), progress)
            before = cutting
        if before is not None:
            _write(before.result(), progress)


def _write(made: Cut, progress: Callable[[int], object]) -> None:
    put(made)
    progress(len(made.rows))


def cut(documents: Iterable[Document], language: Language) -> Cut:
    rows: dict[int, tuple[Any, ...]] = {}
    known: set[str] = set()
    for found in documents:
        vector, written = vectors.vector(found, language)
        rows[found.post_id] = _row(found, vector)
        known |= written
    kept = (w for w in known if len(w) >= SHORTEST and w.isalpha() and not words.is_paired(w))
    return Cut(rows.values(), sorted(kept))


def put(made: Cut) -> None:
    """Add these, or put them in the place of those with the same post_id. One unit of work."""
    with database.unit("write"):
        if made.rows:
            columns = map(list, zip(*made.rows, strict=True))
            names = (column.name for column in document.c)
            db.session.execute(_put(), dict(zip(names, columns, strict=True)))
        if made.words:
            db.session.execute(_know(), {"word": made.words})


def _row(found: Document, vector: str) -> tuple[Any, ...]:
    """In the order of the table's columns."""
    return (
        found.post_id, found.version, found.thread_id, found.number, found.category_id,
        found.author_id, found.created_at, found.reaction_count, found.is_answer, found.is_open,
        vector,
    )  # fmt: skip


def _put() -> Any:
    statement = insert(document).from_select([*document.c.keys()], _listed(*document.c))
    changed = {c.name: statement.excluded[c.name] for c in document.c if c.name != "post_id"}
    return statement.on_conflict_do_update(index_elements=["post_id"], set_=changed)


def _know() -> Any:
    return insert(word).from_select(["word"], _listed(word.c.word)).on_conflict_do_nothing()


def _listed(*columns: Any) -> Any:
    """Rows of as many lists as there are columns."""
    lists = [cast(bindparam(c.name), ARRAY(c.type)) for c in columns]
    given = func.unnest(*lists).table_valued(*(c.name for c in columns), name="given")
    return select(given.render_derived())
