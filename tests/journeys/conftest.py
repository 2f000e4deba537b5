"""A forum that serves over HTTP, and readers in a real Chromium who notice what goes wrong."""

import shutil
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import WSGIRequestHandler, make_server

from forum import database
from forum.extensions import db
from forum.models import OPERATOR, User
from forum.security import passwords
from forum.services import setups
from tests import factories, post_office
from tests.conftest import make_app
from tests.journeys import places
from tests.journeys.readers import PATIENCE, Reader


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # so that a browser's connections are used again

    def log(self, type, message, *args):
        pass


@pytest.fixture
def live(empty_sqlite, tmp_path):
    """A forum with its people and some threads: `app`, `address`, `people`, `threads`."""
    with served(empty_sqlite, tmp_path, places.furnish) as forum:
        yield forum


@pytest.fixture
def waiting(empty_sqlite, tmp_path):
    """A forum that waits to be founded: `app`, `address`, `token`."""
    begun = lambda: SimpleNamespace(token=setups.begin(OPERATOR))  # noqa: E731
    with served(empty_sqlite, tmp_path, begun) as forum:
        yield forum


@contextmanager
def served(empty_sqlite, folder, furnish):
    """A forum over HTTP, with what `furnish` makes."""
    shutil.copy(empty_sqlite, folder / "forum.db")
    app = make_app(folder, WTF_CSRF_ENABLED=True)
    with app.app_context():
        database.begin("write")
        found = furnish()
        database.commit()
        with answering(app) as address:
            yield SimpleNamespace(app=app, address=address, **vars(found))
        database.rollback()
        db.engine.dispose()


@contextmanager
def answering(app):
    """The address at which `app` answers meanwhile."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def reader(chromium, live):
    """`reader(person, …)` opens a browser of their own; see readers.Reader. None is a guest.

    When the test ends, every one of them must have met no error, no other host and no breach of
    the content security policy.
    """
    opened: list[Reader] = []

    def open_as(person=None, **options) -> Reader:
        made = Reader(chromium, live.address, **options)
        opened.append(made)
        if person is not None:
            made.take_cookie(*cookie(live.app, person))
        return made

    yield open_as
    for each in opened:
        each.close()
    assert [wrong for each in opened for wrong in each.wrongs] == []


def cookie(app, person):
    """The session cookie of somebody who has signed in."""
    database.begin("write")
    token = factories.signed_in(person)
    database.commit()
    session = {"_user_id": person.fs_uniquifier, "_fresh": True, "sid": token}
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    return app.config["SESSION_COOKIE_NAME"], signer.dumps(session)


@contextmanager
def rows():
    """Look at what is in the database now."""
    database.begin("read")
    db.session.expire_all()
    try:
        yield db.session
    finally:
        database.rollback()


def added(make):
    """What `make` makes, saved while the forum serves."""
    database.begin("write")
    made = make()
    database.touch(*(f"thread:{n}" for n in [getattr(made, "thread_id", 0)] if n), "lists")
    database.commit()
    return made


def with_password(live, password):
    """Max, who can sign in by himself."""

    def change():
        user = db.session.get(User, live.people.max.id)
        user.password = passwords.hashed(password)
        return user

    return added(change)


def soon(look):
    """What `look` finds as soon as it finds something, or in the end."""
    until = time.monotonic() + PATIENCE / 1000
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


@pytest.fixture
def post(live):
    """An SMTP server that takes the letters of `live`."""
    office = post_office.Post()
    office.start()
    values = live.app.config["FORUM"].values
    values["FORUM_MAIL_URL"] = f"smtp://127.0.0.1:{office.port}"
    values["FORUM_BASE_URL"] = live.address
    yield office
    office.stop()
