"""Leaving in the browser: asking with the password, being hidden, coming back in time."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Departure, MemberSession
from forum.security import passwords

PASSWORD = "a long pass phrase 7"


@pytest.fixture
def max_(cast):
    cast.max.password = passwords.hashed(PASSWORD)
    database.commit()
    return cast.max


def leave(client, **fields):
    return client.post("/account/leave", data={"posts": "keep", "current": PASSWORD, **fields})


def sign_in(client, **fields):
    return client.post(
        "/sign-in", data={"identity": "max", "password": PASSWORD, "next": "/tags", **fields}
    )


def test_the_page_says_what_happens_and_keeps_what_was_chosen_when_the_password_is_wrong(
    max_, browser
):
    client = browser(max_)
    assert "For 14 days you can change your mind" in client.get("/account/leave").text
    answer = leave(client, posts="blank", current="not my password")
    assert answer.status_code == 422
    assert 'value="blank" checked' in answer.text
    assert "This is not your password." in answer.text
    assert db.session.scalar(select(Departure.user_id)) is None


def test_who_leaves_is_signed_out_everywhere_and_nobody_finds_them(cast, max_, browser):
    client, other, guest = browser(max_), browser(max_), browser(cast.guest)
    assert guest.get("/m/max").status_code == 200
    assert leave(client).headers["Location"] == "/"
    assert "would rather stay" in client.get("/").text
    assert other.get("/account").status_code == 302
    assert guest.get("/m/max").status_code == 404
    assert "/m/max" not in guest.get("/members").text


def test_who_comes_back_in_time_is_asked_and_stays(app, max_, browser):
    leave(browser(max_))
    client = app.test_client()
    assert sign_in(client).headers["Location"] == "/sign-in/leaving"
    page = client.get("/sign-in/leaving")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Your posts will then stay, without your name." in page.text
    assert client.get("/account").status_code == 302, "asking is no session"
    assert client.post("/sign-in/leaving").headers["Location"] == "/"
    assert client.get("/account").status_code == 200
    assert client.get("/m/max").status_code == 200


def test_who_only_looks_at_the_question_goes_on_leaving(app, max_, browser):
    leave(browser(max_))
    client = app.test_client()
    sign_in(client)
    client.get("/sign-in/leaving")
    assert db.session.scalar(select(Departure.user_id)) == max_.id
    live = select(MemberSession.id).where(MemberSession.revoked_at.is_(None))
    assert db.session.scalars(live).all() == []


def test_the_question_is_not_answered_for_who_has_not_signed_in(app, max_, browser):
    leave(browser(max_))
    client = app.test_client()
    assert client.post("/sign-in/leaving").headers["Location"] == "/sign-in"
    assert sign_in(client, password="something else 7").status_code == 422
    assert client.post("/sign-in/leaving").headers["Location"] == "/sign-in"
    assert db.session.scalar(select(Departure.user_id)) == max_.id


def test_the_only_admin_is_told_why_they_cannot_leave(cast, browser):
    client = browser(cast.ada)
    page = client.get("/account/leave").text
    assert "You are the only admin. Make somebody else an admin first." in page
    assert leave(client).status_code == 403
