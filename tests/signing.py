"""Max with a password, signing in, and his cookie, for tests of the doors."""

import re
from datetime import timedelta

import pytest

from forum import config, database
from forum.app import create_app
from forum.models.columns import utcnow
from forum.security import challenges, passwords
from tests.conftest import Browser

PASSWORD = "four quiet lamps"


@pytest.fixture
def max_(app, cast):
    """Max, who has a password, in a forum that has been asked for something already."""
    cast.max.password = passwords.hashed(PASSWORD)
    database.commit()
    app.test_client().get("/sign-in")
    return cast.max


def statements(seen):
    return [re.sub(r"\s+", " ", statement) for statement in seen]


def sign_in(client, **changes):
    typed = {"identity": "max", "password": PASSWORD, **changes}
    return client.post("/sign-in", data=typed)


def cookie(client, name="forum"):
    found = client.get_cookie(name)
    return found.value if found else None


def is_signed_in(client):
    return client.get("/account").status_code == 200


def with_cookie(app, value):
    client = app.test_client()
    client.set_cookie("forum", value)
    return client


def production(tmp_path, **variables):
    settings = config.read({
        "FORUM_INSTANCE": str(tmp_path), "FORUM_SECRET_KEY": "of tests", "FORUM_ENV": "production",
        "FORUM_BASE_URL": "https://forum.example.com", **variables,
    }, tmp_path / "forum.toml")  # fmt: skip
    app = create_app(settings, {"TESTING": True, "RATELIMIT_ENABLED": False}, with_plugins=[])
    app.test_client_class = Browser
    return app


def joining(**ago):
    """What the form to join says of when it was drawn."""
    return challenges.draw("join", utcnow() - timedelta(**ago)).text
