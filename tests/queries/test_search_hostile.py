"""Whatever is typed, a search asks a bounded number of things and says what became of it.

How long that takes with 100,000 posts is in docs/performance.md.
"""

import pytest
from sqlalchemy import event

from forum import engines
from forum.extensions import db
from forum.lib import searches
from forum.models import Guest
from forum.queries import search
from forum.search import planning, words
from forum.search.postgresql import vectors
from tests import factories, searching
from tests.search.conftest import BEGINNINGS, BIG, COMMON, HOSTILE, dear, document, hostile, wanted

TYPED = [
    *HOSTILE, " ".join(f"{word}*" for word in BEGINNINGS), " ".join(COMMON), " ".join(BIG),
    "the " + " ".join(f"-{word}*" for word in BEGINNINGS), "in:title " * 1_000, "category:x " * 900,
    " ".join(f'"{word} the"' for word in COMMON), "-a " * 400, "*" * 400, "order:latest " * 30,
    " ".join(f"@nobody{n}" for n in range(19)), " ".join(f"tag:t{n}" for n in range(19)) + " tent",
    "tent " + " ".join(f"-category:c{n}" for n in range(19)), "x" * 79 + "* in:first after:1d",
]  # fmt: skip
STATEMENTS = 12  # of one page of results
OF_POSTGRESQL = 24  # more, of the engine: as many when four words are put right, two when none is
WORDS = 900  # looked up in the index for one question


@pytest.fixture
def statements(app):
    seen = []

    def note(conn, cursor, statement, parameters, context, executemany):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_no_text_makes_a_page_ask_the_database_without_end(app, cast, engine, statements):
    open_ = factories.category(name="Open", slug="open")
    text = " ".join([*COMMON, *BIG, *(f"{word}x" for word in BEGINNINGS)])
    factories.thread(category=open_, author=cast.max, title="A tent", body=text)
    with app.test_request_context():
        for name in searching.names(engine):
            searching.use(app, name)
            searching.index()
            for typed in TYPED:
                statements.clear()
                page = search.page(Guest(), searches.parse(typed))
                asked = [one for one in statements if not one.startswith(("SAVEPOINT", "RELEASE"))]
                most = STATEMENTS + OF_POSTGRESQL * (name == "postgresql")
                assert len(asked) <= most, (name, typed[:60], len(asked))
                # What was not looked for is said; what was either finds something or helps.
                is_said = page.problems or page.results or page.helps or page.asked.search.is_empty
                assert is_said, (name, typed[:60])


def questions():
    return [
        hostile(text, kind) for text in HOSTILE for kind in ("word", "prefix", "phrase")
    ] + dear()


def plans():
    return [planning.plan(wanted(*pieces), words.language("en")) for pieces in questions()]


def test_postgresql_is_asked_for_a_bounded_number_of_words():
    for plan in plans():
        assert sum(vectors.query(clue).count("'") // 2 for clue in plan.clues) <= WORDS


def test_an_embedded_engine_looks_up_a_bounded_number_of_words(app, tmp_path):
    """Also where hundreds of words begin so."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    texts = [" ".join(f"{b}{one}{two}" for two in letters) for b in BEGINNINGS for one in letters]
    kept = [document(n, " ".join([*COMMON, text]), title=text) for n, text in enumerate(texts, 1)]
    with app.test_request_context():
        for name in searching.names("sqlite"):
            searching.use(app, name)
            engines.current().rebuild(kept, lambda n: None, lambda versions: ((), ()))
            for plan in plans():
                assert looked_up(engines.current(), plan) <= 3 * WORDS, plan


def looked_up(engine, plan):
    if engine.name == "tantivy":
        asker = engine._asker(engine._opened(), plan)
        return sum(repr(asker.clue(clue)).count("Term(") for clue in plan.clues)
    from forum.search.asking import Clock
    from forum.search.whoosh.matching import Looking

    ((segment, gone),) = engine._opened().segments
    looking = Looking(segment, segment.seen(frozenset({1}), gone), Clock(60))
    return sum(len(looking.look(clue, looking.seen).lists) for clue in plan.clues)
