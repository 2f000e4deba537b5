"""The cast, an empty forum on both databases, a browser for each of the cast, a query counter."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from forum import config, database
from forum.app import create_app
from forum.extensions import db
from forum.models import Guest
from forum.models.groups import AUTOMATIC
from forum.queries import search, similar
from forum.search.postgresql.tables import NAMES as INDEX_TABLES
from tests import factories, sharing

pytest_plugins = ["tests.providing", "tests.reporting"]
# How long an example takes says something about the machine, nothing about the forum.
hypothesis.register_profile("forum", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("forum")
# The same for how long the search engine may take before it is answered without it.
search.SECONDS = similar.SECONDS = 20.0
# Tests in these folders touch the data layer: they run on SQLite and on PostgreSQL.
ON_BOTH = {
    "services", "queries", "policies", "jobs", "models", "importers", "server", "relevance",
    "archives", "plugins",
}  # fmt: skip
POSTGRES = os.environ.get("FORUM_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
CHROMIUM = "/usr/bin/chromium"
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
KEPT_ROWS = {"alembic_version", "badge", "group", "guideline_document", "reaction_kind"}


IN_MEMORY, ENOUGH = Path("/dev/shm"), 2 * 2**30


def _shared() -> Path:
    """A folder for what all workers of a run share, made and removed by the one that starts them.
    It, and the folders of the tests, are in memory where there is enough: a test waits for no disk.
    """
    if made := os.environ.get("FORUM_TEST_SHARED"):
        return Path(made)
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))
    folder = tempfile.mkdtemp(prefix="forum-tests-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
    os.environ["FORUM_TEST_SHARED"] = folder
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):  # else each started process compiles it all
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/python"
    Path(folder, "templates").mkdir()
    return Path(folder)


SHARED = _shared()
TEMPLATES = FileSystemBytecodeCache(str(SHARED / "templates"))


def pytest_collection_finish(session):
    sharing.ignore_what_is_there()


# These take long each: the last minute of a run must not be one worker's alone.
FIRST = ("sweeps", "server", "cli", "demo", "two_nodes", "journeys")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    tests = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(tests).parts[0] not in FIRST)


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(SHARED, ignore_errors=True)


class Browser(FlaskClient):
    """Each request gets an app context of its own, as in life. Otherwise `g`, and with it
    Flask-Login's cached user, would leak from one request of a test into the next. The kind of
    unit of work that a request begins does not leak into the test either."""

    def open(self, *args, **kwargs):
        kwargs.setdefault("buffered", True)  # read and closed, files as well

        def visit():
            with self.application.app_context():
                answer = super(Browser, self).open(*args, **kwargs)
                answer.request.environ["wsgi.input"].close()  # what is large is sent from a file
                return answer

        return copy_context().run(visit)


def pytest_generate_tests(metafunc):
    folder = Path(metafunc.definition.path).relative_to(Path(__file__).parent).parts[0]
    if "engine" in metafunc.fixturenames:
        engines = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
        metafunc.parametrize(
            "engine", engines if folder in ON_BOTH else ["sqlite"], scope="session"
        )


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A migrated, empty database to copy."""
    folder = tmp_path_factory.mktemp("empty")
    app = make_app(folder)
    with app.app_context():
        database.begin("write")  # whatever the last test on this worker was doing
        upgrade()
        db.engine.dispose()
    return folder / "forum.db"


@contextmanager
def postgres_database(name):
    """The address of an empty database of this name, dropped afterwards. Skips, or fails in CI,
    where PostgreSQL does not answer."""
    try:
        admin = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if os.environ.get("FORUM_TEST_ALL"):
            raise
        pytest.skip("PostgreSQL does not answer")
    with admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
    yield f"{POSTGRES}/{name}"
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def empty_postgres(tmp_path_factory):
    """A migrated, empty database of this worker's own; emptied again after each test."""
    with postgres_database(f"forum_test_{WORKER}_{os.getpid()}") as url:
        app = make_app(tmp_path_factory.mktemp("postgres"), url)
        with app.app_context():
            database.begin("write")
            upgrade()
            db.engine.dispose()
        yield url


