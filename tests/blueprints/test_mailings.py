"""The page of choices, links in letters that stop letters, and what the mail provider reports."""

import json
import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import database, links
from forum.extensions import db
from forum.lib import signing, stops, tokens
from forum.models import MailAddressHealth, MailReport, NotificationChoice, ThreadLevel, User
from forum.models.columns import utcnow
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


@pytest.fixture
def signed(app):
    """Reports have to be signed. What signs one: its body and headers, `wrong` in what is said."""
    values, now = app.config["FORUM"].values, int(time.time())
    values["FORUM_MAIL_EVENTS_SECRET"], values["FORUM_MAIL_EVENTS_KEY"] = "in-the-address", "a key"

    def report(number, *, key="a key", late=0, over=None, **wrong):
        body = json.dumps({"address": f"robin-{number}@example.org", "kind": "hard"}).encode()
        told, moment = f"msg_{number}", now - late
        headers = {
            "Webhook-Id": told, "Webhook-Timestamp": str(moment),
            "Webhook-Signature": signing.signature(key, told, moment, over or body),
        }  # fmt: skip
        headers |= {name.replace("_", "-"): value for name, value in wrong.items()}
        return {"data": body, "headers": headers, "content_type": "application/json"}

    yield report
    values["FORUM_MAIL_EVENTS_SECRET"] = values["FORUM_MAIL_EVENTS_KEY"] = ""


WRONG = {
    "no signature": {"Webhook_Signature": ""}, "no id": {"Webhook_Id": ""},
    "no moment": {"Webhook_Timestamp": ""}, "another key": {"key": "another key"},
    "old": {"late": 301}, "of the future": {"late": -330}, "another body": {"over": b"{}"},
    "another id": {"Webhook_Id": "msg_other"}, "another moment": {"Webhook_Timestamp": "1"},
    "odd moment": {"Webhook_Timestamp": "٣"}, "odd signature": {"Webhook_Signature": "v1,ü v2"},
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_report_that_is_not_signed_as_it_has_to_be_does_nothing(
    app, cast, browser, signed, wrong
):
    """T46, with the right secret in the address."""
    guest = browser(cast.guest)
    assert guest.post("/mail/events/in-the-address", **signed(1, **wrong)).status_code == 401
    assert rows(MailAddressHealth) == [] == rows(MailReport)


def test_a_signed_report_counts_once(app, cast, browser, signed):
    """The same again is refused; another one of the same about the same address is taken. What is
    signed with one of two keys is signed. What was refused for its body may come right later."""
    guest, address = browser(cast.guest), "/mail/events/in-the-address"
    odd = signed(3)
    odd["data"] = b"[]"
    odd["headers"]["Webhook-Signature"] = signing.signature(
        "a key", "msg_3", int(odd["headers"]["Webhook-Timestamp"]), b"[]"
    )
    assert guest.post("/mail/events/another", **signed(1)).status_code == 404
    assert guest.post(address, **odd).status_code == 400
    first, second = signed(1), signed(2)
    second["headers"]["Webhook-Signature"] = f"v1,x {second['headers']['Webhook-Signature']}"
    statuses = [guest.post(address, **one).status_code for one in (first, first, second, signed(3))]
    assert statuses == [200, 401, 200, 200]
    points = {row.email: row.points for row in rows(MailAddressHealth)}
    assert points == {f"robin-{n}@example.org": 2 for n in (1, 2, 3)}


def test_ids_are_forgotten_once_their_reports_are_too_old_anyway(app, cast, browser, signed):
    factories._save(MailReport(key_hash="x" * 64, created_at=utcnow() - timedelta(minutes=11)))
    database.commit()
    assert browser(cast.guest).post("/mail/events/in-the-address", **signed(1)).status_code == 200
    assert [row.key_hash for row in rows(MailReport)] == [tokens.hashed("msg_1")]
