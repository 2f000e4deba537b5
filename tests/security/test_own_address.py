"""Whose address stands in letters and answers, and that it is TLS."""

import re

import pytest
from flask import request
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Job
from tests.signing import max_, production

__all__ = ["max_"]


# T56: links in letters


POISON = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"Forwarded": "host=evil.example"},
    {"X-Original-Host": "evil.example"},
    {"Host": "localhost:@evil.example"},
]


@pytest.mark.parametrize("headers", POISON, ids=str)
def test_a_letters_link_is_ours_whatever_the_request_says(app, cast, headers):
    answer = app.test_client().post("/reset", data={"identity": "max"}, headers=headers)
    assert answer.status_code in {200, 400}
    assert "evil" not in answer.text
    database.rollback()
    database.begin("write")
    assert "evil" not in str([job.arguments for job in db.session.scalars(select(Job))])


@pytest.fixture
def public(app, tmp_path):
    """The same forum as it runs in production: https, one proxy in front."""
    made = production(tmp_path, FORUM_PROXIES="1")
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "forum.example.com.evil.example",
        "forum.example.com@evil.example",
        "forum.example.com:@evil.example",
        "",
        "evil.example:443",
        "xforum.example.com",
    ],
)
def test_an_unknown_host_is_refused(public, host):
    answer = public.test_client().get(
        "/sign-in", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_the_own_host_is_answered_and_a_forwarded_one_is_not_believed(public):
    client = public.test_client()
    https = {"Host": "forum.example.com", "X-Forwarded-Proto": "https"}
    for more in ({}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        answer = client.get("/sign-in", headers={**https, **more})
        assert answer.status_code == 200
        assert "evil" not in answer.text


# T112: TLS only


def test_in_production_the_cookie_is_for_this_host_and_https_only(public, max_):
    client = public.test_client()
    page = client.get(
        "/sign-in", headers={"Host": "forum.example.com", "X-Forwarded-Proto": "https"}
    )
    set_cookie = page.headers["Set-Cookie"]
    assert set_cookie.startswith("__Host-forum=")
    for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert flag in set_cookie
    assert "Domain" not in set_cookie
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "http://" not in re.sub(r"http://www\.w3\.org/\S+", "", page.text)


def test_the_scheme_is_the_proxys_word_only_where_there_is_one(public, app, tmp_path):
    @public.get("/scheme-seen")
    def seen():
        return request.scheme

    asked = {"headers": {"X-Forwarded-Proto": "https"}, "base_url": "http://forum.example.com"}
    assert public.test_client().get("/scheme-seen", **asked).text == "https"
    bare = production(tmp_path)
    bare.add_url_rule("/scheme-seen", view_func=seen)
    assert bare.test_client().get("/scheme-seen", **asked).text == "http"
    with bare.app_context():
        db.engine.dispose()


def test_letters_lie_open_in_development_only(app, public):
    https = {"Host": "forum.example.com", "X-Forwarded-Proto": "https"}
    assert app.test_client().get("/dev/mail").status_code == 200
    assert public.test_client().get("/dev/mail", headers=https).status_code == 404
    for name in ("../secret_key", "..%2fsecret_key", "20261123-000000-000000"):
        assert app.test_client().get(f"/dev/mail/{name}").status_code == 404
