"""The team watches words and guards the community; everybody else meets what follows."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.models import (
    Incident,
    MemberSession,
    ModerationCase,
    Post,
    StaffAction,
    Thread,
    WatchedWord,
)
from forum.models.columns import utcnow
from forum.services import incidents
from tests import factories

WORD = {"text": "casino", "action": "hold", "is_enabled": "1"}


@pytest.fixture
def thread(cast):
    made = factories.thread(author=cast.max, title="Which tent for wind?")
    database.commit()
    return made


@pytest.fixture
def cleo(cast, browser):
    return browser(cast.cleo)


@pytest.mark.parametrize("who", ["nia", "max", "amy", "mo", "sue"])
@pytest.mark.parametrize("path", ["/admin/words", "/admin/words/new", "/admin/incident"])
def test_only_the_team_guards(cast, browser, who, path):
    client = browser(getattr(cast, who))
    assert client.get(path).status_code == 403
    assert client.post("/admin/words/new", data=WORD).status_code == 403
    assert client.post("/admin/incident", data={"hours": "4", "holds": "1"}).status_code == 403
    assert client.post("/admin/incident/end").status_code == 403
    assert db.session.scalar(select(WatchedWord)) is None


def test_from_watching_to_holding_to_removing(cast, browser, cleo, thread):
    assert cleo.post("/admin/words/new", data=WORD).status_code == 303
    assert "casino" in cleo.get("/admin/words").text
    nia = browser(cast.nia)
    sent = nia.post(f"/threads/{thread.id}/reply", data={"body": "Visit my casino."})
    assert sent.status_code == 303
    page = nia.get(sent.location.partition("#")[0]).text
    assert "Visit my casino." in page and "Waiting for approval" in page
    assert "Thank you. A moderator will look at this" in page
    assert "matched 1 time" in cleo.get("/admin/words").text
    assert cleo.post("/admin/words/1/remove").status_code == 303
    assert "Nothing is being watched" in cleo.get("/admin/words").text
    assert [line.verb for line in db.session.scalars(select(StaffAction))] == ["watch", "unwatch"]


def test_a_rehearsal_says_what_a_rule_would_have_done_and_saves_nothing(cast, cleo, thread):
    factories.post(thread=thread, author=cast.nia, body="The Casino is near <b>here</b>.")
    factories.post(thread=thread, author=cast.amy, body="A casino? No.")
    factories.post(thread=thread, author=cast.mo, body="A casino.", author_capacity="moderator")
    factories.post(
        thread=thread, author=cast.nia, body="casino", created_at=utcnow() - timedelta(days=31)
    )
    secret = factories.thread(category=factories.category(private_to="admins"), author=cast.ada)
    factories.post(thread=secret, author=cast.nia, body="A casino in private.")
    database.commit()
    page = cleo.post("/admin/words/new", data={**WORD, "action": "flag", "rehearse": "1"})
    assert page.status_code == 200 and "would have matched 3 posts" in page.text
    assert "The <mark>Casino</mark> is near &lt;b&gt;here" in page.text
    held = cleo.post("/admin/words/new", data={**WORD, "rehearse": "1"}).text
    assert "would have matched 3 posts" in held and 'value="casino"' in held
    assert db.session.scalar(select(WatchedWord)) is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": "(a", "is_pattern": "1"}, "This pattern cannot be used"),
        ({"text": "(?=a)b", "is_pattern": "1"}, "This pattern cannot be used"),
        ({"text": "a*", "is_pattern": "1"}, "it matches everywhere"),
        ({"text": " "}, "Please fill this in"),
        ({"text": "x" * 201}, "at most 200"),
        ({"action": "explode"}, "Choose one of the options"),
        ({"action": "link", "replacement": "javascript:alert(1)"}, "beginning with https://"),
        ({"action": "link", "replacement": "https://a.example/(x)"}, "beginning with https://"),
    ],
)
def test_what_is_no_rule_is_said_and_nothing_typed_is_lost(cleo, sent, said):
    page = cleo.post("/admin/words/new", data={**WORD, "note": "from the shop", **sent})
    assert page.status_code == 422 and said in page.text and "from the shop" in page.text


def test_the_same_word_is_watched_once(cleo):
    cleo.post("/admin/words/new", data=WORD)
    page = cleo.post("/admin/words/new", data=WORD)
    assert page.status_code == 422 and "This is already being watched" in page.text


def test_a_text_can_be_tried_on_all_rules(cleo):
    cleo.post("/admin/words/new", data={**WORD, "text": "r[o0]lex", "is_pattern": "1"})
    page = cleo.post("/admin/words/try", data={"text": "Buy a R0LEX <today>"}).text
    assert "<strong>R0LEX</strong>: waits for a moderator" in page and "&lt;today&gt;" in page
    assert (
        "No rule matches this text" in cleo.post("/admin/words/try", data={"text": "A tent"}).text
    )
    assert db.session.scalar(select(WatchedWord.hit_count)) == 0


def test_a_word_is_changed_and_switched_off(cast, browser, cleo, thread):
    cleo.post("/admin/words/new", data=WORD)
    assert 'value="casino"' in cleo.get("/admin/words/1").text
    cleo.post("/admin/words/1", data={"text": "casino", "action": "block"})
    sent = browser(cast.nia).post(f"/threads/{thread.id}/reply", data={"body": "A casino."})
    assert sent.status_code == 303
    cleo.post(
        "/admin/words/1",
        data={"text": "casino", "action": "block", "is_enabled": "1", "message": "Not here."},
    )
    sent = browser(cast.max).post(f"/threads/{thread.id}/reply", data={"body": "A casino."})
    assert sent.status_code == 422 and "Not here." in sent.text and "A casino." in sent.text


def test_incident_mode_holds_slows_closes_is_told_and_ends(cast, browser, cleo, thread):
    guest, nia = browser(cast.guest), browser(cast.nia)
    assert guest.get("/join").status_code == 200
    cleo.post(
        "/admin/incident",
        data={
            "hours": "4",
            "holds": "1",
            "closes": "1",
            "slow_seconds": "300",
            "message": "A <storm> of posts.",
        },
    )
    assert "A &lt;storm&gt; of posts." in guest.get("/").text
    assert guest.get("/join").status_code == 403
    held = nia.post(f"/threads/{thread.id}/reply", data={"body": "Hello there."})
    assert held.location.endswith("/0#post--1")
    max_ = browser(cast.max)
    assert max_.post(f"/threads/{thread.id}/reply", data={"body": "One."}).status_code == 303
    slow = max_.post(f"/threads/{thread.id}/reply", data={"body": "Two."})
    assert slow.status_code == 422 and "slow mode" in slow.text
    assert cleo.post("/admin/incident", data={"hours": "4", "holds": "1"}).status_code == 422
    cleo.post("/admin/incident/end")
    assert "storm" not in guest.get("/").text and guest.get("/join").status_code == 200
    assert max_.post(f"/threads/{thread.id}/reply", data={"body": "Two."}).status_code == 303
    assert [line.verb for line in db.session.scalars(select(StaffAction))] == ["guard", "unguard"]


def test_incident_mode_ends_by_itself_without_a_worker(cast, browser, cleo, thread):
    cleo.post("/admin/incident", data={"hours": "1", "closes": "1", "message": "A storm."})
    guest = browser(cast.guest)
    assert guest.get("/join").status_code == 403
    incident = db.session.scalars(select(Incident)).one()
    incident.ends_at = utcnow() - timedelta(seconds=1)
    database.commit()
    assert guest.get("/join").status_code == 200 and "A storm." not in guest.get("/").text
    assert structure.current().incident is None
    incidents.settle(None)
    database.commit()
    assert db.session.scalars(select(StaffAction.details)).all()[-1]["by_itself"] is True
    assert "ended" in cleo.get("/admin/incident").text


def test_a_thread_that_waits_is_met_by_its_author_and_moderators_alone(cast, browser, cleo, thread):
    """T32: not its title, its text or its address, anywhere."""
    cleo.post("/admin/words/new", data=WORD)
    nia = browser(cast.nia)
    slug = structure.current().categories[thread.category_id].slug
    database.commit()
    sent = nia.post(
        "/start", data={"title": "Canarytitle casino", "body": "Canarytext here.", "category": slug}
    )
    place = sent.location
    assert "Canarytext" in nia.get(place).text and "Waiting for approval" in nia.get(place).text
    assert "Canarytext" in browser(cast.mo).get(place).text
    assert 'content="noindex' in nia.get(place).text or "noindex" in nia.get(place).headers.get(
        "X-Robots-Tag", "noindex"
    )
    for who in (cast.guest, cast.max, cast.amy):
        client = browser(who)
        answer = client.get(place)
        assert answer.status_code == 404 and "Canary" not in answer.text
        for path in ("/", "/latest", "/new", f"/c/{slug}", "/feed.atom", f"/c/{slug}/feed.atom", "/m/nia",
                     "/m/nia/threads", "/sitemap.xml", "/tags", "/members"):  # fmt: skip
            assert not re.search("(?i)canary(title|text)", client.get(path).text), path
    post = db.session.scalar(select(Post).where(Post.body.contains("Canarytext")))
    assert db.session.get(Thread, post.thread_id).state == "pending"
    assert db.session.scalars(select(ModerationCase)).one().kind == "held"


def test_who_shares_a_network_is_for_admins_who_say_why(cast, browser):
    twin = factories.user(name="twin")
    now = utcnow()
    for who, address, days in ((cast.max, "2001:db8::1", 1), (twin, "2001:db8::99", 2),
                               (cast.nia, "192.0.2.7", 1), (cast.amy, "192.0.2.7", 91),
                               (cast.max, "192.0.2.7", 1)):  # fmt: skip
        db.session.add(
            MemberSession(user_id=who.id, token_hash=f"{who.id} {address}", address=address,
                          created_at=now - timedelta(days=days), last_seen_at=now,
                          expires_at=now)
        )  # fmt: skip
    database.commit()
    ada, at = browser(cast.ada), "/admin/networks"
    assert "192.0.2.7" not in ada.get(at).text
    silent = ada.post(at, data={"name": "twin", "reason": " "})
    assert silent.status_code == 422 and "2001:db8" not in silent.text
    assert "no such member" in ada.post(at, data={"name": "nobody", "reason": "A wave."}).text
    found = ada.post(at, data={"name": "@twin", "reason": "A wave of spam."}).text
    assert "2001:db8::/64" in found and "192.0.2.7" not in found and "2 accounts" in found
    found = ada.post(at, data={"reason": "A wave of spam."})
    assert "192.0.2.7" in found.text and f"/m/{cast.amy.name}" not in found.text  # 91 days ago
    assert found.headers["Cache-Control"] == "no-store"
    assert browser(cast.cleo).post(at, data={"reason": "Curious."}).status_code == 403
    database.begin("write")
    lines = db.session.scalars(select(StaffAction).order_by(StaffAction.id)).all()
    assert [(one.verb, one.note, one.user_id) for one in lines] == [
        ("look-at-networks", "A wave of spam.", twin.id),
        ("look-at-networks", "A wave of spam.", None),
    ]
