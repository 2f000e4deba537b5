"""What the cookie of a session is worth, and when it is worth nothing any more."""

import time

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import MemberSession, User
from forum.models.columns import utcnow
from forum.security import codes
from forum.services import accounts, sessions, tokens
from tests import factories
from tests.signing import PASSWORD, cookie, is_signed_in, max_, sign_in, with_cookie

__all__ = ["max_"]


# T54: session fixation


def test_a_session_set_before_signing_in_is_worth_nothing_after(app, max_):
    victim = app.test_client()
    with victim.session_transaction() as session:
        session["sid"], session["planted"] = "known to the attacker", True
    planted = cookie(victim)
    sign_in(victim)
    assert cookie(victim) != planted
    with victim.session_transaction() as session:
        assert "planted" not in session
        assert session["sid"] != "known to the attacker"
    assert not is_signed_in(with_cookie(app, planted))


def test_each_sign_in_is_another_session_and_ends_the_one_before_in_this_browser(app, max_):
    client = app.test_client()
    sign_in(client)
    first = cookie(client)
    sign_in(client)
    assert cookie(client) != first
    assert not is_signed_in(with_cookie(app, first))
    assert is_signed_in(client)


def test_the_token_against_forgery_changes_with_the_session(app, max_):
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = "known to the attacker"
    sign_in(client)
    with client.session_transaction() as session:
        assert session.get("csrf_token") != "known to the attacker"


@pytest.fixture
def ready(app, max_):
    """Max, signed in, with what it takes for a second factor in his session."""
    client = app.test_client()
    sign_in(client)
    secret = codes.new_secret()
    with client.session_transaction() as session:
        session["totp"] = secret
    source = app.extensions["security"].totp_factory._totp.from_source(secret)
    client.code = lambda seconds=0: source.generate(time=time.time() + seconds).token
    return client


def test_new_credentials_are_a_new_session_here_and_the_end_of_all_others(app, max_, ready):
    changes = [
        lambda: ready.post(
            "/account/password", data={"current": PASSWORD, "password": "five quiet lamps"}
        ),
        lambda: ready.post(
            "/account/two-factor", data={"current": "five quiet lamps", "code": ready.code()}
        ),
        lambda: ready.post("/account/two-factor/disable", data={"current": "five quiet lamps"}),
    ]
    for change in changes:
        with ready.session_transaction() as session:
            secret = session.get("totp")
        before = cookie(ready)
        token = factories.signed_in(db.session.get(User, max_.id))
        database.commit()
        elsewhere = app.test_client()
        with elsewhere.session_transaction() as session:
            session["_user_id"], session["sid"] = db.session.get(User, max_.id).fs_uniquifier, token
        assert is_signed_in(elsewhere)
        assert change().status_code in {200, 302}
        database.rollback()
        database.begin("write")
        db.session.expire_all()
        assert is_signed_in(ready)
        assert not is_signed_in(elsewhere)
        assert not is_signed_in(with_cookie(app, before))
        with ready.session_transaction() as session:
            session["totp"] = secret


# T55: a copied cookie


def test_a_copied_cookie_is_worthless_after_signing_out(app, max_):
    for keep in ("", "1"):
        client = app.test_client()
        sign_in(client, keep=keep)
        copied = cookie(client)
        assert is_signed_in(with_cookie(app, copied))
        answer = client.post("/sign-out")
        assert answer.status_code == 302
        thief = with_cookie(app, copied)
        assert thief.get("/account").status_code == 302
        assert thief.get("/account", headers={"Accept": "application/json"}).status_code == 401
        assert thief.post("/account", data={"display_name": "Thief"}).status_code == 401


@pytest.mark.parametrize(
    "happening", ["password", "reset", "role", "closed", "revoked", "everywhere"]
)
def test_a_copied_cookie_is_worthless_after(app, cast, max_, happening):
    client = app.test_client()
    sign_in(client, keep="1")
    copied = cookie(client)
    database.rollback()
    database.begin("write")
    user = db.session.get(User, max_.id)
    row = db.session.scalars(select(MemberSession).order_by(MemberSession.id.desc())).first()
    if happening == "password":
        accounts.change_password(user, user, PASSWORD, "five quiet lamps", sessions.Device())
    elif happening == "reset":
        token = tokens.issue(user, user, "reset")
        accounts.reset(cast.guest, user, token, "five quiet lamps")
    elif happening == "role":
        accounts.promote(cast.ada, user, ("moderators",))
    elif happening == "closed":
        user.active = False
    elif happening == "revoked":
        sessions.revoke(user, user, row)
    else:
        sessions.end_all(user, user)
    database.commit()
    thief = with_cookie(app, copied)
    assert thief.get("/account", headers={"Accept": "application/json"}).status_code == 401
    assert thief.post("/account/password", data={}).status_code == 401


def test_a_suspended_members_cookie_writes_nothing_on_any_page_others_see(app, cast, browser):
    client = browser(cast.sue)
    assert client.post("/account", data={"display_name": "Sue"}).status_code == 403
    assert client.post("/account/name", data={"name": "susanne"}).status_code == 403


def test_there_is_no_other_cookie_that_signs_in(app, max_):
    client = app.test_client()
    answer = sign_in(client, keep="1", remember="1", remember_me="1")
    assert [header.split("=")[0] for header in answer.headers.getlist("Set-Cookie")] == ["forum"]
    forged = app.test_client()
    forged.set_cookie("remember_token", f"{max_.fs_uniquifier}|0")
    assert not is_signed_in(forged)
    assert not is_signed_in_with(app, {"Authentication-Token": max_.get_auth_token()})


def is_signed_in_with(app, headers):
    return app.test_client().get("/account", headers=headers).status_code == 200


def test_keep_me_signed_in_is_the_cookies_length_and_nothing_else(app, max_):
    short, long = app.test_client(), app.test_client()
    assert "Expires=" not in sign_in(short).headers["Set-Cookie"]
    assert "Expires=" in sign_in(long, keep="1").headers["Set-Cookie"]
    ends = [
        row.expires_at - utcnow()
        for row in db.session.scalars(select(MemberSession).order_by(MemberSession.id))
    ]
    assert [round(left.total_seconds() / 86400) for left in ends] == [1, 60]


def test_signing_out_is_a_post(app, max_):
    client = app.test_client()
    sign_in(client)
    for method in (client.get, client.head, client.put, client.delete):
        assert method("/sign-out").status_code == 405
    assert is_signed_in(client)
