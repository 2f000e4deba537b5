"""Open, only reading, closed for a while: for people and programs, and the way back."""

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.models import Post
from forum.models.users import OPERATOR
from forum.security import passwords
from forum.services import settings
from tests import factories


def switch(mode, message=""):
    with database.unit("write"):
        settings.change(OPERATOR, "site.mode", mode)
        settings.change(OPERATOR, "site.mode_message", message)


@pytest.fixture
def thread(cast):
    made = factories.thread(author=cast.max, title="Which tent for wind?")
    database.commit()
    return made


def test_closed_to_all_but_admins_who_open_it_again(app, cast, browser, thread):
    cast.ada.password = passwords.hashed("seven wet socks")
    database.commit()
    guest, ada = browser(cast.guest), browser(cast.ada)
    path = f"/t/{thread.id}/{thread.slug}"
    assert guest.get(path).status_code == 200  # and is kept for other guests from here on
    switch("maintenance", "New drives until six.")
    for client in (guest, browser(cast.max), browser(cast.cleo)):
        for answer in (client.get(path), client.get("/nothing"), client.post(path)):
            assert answer.status_code == 503 and answer.headers["Retry-After"] == "600"
            assert "New drives until six." in answer.text and "Which tent" not in answer.text
    program = guest.get("/api/v1/threads", headers={"Accept": "application/json"})
    assert program.status_code == 503 and "New drives" in program.json["detail"]
    assert guest.get("/healthz").status_code == guest.get("/readyz").status_code == 200
    assert guest.get("/sign-in").status_code == 200
    assert ada.get(path).status_code == 200
    sent = {"site.mode": "open", "site.mode_message": ""}
    assert ada.post("/admin/settings/community", data=sent).status_code == 422  # the form answers
    switch("open")
    assert guest.get(path).status_code == 200


def test_while_there_is_only_reading_nothing_is_written_and_nothing_typed_is_lost(
    app, cast, browser, thread
):
    page, reply = f"/t/{thread.id}/{thread.slug}", f"/threads/{thread.id}/reply"
    client, ada = browser(cast.max), browser(cast.ada)
    switch("read-only")
    assert client.get(page).status_code == 200
    count = db.session.scalar(select(func.count(Post.id)))
    database.rollback()
    body = "A long answer <b>about</b> wind,\nin two lines, that nobody wants to type again."
    answer = client.post(reply, data={"body": body, "password": "hush"})
    assert answer.status_code == 503 and "Retry-After" in answer.headers
    assert "change nothing" in answer.text.replace("\n", " ") and "hush" not in answer.text
    assert "about&lt;/b&gt; wind,\nin two lines" in answer.text and 'name="body"' in answer.text
    for path in ("/account", "/uploads", "/search/click", "/drafts/new"):
        assert client.post(path, data={"bio": "x"}).status_code == 503
    assert ada.post(reply, data={"body": body}).status_code == 503
    assert client.post("/sign-out").status_code in {302, 303}
    assert db.session.scalar(select(func.count(Post.id))) == count
    database.rollback()
    switch("open")
    assert browser(cast.nia).post(reply, data={"body": body}).status_code == 303


def test_who_may_know_sees_what_is_how(app, cast, browser):
    app.config["FORUM_HEALTH_TOKEN"] = "a token"
    client = app.test_client()
    local = client.get("/readyz").text
    for name in ("database: answers", "tables: revision", "storage", "search", "worker", "mode"):
        assert name in local
    away = {"X-Forwarded-For": "192.0.2.7"}
    assert client.get("/readyz", headers=away).text == "ready\n"
    other = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/readyz", environ_base=other).text == "ready\n"
    known = {"Authorization": "Bearer a token", **away}
    assert "database: answers" in client.get("/readyz", headers=known).text
    wrong = {"Authorization": "Bearer ", **away}
    assert client.get("/readyz", headers=wrong).text == "ready\n"
    with database.unit("write"):
        db.session.execute(db.text("UPDATE alembic_version SET version_num = '0001'"))
    assert client.get("/readyz").status_code == 503 and client.get("/healthz").status_code == 200
