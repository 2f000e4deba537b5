"""Attacks on signing in, joining and staying signed in, through the door they come by."""

import time

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import AccountToken, User
from forum.security import codes
from forum.services import accounts, doors, tokens
from tests.limiting import limits_on
from tests.signing import PASSWORD, is_signed_in, max_, production, sign_in

__all__ = ["max_"]


# T61: the second factor


def test_a_reset_does_not_skip_the_second_factor(app, cast, max_):
    max_.tf_primary_method, max_.tf_totp_secret = codes.METHOD, codes.new_secret()
    token = tokens.issue(cast.max, max_, "reset")
    database.commit()
    client = app.test_client()
    answer = client.post(f"/reset/{token}", data={"password": "five quiet lamps"})
    assert answer.location == "/sign-in"
    assert not is_signed_in(client)
    assert sign_in(client, password="five quiet lamps").location == "/sign-in/code"
    assert not is_signed_in(client)


def test_who_owes_a_code_gets_no_further_and_starts_again_after_a_while(app, max_):
    max_.tf_primary_method, max_.tf_totp_secret = codes.METHOD, codes.new_secret()
    database.commit()
    client = app.test_client()
    sign_in(client, next="/latest", keep="1")
    assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    assert not is_signed_in(client)
    with client.session_transaction() as session:
        session["second"] = [*session["second"][:3], int(time.time()) - 601]
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.post("/sign-in/code", data={"code": "000000"}).location == "/sign-in"
    source = app.extensions["security"].totp_factory._totp.from_source(max_.tf_totp_secret)
    sign_in(client, next="/latest", keep="1")
    answer = client.post("/sign-in/code", data={"code": source.generate().token})
    assert answer.location == "/latest"
    assert is_signed_in(client)


def test_a_member_signs_in_from_a_network_that_nobody_joins_from(app, cast, max_):
    doors.add(cast.ada, "range", "127.0.0.0/24")
    database.commit()
    client = app.test_client()
    sign_in(client)
    assert is_signed_in(client)


def test_nobody_owes_a_code_who_has_not_shown_a_password(app, max_):
    client = app.test_client()
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.post("/sign-in/code", data={"code": "123456"}).location == "/sign-in"


def test_a_half_sign_in_is_void_after_a_new_password(app, cast, max_):
    max_.tf_primary_method, max_.tf_totp_secret = codes.METHOD, codes.new_secret()
    database.commit()
    client = app.test_client()
    sign_in(client)
    database.rollback()
    database.begin("write")
    user = db.session.get(User, max_.id)
    accounts.reset(cast.guest, user, tokens.issue(user, user, "reset"), "five quiet lamps")
    database.commit()
    assert client.get("/sign-in/code").status_code == 200
    assert client.post("/sign-in/code", data={"code": "123456"}).location == "/sign-in"


# T62: one bucket for one place


FORGED = [
    lambda n: {"headers": {"X-Forwarded-For": f"198.51.100.{n}"}},
    lambda n: {"headers": {"Forwarded": f"for=198.51.100.{n}"}},
    lambda n: {"headers": {"X-Real-IP": f"198.51.100.{n}", "Client-IP": f"198.51.100.{n}"}},
    lambda n: {"environ_base": {"REMOTE_ADDR": f"2001:db8:1:2::{n + 1:x}"}},
    lambda n: {"environ_base": {"REMOTE_ADDR": ["192.0.2.1", "::ffff:192.0.2.1"][n % 2]}},
    lambda n: {"environ_base": {"SERVER_PROTOCOL": ["HTTP/1.0", "HTTP/1.1"][n % 2]}},
    lambda n: {"query_string": {"x": str(n)}},
]


@pytest.mark.parametrize("forged", FORGED)
def test_no_header_makes_another_of_the_same_client(app, cast, forged):
    with limits_on():
        found = [
            app.test_client()
            .post("/reset", data={"identity": f"somebody{n}"}, **forged(n))
            .status_code
            for n in range(21)
        ]
    assert found == [200] * 20 + [429]