def make_app(folder, url="", with_plugins=(), **extra):
    variables = {
        "FORUM_INSTANCE": str(folder),
        "FORUM_DATABASE_URL": url,
        "FORUM_SECRET_KEY": "of tests",
    }
    settings = config.read(variables, folder / "forum.toml")
    # Argon2 at its least: what it costs in life is shown in tests/security/test_passwords.py.
    cheap = {
        "argon2__type": "ID",
        "argon2__memory_cost": 8,
        "argon2__time_cost": 1,
        "argon2__parallelism": 1,
    }
    options = {
        "TESTING": True,
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": cheap,
        **extra,
    }
    app = create_app(settings, options, with_plugins=with_plugins)
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """What kind of unit of work the last test was in is nobody's business: not of the fixtures of
    a module or session either, which are made before those of a test."""
    database.begin("write")


@pytest.fixture
def app(engine, tmp_path, request):
    if engine == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "forum.db")
        app = make_app(tmp_path)
    else:
        url = request.getfixturevalue("empty_postgres")
        app = make_app(tmp_path, url)
        sharing.connections(app, url)
    with app.app_context():
        sharing.statements(db.engine)
        database.begin("write")
        yield app
        database.rollback()
        if engine == "postgresql":
            empty()
        if engine == "sqlite" or db.engine.pool.checkedout():
            db.engine.dispose()


_COUNT_ANEW = """SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences
WHERE last_value IS NOT NULL AND NOT sequencename = ANY(:kept)"""


def empty():
    """Delete the rows of every table that has any, and count from 1 again."""
    database.begin("write")
    tables = [t.name for t in db.metadata.sorted_tables if t.name not in KEPT_ROWS]
    tables += sorted(INDEX_TABLES)
    any_rows = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables
    )
    full = set(db.session.scalars(db.text(any_rows)))
    # No trigger runs: the log of the team is kept by one, and each row of a table that many others
    # point to would be looked for in all of these.
    db.session.execute(db.text("SET LOCAL session_replication_role = replica"))
    db.session.execute(db.text("UPDATE guideline_document SET category_id = NULL WHERE id > 1"))
    for name in reversed(tables):  # a TRUNCATE makes new files, which takes longer
        if name in full:
            db.session.execute(db.text(f'DELETE FROM "{name}"'))
    db.session.execute(db.text("DELETE FROM guideline_document WHERE id > 1"))
    db.session.execute(
        db.text('DELETE FROM "group" WHERE id > :shipped'), {"shipped": max(AUTOMATIC)}
    )
    db.session.execute(db.text("DELETE FROM badge WHERE NOT is_shipped"))
    db.session.execute(db.text("UPDATE badge SET holder_count = 0 WHERE holder_count > 0"))
    db.session.execute(db.text(_COUNT_ANEW), {"kept": [f"{name}_id_seq" for name in KEPT_ROWS]})
    db.session.commit()


@pytest.fixture
def cast(app):
    """The people of the tests; see docs/house.md §9."""
    people = SimpleNamespace(
        guest=Guest(),
        nia=factories.user(name="nia", trust_level=0),
        max=factories.user(name="max"),
        amy=factories.user(name="amy", groups=["ambassadors"]),
        mo=factories.user(name="mo", groups=["moderators"]),
        cleo=factories.user(
            name="cleo", groups=["community-managers"], byline="Community manager, Fernway"
        ),
        ada=factories.user(name="ada", groups=["admins"], byline="Admin, Fernway"),
        sue=factories.user(name="sue", suspended=True),
    )
    database.commit()
    return people


@pytest.fixture
def browser(app):
    """`browser(person)` is a client signed in as that person; a guest's has no cookie at all."""

    def as_(person):
        client = app.test_client()
        if person.is_authenticated:
            token = factories.signed_in(person)
            database.commit()
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
                session["sid"] = token
        return client

    return as_


@pytest.fixture
def queries(app):
    """`with queries() as seen:` collects the SQL statements sent meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def listen(_connection, _cursor, statement, *_rest):
            if not statement.startswith(("PRAGMA", "BEGIN")):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", listen)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", listen)

    return counting


@pytest.fixture(scope="session")
def chromium():
    """One for all tests of a worker: Playwright can be started once in a process."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("FORUM_TEST_ALL"):
            pytest.fail(f"there is no {CHROMIUM}")
        pytest.skip(f"there is no {CHROMIUM}")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS.split())
        yield browser
        browser.close()
