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
from tests import factories

pytest_plugins = ["tests.reporting"]
# How long an example takes says something about the machine, nothing about the forum.
hypothesis.register_profile("forum", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("forum")
# Tests in these folders touch the data layer: they run on SQLite and on PostgreSQL.
ON_BOTH = {"services", "queries", "policies", "jobs", "models", "importers", "server"}
POSTGRES = os.environ.get("FORUM_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
TEMPLATES = FileSystemBytecodeCache(tempfile.mkdtemp(prefix="forum-templates-"))
CHROMIUM = "/usr/bin/chromium"
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
KEPT_ROWS = {"alembic_version", "badge", "group", "reaction_kind"}


class Browser(FlaskClient):
    """Each request gets an app context of its own, as in life. Otherwise `g`, and with it
    Flask-Login's cached user, would leak from one request of a test into the next. The kind of
    unit of work that a request begins does not leak into the test either."""

    def open(self, *args, **kwargs):
        kwargs.setdefault("buffered", True)  # read and closed, files as well

        def visit():
            with self.application.app_context():
                return super(Browser, self).open(*args, **kwargs)

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


@pytest.fixture(scope="session")
def empty_postgres(tmp_path_factory):
    """A migrated, empty database of this worker's own; emptied again after each test."""
    name = f"forum_test_{WORKER}_{os.getpid()}"
    try:
        admin = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if os.environ.get("FORUM_TEST_ALL"):
            raise
        pytest.skip("PostgreSQL does not answer")
    with admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name}")
    url = f"{POSTGRES}/{name}"
    app = make_app(tmp_path_factory.mktemp("postgres"), url)
    with app.app_context():
        database.begin("write")
        upgrade()
        db.engine.dispose()
    yield url
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def make_app(folder, url="", **extra):
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
    app = create_app(settings, options, with_plugins=[])
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
        app = make_app(tmp_path, request.getfixturevalue("empty_postgres"))
    with app.app_context():
        database.begin("write")
        yield app
        database.rollback()
        if engine == "postgresql":
            empty()
        db.engine.dispose()


_COUNT_ANEW = """SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences
WHERE last_value IS NOT NULL AND NOT sequencename = ANY(:kept)"""


def empty():
    """Delete the rows of every table that has any, and count from 1 again."""
    database.begin("write")
    tables = [t.name for t in db.metadata.sorted_tables if t.name not in KEPT_ROWS]
    any_rows = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables
    )
    full = set(db.session.scalars(db.text(any_rows)))
    for name in reversed(tables):  # a TRUNCATE makes new files, which takes longer
        if name in full:
            db.session.execute(db.text(f'DELETE FROM "{name}"'))
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
