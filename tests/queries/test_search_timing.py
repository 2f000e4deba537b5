"""Nobody learns from the clock that others write a word: it takes as long as one that nobody writes.

What is asked of the database is the same for both, always. How long both take is measured where there
is time for it, `FORUM_TEST_LONG=1 pytest -s tests/queries/test_search_timing.py` (docs/search.md has
the numbers): pairs of searches in turn, by chance the one or the other first, and of each kind the two
medians and how often the hidden word took longer than the other (0.5: as often as not).
"""

import os
import random
import re
import statistics
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from forum import engines
from forum.extensions import db
from forum.lib import searches
from forum.models import Guest
from forum.models.columns import utcnow
from forum.queries import search
from tests import factories, searching
from tests.search.conftest import document

IS_LONG = bool(os.environ.get("FORUM_TEST_LONG"))
PAIRS, OPEN = (40, 10_000) if IS_LONG else (1, 200)
# How many hidden posts have the first of these; none has the other.
MANY = 1000 if IS_LONG else 30
WORDS = {1: ("zyquolenda", "zyquarimba"), MANY: ("zyquelonta", "zyqurinabo")}
QUERIES = {
    "word": "{0}", "beginning": "{0:.8}*", "phrase": '"inner {0}"', "with another": "{0} tent",
    "misspelt": "{0:.9}q", "in titles": "{0} in:title", "excluded": "tent -{0}",
}  # fmt: skip
COMMON = ["tent", "pole", "rain", "stove", "peg", "valley", "blister", "compass",
          "a", "the", "inner"]  # fmt: skip


def posts(open_, inner):
    chance, now = random.Random(3), utcnow()
    for n in range(1, OPEN + 1):
        yield document(
            n, " ".join(chance.choices(COMMON, k=60)), title=" ".join(chance.sample(COMMON, 3)),
            thread_id=n, category_id=open_.id, created_at=now - timedelta(minutes=n),
        )  # fmt: skip
    for many, (word, _other) in WORDS.items():
        for n in range(many):
            made = document(
                OPEN + many + n, f"inner {word} {' '.join(chance.choices(COMMON, k=60))}",
                title=f"inner {word}", category_id=inner.id, created_at=now - timedelta(minutes=n),
            )  # fmt: skip
            yield replace(made, thread_id=made.post_id)


@pytest.fixture
def statements(app):
    seen = []

    def note(conn, cursor, statement, parameters, context, executemany):
        seen.append(re.sub(r"savepoint_\d+", "savepoint", statement))

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def ask(query, is_excluded):
    begun = time.perf_counter()
    found = search.page(Guest(), searches.parse(query))
    took = time.perf_counter() - begun
    assert is_excluded or not (found.results or found.number or found.corrected)
    return took * 1000


def test_a_hidden_word_takes_as_long_as_none(app, cast, engine, statements, record_property):
    open_ = factories.category(name="Open", slug="open")
    inner = factories.category(name="Inner", slug="inner", private_to="moderators")
    db.session.flush()
    kept, chance = list(posts(open_, inner)), random.Random(5)
    with app.test_request_context():
        for name in searching.names(engine):
            searching.use(app, name)
            engines.current().rebuild(kept, lambda n: None, lambda versions: ((), ()))
            for many, pair in WORDS.items():
                for kind, shape in QUERIES.items():
                    took = measured([shape.format(word) for word in pair], chance, statements, kind)
                    report(name, many, kind, *took, record_property)


def measured(queries, chance, statements, kind):
    """Milliseconds of both, over and over."""
    took = [], []
    done = [], []
    for _n in range(PAIRS + 1):
        for which in chance.sample((0, 1), 2):
            statements.clear()
            took[which].append(ask(queries[which], kind == "excluded"))
            done[which][:] = statements
    assert done[0] == done[1], "the same is asked of the database"
    return took[0][1:], took[1][1:]  # the first time, what is asked is read from the disk


def report(name, many, kind, hidden, none, record_property):
    if not IS_LONG:
        return
    later = sum(a > b for a in hidden for b in none) / len(hidden) / len(none)
    medians = statistics.median(hidden), statistics.median(none)
    low, _middle, high = statistics.quantiles(none, n=4)
    line = (f"{name:10} in {many:5} hidden posts, {kind:12} {medians[0]:7.2f} and {medians[1]:7.2f} ms, "
            f"half of them within {high - low:6.2f}; longer {later:.2f}")  # fmt: skip
    record_property(f"{name} {many} {kind}", line)
    print(line, flush=True)
