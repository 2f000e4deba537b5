"""One empty engine of each kind, and documents to put into it."""

import random
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import pairwise

import pytest

from forum.search import Document, Piece, Wanted

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOSTILE = [
    "NOT " * 500, '"' * 999, "(" * 5000, "id:* category:1 text:[a TO z]", "* ? ~9 ^^ || &&",
    "a" * 10_000, "x " * 5000, "\x00\x01\x1b", "\u202e\u200f abc \u2066", "'; DROP TABLE post; --",
    "\\' | !&:*<->", "%_%", "\ud800", "ﷺ" * 500, "e\u0301" * 3000, "𝕳𝖊𝖑𝖑𝖔",
]  # fmt: skip
COMMON, BIG, BEGINNINGS = (
    text.split()
    for text in (
        "the and of to a in is that it for you with be on this are as not have can",
        "transaction address signature validation channel mempool consensus protocol network exchange"
        " graphics texture material component resource platform developer rendering physics animation",
        "th in re co st an on be ca de di pr se no ha me ma so wh tr",
    )
)
ENGINES = ["whoosh", pytest.param("postgresql", marks=pytest.mark.postgres), "tantivy"]


def document(post_id, text="", title="Something else", **with_):
    return Document(
        **{
            "post_id": post_id, "version": 1, "thread_id": post_id, "number": 1, "category_id": 1,
            "author_id": 1, "title": title, "text": text, "tags": (), "author_names": ("max",),
            "created_at": NOW - timedelta(days=1), "is_answer": False, "reaction_count": 0,
            "is_open": True, **with_,
        }
    )  # fmt: skip


def wanted(*pieces, **with_):
    pieces = tuple(Piece(p) if isinstance(p, str) else p for p in pieces)
    with_.setdefault("category_ids", frozenset({1}))
    return Wanted(pieces, now=NOW, **{"seconds": 20, **with_})


def hostile(text, kind):
    """The text as one piece, each part of it as another, and all of it as what is not wanted."""
    pieces = [Piece(part[:3000], kind) for part in (text, *text.split()[:40])]
    return [*pieces, Piece(text, kind, is_excluded=True, in_title=True)]


def dear():
    """What costs most of all that may be asked: as many pieces as there may be, each of them dear."""
    chance = random.Random(4)
    return [
        [Piece(word) for word in COMMON],
        [Piece(word, "prefix") for word in BEGINNINGS],
        [Piece("the"), *(Piece(word, "prefix", is_excluded=True) for word in BEGINNINGS)],
        [Piece(f"{one} {two}", "phrase") for one, two in pairwise(COMMON)],
        [Piece(" ".join(chance.choices(COMMON, k=8)), "phrase") for _n in range(12)],
        [Piece(word[:2] + word[3:]) for word in BIG],
    ]  # fmt: skip


def built(search, *documents):
    search.rebuild(documents, lambda n: None, lambda versions: ((), ()))
    return search


@pytest.fixture
def site_language():
    return "en"


@pytest.fixture(params=ENGINES)
def search(request, tmp_path, site_language):
    """An empty index of each engine."""
    database = "empty_postgres" if request.param == "postgresql" else "empty_sqlite"
    app = request.getfixturevalue("make_plain_app")(database)
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
    with app.app_context():
        made = import_module(f"forum.search.{request.param}.engine").make(
            tmp_path / "index", site_language
        )
        yield built(made)


@pytest.fixture
def make_plain_app(request, tmp_path):
    from forum import database
    from forum.extensions import db
    from tests import conftest

    apps = []

    def make(kind):
        found = request.getfixturevalue(kind)
        app = conftest.make_app(tmp_path, found if kind == "empty_postgres" else "")
        apps.append((app, kind))
        return app

    yield make
    for app, kind in apps:
        with app.app_context():
            database.rollback()
            if kind == "empty_postgres":
                conftest.empty()
            db.engine.dispose()
