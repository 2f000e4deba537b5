"""An admin looks as somebody else: read-only, nothing that is another's alone, half an hour."""

import re

import pytest
from sqlalchemy import select

from forum import database, tallies
from forum.extensions import db
from forum.models import Draft, GroupMember, Post, StaffAction, Thread
from forum.security import looking
from tests import factories

PAGE = "/admin/view-as"
CLOSED = ("/account", "/messages", "/notifications", "/notifications/count", "/drafts", "/bookmarks",
          "/uploads", "/admin", "/admin/categories", "/admin/why", PAGE, "/moderation", "/start",
          "/account/data", "/api/v1/categories", "/m/max/report", "/feed.atom")  # fmt: skip
OPEN = ("/", "/latest", "/unread", "/new", "/mine", "/categories", "/tags", "/members", "/m/max",
        "/m/max/card", "/team", "/groups", "/groups/ambassadors", "/badges", "/guidelines",
        "/search?q=path", "/filter?q=path", "/transparency", "/brand.css", "/colours.css")  # fmt: skip


@pytest.fixture
def places(cast):
    """A thread for everybody, one for ambassadors, one of Max's that waits, a draft of his."""
    lounge = factories.category(slug="lounge", private_to="ambassadors")
    made = {
        "open": factories.thread(title="Open path", author=cast.amy),
        "lounge": factories.thread(title="Lounge path", author=cast.amy, category=lounge),
        "waiting": factories.thread(title="Waiting path", author=cast.max, state="pending"),
    }
    key = f"thread:{made['open'].id}"
    factories._save(Draft(user_id=cast.max.id, key=key, payload={"body": "half a sentence"}))
    database.commit()
    return {name: f"/t/{one.id}/{one.slug}" for name, one in made.items()}


def look(client, **data):
    return client.post(PAGE, data={"group": "guest", **data})


def test_an_admin_sees_what_others_may_and_nothing_that_is_theirs_alone(cast, browser, places):
    admin = browser(cast.ada)
    assert look(admin, name="max").status_code == 303
    home = admin.get("/")
    assert "You see the forum as Max does." in home.text and "Open path" in home.text
    assert "Lounge path" not in home.text and home.headers["Cache-Control"] == "no-store"
    statuses = [admin.get(places[name]).status_code for name in ("open", "lounge", "waiting")]
    assert statuses == [200, 404, 404]
    assert "half a sentence" not in admin.get(places["open"]).text
    for path in CLOSED:
        answer = admin.get(path)
        assert answer.status_code == 403 and "while you view" in answer.text, path
    assert admin.post(f"{PAGE}/end").status_code == 303
    assert "You see the forum" not in admin.get("/").text
    assert admin.get(places["lounge"]).status_code == 200
    line = db.session.scalars(db.select(StaffAction).order_by(StaffAction.id)).first()
    assert (line.verb, line.user_id, line.actor_id) == ("view-as", cast.max.id, cast.ada.id)


@pytest.mark.parametrize(
    "who", [{"name": "amy"}, {"name": "sue"}, {"group": "moderators"}, {"group": "trust-2"},
            {"group": "community-managers"}, {"group": "guest"}]
)  # fmt: skip
def test_every_open_page_is_there_and_none_carries_a_token(cast, browser, places, who):
    admin = browser(cast.ada)
    look(admin, **who)
    for path in (*OPEN, places["open"]):
        answer = admin.get(path, follow_redirects=True)
        assert answer.status_code == 200 or "sign-in" in admin.get(path).headers["Location"], path
        tokens = re.findall(r'name="csrf_token"[^>]*', answer.text)
        assert len(tokens) == ("looking" in answer.text), path
    expected = 200 if who in ({"name": "amy"}, {"group": "community-managers"}) else 404
    assert admin.get(places["lounge"]).status_code == expected


def test_nothing_is_written_and_nothing_remembered(app, cast, browser, places):
    admin = browser(cast.ada)
    look(admin, name="amy")
    noted = tallies.current()
    before = repr(vars(noted))
    thread_id = places["open"].split("/")[2]
    for path in ("/read", f"/threads/{thread_id}/reply", f"/threads/{thread_id}/read", "/search/clicked",
                 "/account/name", "/admin/words/new", PAGE, "/sign-in", "/uploads",
                 "/preferences/scheme"):  # fmt: skip
        assert admin.post(path, data={"body": "Written by nobody."}).status_code == 403, path
        assert admin.post(path, json={"body": "By nobody."}).status_code == 403, path
    for path in (places["open"], "/search?q=path"):
        admin.get(path)
    assert repr(vars(noted)) == before
    assert db.session.scalar(db.select(db.func.count(Post.id))) == 3
    assert set(db.session.scalars(db.select(Thread.view_count))) == {0}


def test_who_looks_as_themselves_again_is_written_down_once(cast, browser, places):
    admin = browser(cast.ada)
    look(admin, name="amy")
    for _n in range(2):
        assert admin.post("/admin/view-as/end").status_code == 303
    browser(cast.max).post("/admin/view-as/end")
    rows = db.session.scalars(select(StaffAction).order_by(StaffAction.id)).all()
    assert [(row.verb, row.details["as"]) for row in rows] == [
        ("view-as", "member"), ("view-as-end", "member"),
    ]  # fmt: skip


def test_it_is_for_admins_and_ends_by_itself(cast, browser, places, monkeypatch):
    for who in (cast.mo, cast.cleo, cast.max):
        assert look(browser(who), name="amy").status_code == 403
        assert browser(who).get(PAGE).status_code == 403
    admin = browser(cast.ada)
    for wrong in ({"name": "ada"}, {"group": "admins"}, {"group": "nobody"}, {"name": "nobody"}):
        assert look(admin, **wrong).status_code == 422
    look(admin, name="amy")
    with admin.session_transaction() as session:
        stolen = session[looking.KEY]
    other = browser(cast.max)  # the same in another's session is nothing
    for forged in (stolen, [*stolen[:3], cast.max.id], ["member", cast.ada.id, *stolen[2:]], "x"):
        with other.session_transaction() as session:
            session[looking.KEY] = forged
        assert other.get("/account").status_code == 200
        assert other.get(places["lounge"]).status_code == 404
    long_ago, ever = stolen[2] - looking.SECONDS, stolen[2] + 10**6
    for until, is_looking in ((stolen[2], True), (long_ago, False), (ever, False)):
        with admin.session_transaction() as session:
            session[looking.KEY] = [*stolen[:2], until, cast.ada.id]
        assert ("You see the forum" in admin.get("/").text) == is_looking
    with admin.session_transaction() as session:
        session[looking.KEY] = stolen
    monkeypatch.setattr(looking, "time", lambda: stolen[2] + 1)
    assert admin.get("/admin/categories").status_code == 200
    monkeypatch.undo()
    db.session.execute(db.delete(GroupMember).where(GroupMember.user_id == cast.ada.id))
    database.commit()
    page = admin.get(places["lounge"])
    assert page.status_code == 404 and "You see the forum" not in page.text
    assert admin.get("/account").status_code == 200
