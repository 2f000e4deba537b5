"""The server over real HTTP, on a database that a test app of the same process looks into."""

import shutil

import pytest

from tests.server.running import Server


@pytest.fixture
def start(app, engine, tmp_path):
    """`start(FORUM_…=…)` is a running server on the database of `app`; all are killed at the end."""
    started = []

    def run(**more):
        url = "" if engine == "sqlite" else app.config["FORUM"]["FORUM_DATABASE_URL"]
        server = Server(tmp_path, url, **more)
        started.append(server)
        return server.start()

    yield run
    for server in started:
        server.kill()


@pytest.fixture(scope="module")
def server(empty_sqlite, tmp_path_factory):
    """One small server for all tests of a module that only knock at its door."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(empty_sqlite, folder / "forum.db")
    server = Server(folder, FORUM_WEB_PROCESSES="1", FORUM_WEB_THREADS="4", FORUM_PROXIES="1")
    try:
        yield server.start()
    finally:
        server.kill()
