"""Extra fields, odd shapes, missing tokens, others' things."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import MemberSession, SignUp
from forum.models.columns import utcnow
from forum.services import accounts
from tests import factories
from tests.signing import PASSWORD, cookie, joining, max_

__all__ = ["max_"]


# T38, T39: what else a request carries


def test_nothing_but_the_fields_of_the_form_is_taken(app, cast):
    more = {
        "is_admin": "1",
        "trust_level": "4",
        "groups": "admins",
        "active": "1",
        "confirmed_at": "2020-01-01",
        "claimed_at": "2020-01-01",
        "byline": "Admin",
        "id": "1",
        "created_at": "2000-01-01",
    }
    client = app.test_client()
    more["challenge"] = joining(minutes=1)
    database.rollback()
    client.post(
        "/join",
        data={
            "name": "nora",
            "email": "nora@example.org",
            "password": PASSWORD,
            **more,
        },
    )
    database.rollback()
    database.begin("write")
    user = accounts.confirm(cast.guest, db.session.scalars(select(SignUp)).one())
    assert (user.trust_level, user.byline, user.created_at.year) == (0, "", utcnow().year)
    database.commit()


def test_a_profile_takes_its_five_fields_only(cast, browser):
    answer = browser(cast.max).post("/account", data={
        "display_name": "Max", "byline": "Admin, Fernway", "email": "x@example.org", "trust_level": "4",
        "name": "admin", "title": "Boss", "suspended_until": "", "id": str(cast.ada.id),
    })  # fmt: skip
    assert answer.status_code == 302
    database.rollback()
    database.begin("write")
    db.session.expire_all()
    assert (
        cast.max.byline,
        cast.max.email,
        cast.max.trust_level,
        cast.max.name,
        cast.max.title,
    ) == (
        "",
        "max@example.org",
        1,
        "max",
        "",
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"identity": ["max", "amy"], "password": PASSWORD},
        {"identity": {"$gt": ""}, "password": PASSWORD},
        {"identity": True, "password": PASSWORD},
        {"identity": "max", "password": None},
        {"identity": 1, "password": 1},
        [],
        "max",
        {"__proto__": {}},
        {"identity": "max", "password": PASSWORD, "keep": "1e3"},
    ],
)
def test_odd_shapes_are_mistakes_and_not_errors(app, max_, sent):
    answer = app.test_client().post("/sign-in", json=sent)
    assert answer.status_code in {400, 422}


# T53: forged requests


@pytest.fixture
def guarded(app, max_):
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def test_every_route_here_that_writes_wants_the_token(guarded):
    client = guarded.test_client()
    with guarded.test_request_context():
        rules = [rule for rule in guarded.url_map.iter_rules() if "POST" in rule.methods]
    mine = {"sessions", "joining", "accounts", "second_factor"}
    paths = [rule for rule in rules if rule.endpoint.split(".")[0] in mine]
    assert len(paths) > 20
    for rule in paths:
        values = {name: "1" if name.endswith("_id") else "x" * 27 for name in rule.arguments}
        with guarded.test_request_context():
            path = rule.build(values)[1]
        answer = client.post(path, data={"x": "1"})
        assert answer.status_code == 400, path


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "http://localhost"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": "https://evil.example"}, 400),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 400),
        ({}, 400),
    ],
)
def test_a_look_is_chosen_from_our_own_pages_only(guarded, headers, status):
    client = guarded.test_client()
    answer = client.post("/preferences/scheme", data={"scheme": "dark"}, headers=headers)
    assert answer.status_code == status
    assert (cookie(client, "scheme") == "dark") is (status == 302)


def test_a_guest_who_chose_dark_gets_dark_pages_without_a_script(app, cast):
    client = app.test_client()
    client.post(
        "/preferences/scheme", data={"scheme": "dark"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert 'data-scheme="dark"' in client.get("/sign-in").text
    assert "data-scheme=" not in app.test_client().get("/sign-in").text
    client.set_cookie("scheme", '"><script>')
    assert "<script>" not in client.get("/sign-in").text


# T40: what belongs to others


def test_nobody_ends_anothers_session_or_removes_anothers_passkey(app, cast, browser, max_):
    factories.signed_in(cast.amy)
    database.commit()
    theirs = db.session.scalars(
        select(MemberSession).where(MemberSession.user_id == cast.amy.id)
    ).one()
    client = browser(max_)
    assert client.post(f"/account/sessions/{theirs.id}/revoke").status_code == 404
    assert client.post("/account/passkeys/1/remove", data={"current": PASSWORD}).status_code == 404
    database.rollback()
    database.begin("write")
    db.session.refresh(theirs)
    assert theirs.revoked_at is None
