"""The engine on PostgreSQL: asked in the reader's own unit of work, written in units of its own."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, func, literal_column, select, text, union
from sqlalchemy.exc import OperationalError

from forum import database
from forum.extensions import db
from forum.search import Settle, spelling, words
from forum.search.asking import Asking, Clock, Gathered
from forum.search.planning import Clue, Form, Plan
from forum.search.postgresql import gathering, writing
from forum.search.postgresql.tables import document, word
from forum.search.wanted import Document, Found, Health, Unavailable, Wanted

LOCK = 7_204_611_903  # of PostgreSQL's advisory locks: the one writer of the index
MOST_NEAR = 400
LEAST_SECONDS = 0.05
NEAR = 0.1  # seconds for what is near to a word
COUNTED = 50_000  # posts; more are not counted but estimated
ESTIMATED: ColumnElement[int] = literal_column(
    f"(SELECT reltuples::bigint FROM pg_class WHERE oid = '{document.name}'::regclass)"  # noqa: S608
)
# A word that somebody wrote, and took back, must not stay as what others may have meant.
FORGET = (
    f"DELETE FROM {word.name} WHERE word NOT IN"  # noqa: S608 - constants
    f" (SELECT s.word FROM ts_stat('SELECT words FROM {document.name}') s)"
)


class Postgresql(Asking):
    name = "postgresql"

    def __init__(self, language: str) -> None:
        super().__init__(words.language(language))
        if db.engine.dialect.name != "postgresql":
            raise Unavailable("The search engine postgresql needs a PostgreSQL database.")

    # Asking

    def query(self, wanted: Wanted) -> Found:
        return self.answer(wanted)

    def suggest(self, words: Iterable[str], category_ids: frozenset[int]) -> Mapping[str, str]:
        return self.suggestions(words, category_ids)

    def gather(self, plan: Plan, wanted: Wanted, share: float, clock: Clock) -> Gathered:
        with _limited(clock):
            return gathering.gather(plan, wanted, share)
        return Gathered([], 0, 0, is_exact=False)

    def unknown(self, clues: Iterable[Clue], category_ids: frozenset[int]) -> list[Clue]:
        asked = list(clues)
        with _limited(Clock(NEAR)):
            found = gathering.counts(asked, category_ids, 1)
            return [clue for clue, posts in zip(asked, found, strict=True) if not posts]
        return []

    def nearest(self, word: str, category_ids: frozenset[int]) -> str | None:
        with _limited(Clock(NEAR)):
            near = spelling.near(word, _like(word))
            posts = gathering.counts([_clue(other) for _, other in near], category_ids, 200)
            return spelling.best((*pair, n) for pair, n in zip(near, posts, strict=True))
        return None

    # Keeping

    def add(self, documents: Iterable[Document]) -> None:
        kept = list(documents)
        with _alone():
            for start in range(0, len(kept), writing.BATCH):
                writing.put(writing.cut(kept[start : start + writing.BATCH], self._language))

    def remove(self, post_ids: Collection[int]) -> None:
        with _alone(), database.unit("write"):
            db.session.execute(delete(document).where(document.c.post_id.in_(post_ids)))

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], object], settle: Settle
    ) -> None:
        """In the same table: a row is what it was or what it is to be, and questions go on."""
        writing.put_all(documents, self._language, progress)
        with _alone():
            changed, gone = settle(dict(self.versions()))
            writing.put_all(changed, self._language, lambda n: None)
        if gone:
            self.remove(gone)
        _vacuum()  # words that nobody has any more can wait for the night

    def versions(self) -> Iterator[tuple[int, int]]:
        last = 0
        while True:
            with database.unit("read"):
                rows = db.session.execute(
                    select(document.c.post_id, document.c.version)
                    .where(document.c.post_id > last)
                    .order_by(document.c.post_id)
                    .limit(20_000)
                ).all()
            if not rows:
                return
            yield from ((row.post_id, row.version) for row in rows)
            last = rows[-1].post_id

    def health(self) -> Health:
        try:
            with db.engine.connect() as connection:
                found = connection.execute(
                    select(
                        select(func.count())
                        .select_from(select(1).select_from(document).limit(COUNTED).subquery())
                        .scalar_subquery()
                        .label("posts"),
                        ESTIMATED.label("estimated"),
                        func.pg_total_relation_size(document.name).label("size"),
                    )
                ).one()
        except Exception as error:  # health never raises
            return Health(self.name, "damaged", 0, 0, str(error).splitlines()[0])
        state: Any = "ready" if found.posts else "empty"
        posts = found.posts if found.posts < COUNTED else max(found.posts, found.estimated)
        return Health(self.name, state, posts, found.size)

    def optimize(self) -> None:
        """Forget words that no post has any more, merge what GIN keeps aside, and count anew; the
        rest is autovacuum's."""
        with _alone(), database.unit("write"):
            db.session.execute(text(FORGET))
        _vacuum()


def _vacuum() -> None:
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.read_only = None
        raw.autocommit = True
        try:
            raw.execute(f"VACUUM ANALYZE {document.name}")
        finally:
            raw.autocommit = False


@contextmanager
def _alone() -> Iterator[None]:
    """One writer, on however many machines. The lock ends with its connection."""
    with db.engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(LOCK)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(LOCK)))


@contextmanager
def _limited(clock: Clock) -> Iterator[None]:
    """No statement in here takes longer than the clock says; what follows goes on after one that
    did, and the clock has run out."""
    try:
        with db.session.begin_nested():
            _timeout(f"{max(clock.left(), LEAST_SECONDS) * 1000:.0f}ms")
            yield
            _timeout("0")
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != "57014":  # canceled: time was over
            raise
        clock.ran_out = True


def _timeout(value: str) -> None:
    db.session.execute(select(func.set_config("statement_timeout", value, True)))


def _clue(found: str) -> Clue:
    return Clue(found, (Form((found,), found),))


def _like(found: str) -> list[str]:
    """Words of the index that look like this one, permitted or not: ask before showing one."""
    c = word.c.word
    known = [
        select(c).where(c.collate("C") >= start, c.collate("C") < _after(start)).limit(20_000)
        for start in sorted({found[:2], found[1::-1]})
    ]
    if _has_trigrams():
        near = func.similarity(c, found).desc()
        known.append(select(c).where(c.op("%")(found)).order_by(near).limit(MOST_NEAR))
    return list(db.session.scalars(union(*(select(some.subquery()) for some in known))))


def _after(beginning: str) -> str:
    """The first word after all those that begin so."""
    return beginning[:-1] + chr(ord(beginning[-1]) + 1)


def _has_trigrams() -> bool:
    there = text("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')")
    return bool(db.session.scalar(there))


def make(folder: Path, language: str) -> Postgresql:
    return Postgresql(language)
