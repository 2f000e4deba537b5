"""Bookmarks: kept with a note, found again, reminded of; never of what one may not read."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.jobs import bookmarks as jobs
from forum.models import Bookmark, Notification
from forum.models.columns import utcnow
from tests import factories


@pytest.fixture
def post(app, cast):
    thread = factories.thread(author=cast.max, title="Wet socks")
    made = factories.post(thread=thread, author=cast.amy, body="Dry them slowly.")
    database.commit()
    return made.id


def kept():
    rows = db.session.execute(select(Bookmark.note, Bookmark.remind_at)).all()
    database.rollback()
    return rows


def test_a_post_is_kept_changed_and_let_go_by_forms(app, cast, browser, post):
    client = browser(cast.max)
    place = f"/posts/{post}/bookmark"
    day = f"{utcnow() + timedelta(days=3):%Y-%m-%d}"
    assert client.get(place).status_code == 200
    assert client.post(place, data={"note": "for winter", "remind": day}).status_code == 303
    page = client.get("/bookmarks").get_data(as_text=True)
    for words in ("Wet socks", "Dry them slowly.", "for winter", "Reminder:"):
        assert words in page
    assert 'value="for winter"' in client.get(place).get_data(as_text=True)
    assert client.post(place, data={"note": "for spring"}).status_code == 303
    assert [tuple(row) for row in kept()] == [("for spring", None)]
    assert client.post(f"/posts/{post}/unbookmark").status_code == 303
    assert kept() == []


@pytest.mark.parametrize("remind", ["2020-01-01", "soon", "9999-99-99"])
def test_a_day_that_is_none_or_gone_is_refused(app, cast, browser, post, remind):
    answer = browser(cast.max).post(f"/posts/{post}/bookmark", data={"remind": remind, "note": "n"})
    assert answer.status_code == 422
    assert 'value="n"' in answer.get_data(as_text=True)
    assert kept() == []


def test_only_ones_own_and_only_what_one_may_read(app, cast, browser, post):
    client = browser(cast.max)
    client.post(f"/posts/{post}/bookmark", data={"note": "mine"})
    assert "mine" not in browser(cast.mo).get("/bookmarks").get_data(as_text=True)
    assert browser(cast.guest).get("/bookmarks").status_code == 302
    hidden = factories.thread(category=factories.category(private_to="moderators"))
    other = factories.post(thread=hidden)
    database.commit()
    assert client.get(f"/posts/{other.id}/bookmark").status_code == 404
    db.session.execute(db.text(f"UPDATE thread SET category_id = {hidden.category_id}"))
    database.commit()
    assert "Wet socks" not in client.get("/bookmarks").get_data(as_text=True)


def test_a_reminder_is_a_notification_once(app, cast, browser, post):
    client = browser(cast.max)
    day = f"{utcnow() + timedelta(days=3):%Y-%m-%d}"
    client.post(f"/posts/{post}/bookmark", data={"remind": day})
    jobs.remind()
    assert db.session.scalars(select(Notification)).all() == []
    db.session.execute(update(Bookmark).values(remind_at=utcnow() - timedelta(minutes=1)))
    jobs.remind()
    jobs.remind()
    [row] = db.session.scalars(select(Notification)).all()
    assert (row.user_id, row.event, row.post_id) == (cast.max.id, "reminder", post)
    database.commit()
    assert "You wanted to be reminded" in client.get("/notifications").get_data(as_text=True)


def test_the_list_goes_on_and_costs_the_same_with_many(app, cast, browser, queries, post):
    thread = factories.thread()
    for _ in range(34):
        made = factories.post(thread=thread, author=cast.amy)
        db.session.add(Bookmark(user_id=cast.max.id, post_id=made.id))
    client = browser(cast.max)
    client.get("/categories")
    with queries() as seen:
        page = client.get("/bookmarks").get_data(as_text=True)
    assert len(seen) <= 2
    assert page.count("<article") == 30
    following = page.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert client.get(following).get_data(as_text=True).count("<article") == 4
