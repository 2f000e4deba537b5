"""Signing in with an account of elsewhere, in tests: the provider's process and a forum with it."""

import http.client
import json
import os
import subprocess
import sys
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.models import Identity, MemberSession, User
from forum.security import identities


class Providing:
    """The provider as its owner and its people use it: real HTTP on loopback."""

    def __init__(self, port):
        self.port, self.issuer = port, f"http://127.0.0.1:{port}"

    def put(self, path, **what):
        return self._ask("PUT", path, json.dumps(what), {"Content-Type": "application/json"})

    def person(self, subject, **claims):
        self.put(f"/users/{subject}", **claims)

    def paths(self):
        return json.loads(self._ask("GET", "/asked")[1])["paths"]

    def answer(self, address, subject):
        """What the browser comes back with, after `subject` has signed in at this address."""
        parts = urlsplit(address)
        assert f"http://{parts.netloc}" == self.issuer, "only the provider is a way out"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        said = {"sub": subject} if subject else {"action": "deny"}
        headers, _body = self._ask("POST", f"{parts.path}?{parts.query}", urlencode(said), form)
        back = urlsplit(headers["Location"])
        return dict(parse_qsl(back.query))

    def _ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        found = dict(answer.getheaders()), answer.read()
        connection.close()
        return found


@pytest.fixture(scope="session")
def provider_process():
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.provider"], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=environment, text=True,
    )  # fmt: skip
    yield Providing(int(started.stdout.readline()))
    started.terminate()
    started.wait()
    started.stdout.close()


@pytest.fixture
def provider(app, provider_process):
    """A forum whose brand has its accounts at this provider."""
    provider_process.put("/spoil")
    provider_process.put("/say")
    use(app, provider_process.issuer)
    return provider_process


def use(app, issuer, **more):
    """Without a provider that is there, too: `issuer` is only asked when somebody signs in."""
    app.config["FORUM"].values.update({
        "FORUM_OIDC_ISSUER": issuer, "FORUM_OIDC_CLIENT_ID": "forum",
        "FORUM_OIDC_CLIENT_SECRET": "a secret of tests",
        "FORUM_OUTGOING_ALLOWED": urlsplit(issuer).netloc, **more,
    })  # fmt: skip
    identities.init_app(app, app.config["FORUM"], {})


def go(client, **form):
    """Begin; the address at the provider that the browser is sent to."""
    page = client.post("/sign-in/with/oidc", data=form)
    assert page.status_code == 200, page.text
    return page.headers["Refresh"].partition("url=")[2]


def come_back(client, answer):
    return client.post("/sign-in/with/oidc/back", data=answer)


def sign_in(client, provider, subject, **form):
    return come_back(client, provider.answer(go(client, **form), subject))


def counts():
    tables = (User, Identity, MemberSession)
    found = [db.session.scalar(select(func.count(table.id))) for table in tables]
    database.rollback()  # a test that only looks keeps no lock
    return found


def linked(person, subject, provider):
    db.session.add(
        Identity(user_id=person.id, provider="oidc", issuer=provider.issuer, subject=subject)
    )
    database.commit()


def is_in(client):
    return client.get("/account").status_code == 200


def is_in_by(app, provider, subject):
    client = app.test_client()
    sign_in(client, provider, subject)
    return is_in(client)


@pytest.fixture
def visitor(app, cast, provider):
    """A browser of a guest; max is linked to "max-there"."""
    linked(cast.max, "max-there", provider)
    provider.person("max-there", email="max@example.org", email_verified=True, name="Max")
    return app.test_client()
