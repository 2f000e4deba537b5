"""The page of choices, links in letters that stop letters, and what the mail provider reports."""

import re

import pytest
from sqlalchemy import select, update

from forum import database, links
from forum.extensions import db
from forum.lib import stops
from forum.models import MailAddressHealth, NotificationChoice, ThreadLevel, User
from forum.models.notifications import MUTED
from forum.queries import choices
from tests import factories

KEY = "a key of amy's"


def rows(table):
    found = db.session.scalars(select(table)).all()
    db.session.expunge_all()
    database.rollback()
    return found


def link(app, what, person, key=KEY):
    return links.stop_mail(stops.make(app.config["SECRET_KEY"], key, person.id, what))


@pytest.fixture
def amy(app, cast):
    cast.amy.mail_key = KEY
    database.commit()
    return cast.amy


def test_choices_are_saved_and_what_was_left_alone_follows_the_site(app, cast, browser):
    client = browser(cast.max)
    page = client.get("/account/notifications").get_data(as_text=True)
    assert page.count(" checked") == page.count("<tr>") - 1
    form = {f"event_{name}": value for name, value in re.findall(
        r'name="event_(\w+)" value="(\w+)" checked', page)}  # fmt: skip
    form |= {"event_reaction": "none", "event_watched": "site", "digest_days": "30"}
    assert client.post("/account/notifications", data=form).status_code == 303
    made = {(row.event, row.channel): row.is_on for row in rows(NotificationChoice)}
    assert made == {("reaction", "site"): False, ("reaction", "mail"): False,
                    ("watched", "site"): True, ("watched", "mail"): False}  # fmt: skip
    now = {choice.event: choice.value for choice in choices.mine(cast.max)}
    database.rollback()
    assert (now["reaction"], now["watched"], now["mention"]) == ("none", "site", "mail")
    wrong = client.post("/account/notifications", data={"event_reply": "x", "digest_days": "7"})
    assert wrong.status_code == 422
    assert client.post("/account/notifications", data={"digest_days": "5"}).status_code == 422


def test_a_link_asks_and_one_click_stops_without_signing_in(app, cast, browser, amy):
    thread = factories.thread(title="Wet socks")
    database.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    guest = browser(cast.guest)
    for what, words in (
        (f"t{thread.id}", "Wet socks"),
        ("reply", "replies"),
        ("digest", "digests"),
    ):
        address = link(app, what, amy)
        assert words in guest.get(address).get_data(as_text=True)
        assert rows(ThreadLevel) == []
        answer = guest.post(address, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Done" in answer.get_data(as_text=True)
        assert guest.post(address).status_code == 200  # once more changes nothing
        if what.startswith("t"):
            [row] = rows(ThreadLevel)
            assert (row.user_id, row.level) == (amy.id, MUTED)
            db.session.execute(db.delete(ThreadLevel))
            database.commit()
    [row] = rows(NotificationChoice)
    assert (row.user_id, row.event, row.channel, row.is_on) == (amy.id, "reply", "mail", False)
    assert db.session.scalar(select(User.digest_days).where(User.id == amy.id)) == 0


def test_a_link_is_no_login_and_only_for_whom_it_was_made(app, cast, browser, amy):
    guest = browser(cast.guest)
    address = link(app, "reply", amy)
    guest.post(address)
    assert guest.get("/notifications").status_code == 302
    forged = [
        link(app, "reply", cast.max),  # with another's key
        address.replace("reply", "mention"),
        address.replace(f"{amy.id}.", f"{cast.max.id}.", 1),
        link(app, "t999999", amy),
        link(app, "nothing", amy),
        address[:-1] + ("A" if address[-1] != "A" else "B"),
    ]
    for one in forged:
        assert guest.get(one).status_code == 404, one
        assert guest.post(one).status_code == 404, one
    db.session.execute(update(User).where(User.id == amy.id).values(mail_key="another"))
    database.commit()
    assert guest.post(address).status_code == 404


def test_a_link_does_not_tell_the_title_of_what_one_may_not_read(app, cast, browser, amy):
    thread = factories.thread(category=factories.category(private_to="moderators"), title="Hush")
    database.commit()
    page = browser(cast.guest).get(link(app, f"t{thread.id}", amy)).get_data(as_text=True)
    assert "Mute this thread?" in page
    assert "Hush" not in page


def test_the_mail_provider_reports_with_its_secret_only(app, cast, browser):
    app.config["WTF_CSRF_ENABLED"] = True
    secret = "the provider's own secret"
    guest = browser(cast.guest)
    address = f"/mail/events/{secret.replace(' ', '-')}"
    event = {"address": "Amy@example.org", "kind": "hard"}
    assert guest.post(address, json=event).status_code == 404
    app.config["FORUM"].values["FORUM_MAIL_EVENTS_SECRET"] = secret.replace(" ", "-")
    assert guest.post("/mail/events/x", json=event).status_code == 404
    assert guest.post(address, json=[event, {**event, "kind": "soft"}]).get_json() == {"noted": 2}
    [row] = rows(MailAddressHealth)
    assert (row.email, row.points) == ("amy@example.org", 3)
    for wrong in ({"address": "x"}, [], "x", {"address": "a@b.c", "kind": "odd"}, [1]):
        assert guest.post(address, json=wrong).status_code == 400, wrong
    guest.post(address, json={"address": "no address", "kind": "hard"})
    guest.post(address, json=event)
    page = browser(cast.amy).get("/account/notifications").get_data(as_text=True)
    assert "came back" in page
    app.config["FORUM"].values["FORUM_MAIL_EVENTS_SECRET"] = ""