def test_behind_a_proxy_only_its_own_word_counts(app, cast, tmp_path):
    public = production(tmp_path, FORUM_PROXIES="1")
    public.config["WTF_CSRF_ENABLED"] = False
    with limits_on():
        found = [
            public.test_client().post(
                "/reset", data={"identity": f"somebody{n}"},
                headers={"Host": "forum.example.com", "X-Forwarded-Proto": "https",
                         "X-Forwarded-For": f"10.1.1.{n}, 192.0.2.1"},
            ).status_code
            for n in range(21)
        ]  # fmt: skip
        other = public.test_client().post(
            "/reset", data={"identity": "somebody"},
            headers={"Host": "forum.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.2"},
        )  # fmt: skip
    assert found == [200] * 20 + [429]
    assert other.status_code == 200
    with public.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "path", ["//sign-in", "/sign-in/", "/SIGN-IN", "/./sign-in", "/sign-in%2f", "/%2e/sign-in"]
)
def test_there_is_one_address_to_sign_in_at(app, max_, path):
    client = app.test_client()
    answer = client.post(path, data={"identity": "max", "password": PASSWORD})
    assert answer.status_code in {308, 404, 405}
    assert answer.status_code != 308 or answer.location.endswith("/sign-in")
    assert not is_signed_in(client)


def test_too_many_is_said_with_when_to_come_back(app, cast):
    with limits_on():
        for _ in range(11):
            answer = sign_in(app.test_client(), password="not the password")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 901


# T64: where to go next


EVIL = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "https://localhost@evil.example",
    "http://localhost:@evil.example",
    "\\\\evil.example",
    " //evil.example",
    "/%2f/evil.example",
    "",
]


@pytest.mark.parametrize("then", EVIL)
def test_signing_in_leads_nowhere_else(app, max_, then):
    client = app.test_client()
    assert client.get("/sign-in", query_string={"next": then}).text.count("evil") == 0
    assert sign_in(client, next=then).location == "/"
    assert client.get("/sign-in", query_string={"next": then}).location == "/"


def test_signing_in_leads_back_to_where_one_was(app, max_):
    assert sign_in(app.test_client(), next="/t/1/hello?page=2").location == "/t/1/hello?page=2"


# T65: what is sent as a password


def test_a_password_of_ten_megabytes_is_refused_before_anything_is_computed(app, max_, monkeypatch):
    context = app.extensions["security"].pwd_context
    monkeypatch.setattr(context, "verify", lambda *_: pytest.fail("it was hashed"))
    for size, status in ((13_000_000, 413), (10_000_000, 413), (1_001, 422)):
        answer = sign_in(app.test_client(), password="x" * size)
        assert answer.status_code == status


@pytest.mark.parametrize(
    "password", ["x" * 64, "x" * 1000, "\x00", "four quiet\x00lamps", "ü" * 500, "\ud800"]
)
def test_no_password_breaks_the_page(app, max_, password):
    answer = app.test_client().post("/sign-in", json={"identity": "max", "password": password})
    assert answer.status_code == 422


# What a link from a letter shows, and letters in development


def test_following_a_link_changes_nothing_by_itself(app, cast, max_):
    token = tokens.issue(max_, max_, "email", email="new@example.org")
    reset = tokens.issue(max_, max_, "reset")
    database.commit()
    client = app.test_client()
    for path in (f"/account/email/{token}", f"/reset/{reset}"):
        for _ in range(2):  # a mail program that looks first, then the reader
            answer = client.get(path)
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-store"
    assert len(db.session.scalars(select(AccountToken)).all()) == 2
    database.rollback()
    assert client.post(f"/account/email/{token}").location == "/account/email"
    assert client.post(f"/account/email/{token}").status_code == 404
