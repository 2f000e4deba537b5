"""How fast an engine is: `python -m tests.relevance.speed ENGINE POSTS [server address]`.

For `postgresql` it makes a database of its own on the server and drops it at the end; the address,
as `postgresql://postgres@127.0.0.1:5432`, is `FORUM_TEST_POSTGRES` when it is not given.

Processor time of this process and its children, and for PostgreSQL of its server process too, so that
it says something on a machine that does other work. The text is that of the two communities,
recombined: each post is made of sentences of two others, so words are as common as they really are.
Posts are made as they are written, so that a million of them need no more memory than the engine.
"""

import json
import os
import random
import re
import resource
import sys
import tarfile
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import psycopg
from flask_migrate import upgrade

from forum import config, database
from forum.app import create_app
from forum.extensions import db
from forum.search import Document, Piece, Wanted, words
from tests.relevance import community
from tests.search.conftest import HOSTILE, dear, hostile

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SERVER = os.environ.get("FORUM_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
CATEGORIES, ASKED, SAMPLED = 12, 60, 3_000
SAID = 100_000  # posts after which it is said how far it is


def texts():
    """(title, text) of every post of the two communities."""
    for path in community.ARCHIVES.values():
        with tarfile.open(path) as archive:
            for member in archive:
                if member.name.endswith(".json") and "sync-conflict" not in member.name:
                    yield from _posts(json.loads(archive.extractfile(member).read()))


def _posts(read_):
    found = read_.get("post_stream", {}).get("posts") or read_.get("posts") or [read_]
    for post in found:
        raw = post.get("raw") or post.get("cooked") or ""
        title = str(read_.get("title") or post.get("topic_title") or "")
        yield title, re.sub(r"<[^>]*>|\s+", " ", raw)


class Made:
    """The posts, one after the other, and some of them to ask about. `took` are processor seconds."""

    def __init__(self, count, chance):
        self.sample, self.took = [], 0.0
        self._count, self._chance = count, chance

    def __iter__(self):
        made, every = documents(self._count, self._chance), max(1, self._count // SAMPLED)
        for n in range(self._count):
            begun = time.process_time()
            document = next(made)
            self.took += time.process_time() - begun
            if n % every == 0:
                self.sample.append(document)
            yield document


def documents(count, chance):
    known = [(title, text) for title, text in texts() if len(text) > 20]
    titles = [title for title, _text in known]
    pieces = [re.split(r"(?<=[.!?]) ", text) for _title, text in known]
    for n in range(1, count + 1):
        one, other = chance.choice(pieces), chance.choice(pieces)
        half, rest = (len(one) + 1) // 2, len(other) // 2
        yield Document(
            n, n, 1 + n // 19, 1 + n % 19, 1 + n // 19 % CATEGORIES, 1 + n % 2_000,
            titles[n // 19 % len(titles)], " ".join([*one[:half], *other[rest:]]), (),
            (f"member{n % 2_000}",), NOW - timedelta(minutes=n), n % 97 == 0, n % 7, True,
        )  # fmt: skip


def questions(sample, chance):
    """Kinds of questions, each some sixty times with other words."""
    counted = Counter(w for d in sample for w in sorted(set(words.written(d.text))) if len(w) > 3)
    common = [w for w, _n in counted.most_common(60)]
    middle = [w for w, _n in counted.most_common(2_000)[200:]]
    rare = [w for w, n in counted.items() if n == 2]
    everywhere = frozenset(range(1, CATEGORIES + 1))

    def ask(*pieces, **more):
        return Wanted(pieces, more.pop("category_ids", everywhere), NOW, **more)

    def phrase():
        said = words.written(chance.choice(sample).text)
        at = chance.randrange(max(len(said) - 3, 1))
        return Piece(" ".join(said[at : at + 3]), "phrase")

    makers = {
        "rare word": lambda: ask(Piece(chance.choice(rare))),
        "common word": lambda: ask(Piece(chance.choice(common))),
        "three words": lambda: ask(*map(Piece, chance.sample(middle, 3))),
        "phrase": lambda: ask(phrase()),
        "prefix": lambda: ask(Piece(chance.choice(middle)[:3], "prefix")),
        "filtered": lambda: ask(
            Piece(chance.choice(middle)), category_ids=frozenset({3}),
            after_date=NOW - timedelta(days=30), order="latest",
        ),
    }  # fmt: skip
    asked = {kind: [make() for _n in range(ASKED)] for kind, make in makers.items()}
    asked["hostile"] = [
        ask(*hostile(text, kind), seconds=0.15)
        for kind in ("word", "prefix", "phrase") for text in HOSTILE
    ] + [ask(*pieces, seconds=0.15, need=need) for pieces in dear() for need in ("most", "any")]  # fmt: skip
    return asked


class Spent:
    """Processor seconds so far, of this process, its children and the database's."""

    def __init__(self, name):
        self._pid = None
        if name == "postgresql":
            self._pid = db.session.scalar(db.text("SELECT pg_backend_pid()"))

    def __call__(self):
        own = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        if self._pid is None:
            return own
        ticks = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return own + sum(map(int, ticks)) / 100


@contextmanager
def forum(name, server):
    """An app with an empty database of the engine's kind, and its folder."""
    with tempfile.TemporaryDirectory() as folder, _database(name, server) as url:
        variables = {"FORUM_INSTANCE": folder, "FORUM_DATABASE_URL": url}
        app = create_app(config.read(variables, Path(folder, "forum.toml")), with_plugins=())
        with app.app_context():
            if url:
                database.begin("write")
                upgrade()
                database.commit()
            yield Path(folder)
            database.rollback()
            db.engine.dispose()


@contextmanager
def _database(name, server):
    """The address of an empty database, dropped at the end; none for an embedded engine."""
    if name != "postgresql":
        yield ""
        return
    server = (server or SERVER).rstrip("/")
    own = f"forum_speed_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {own}")
    try:
        yield f"{server}/{own}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {own} WITH (FORCE)")


def main(name, count, server=""):
    chance = random.Random(20)
    with forum(name, server) as folder:
        spent = Spent(name)
        engine = import_module(f"forum.search.{name}.engine").make(folder / "index", "en")
        made = Made(count, chance)
        build(engine, made, count, spent)
        every = []
        for kind, wanted in questions(made.sample, chance).items():
            if kind == "hostile":
                say("all of these", every)
            engine.query(wanted[0])
            took = [_timed(engine, one, spent) for one in wanted]
            every += took
            say(kind, took)


def say(kind, took):
    took = sorted(took)
    print(f"  {kind:12} p50 {took[len(took) // 2]:6.1f} ms  "
          f"p95 {took[int(len(took) * 0.95)]:6.1f} ms  most {took[-1]:6.1f} ms",
          flush=True)  # fmt: skip


def build(engine, made, count, spent):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, begun_wall, done = spent(), time.monotonic(), 0

    def say(n):
        nonlocal done
        if (done + n) // SAID > done // SAID:
            print(f"  {done + n:,} after {time.monotonic() - begun_wall:,.0f} s", flush=True)
        done += n

    engine.rebuild(made, say, lambda versions: ((), ()))
    used, wall = spent() - begun - made.took, time.monotonic() - begun_wall - made.took
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{engine.name} {count:,}: {count / used:,.0f} posts a processor second "
          f"({count / wall:,.0f} on the clock, {wall:,.0f} s), {memory:,.0f} MB more memory, "
          f"{engine.health().size / 1e6:,.0f} MB index", flush=True)  # fmt: skip


def _timed(engine, wanted, spent):
    begun = spent()
    engine.query(wanted)
    return (spent() - begun) * 1000


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:4])
