"""Private conversations from pages, without a script."""

import re

import pytest
from sqlalchemy import insert, select

from forum import database, tallies
from forum.extensions import db
from forum.lib import markdown
from forum.models import Conversation, Message, Participant, StaffAction
from forum.models.columns import utcnow
from forum.services import conversations, relations
from tests import factories
from tests.blueprints.test_budgets import walks_of


@pytest.fixture
def talk(cast):
    made = conversations.start(cast.max, [cast.amy], "Hello Amy, one question.")
    database.commit()
    return made


def test_a_message_is_begun_from_a_members_page_and_answered(cast, browser):
    max_, amy = browser(cast.max), browser(cast.amy)
    assert 'href="/messages/new?to=amy"' in max_.get("/m/amy").text
    assert 'value="amy"' in max_.get("/messages/new?to=amy").text
    sent = {"to": "amy", "title": "", "body": "Are you at the meeting?"}
    answer = max_.post("/messages/new", data=sent)
    assert answer.status_code == 303
    place = answer.location.partition("#")[0]
    assert "talk--unread" in amy.get("/messages").text
    assert "Are you at the meeting?" in amy.get(place).text
    assert amy.post(f"{place}/write", data={"body": "Yes, from ten."}).status_code == 303
    assert "Yes, from ten." in max_.get(place).text
    assert browser(cast.ada).get(place).status_code == 404
    assert browser(cast.guest).get(place).status_code == 302


def test_reading_takes_the_mark_away(cast, browser, talk):
    amy = browser(cast.amy)
    assert "menu__count" in amy.get("/latest").text
    amy.get(f"/messages/{talk.id}")
    tallies.current().flush()
    assert "menu__count" not in amy.get("/latest").text
    assert "talk--unread" not in amy.get("/messages").text


def test_a_muted_conversation_counts_for_nothing(cast, browser, talk):
    amy = browser(cast.amy)
    assert amy.post(f"/messages/{talk.id}/mute").status_code == 303
    assert "menu__count" not in amy.get("/latest").text
    amy.post(f"/messages/{talk.id}/unmute")
    assert "menu__count" in amy.get("/latest").text


def test_what_cannot_be_sent_is_not_lost(cast, browser, talk):
    cast.nia.messages_from = "nobody"
    database.commit()
    client = browser(cast.max)
    sent = {"to": "nia", "title": "Walks", "body": "Do you walk on Sundays?"}
    answer = client.post("/messages/new", data=sent)
    assert answer.status_code == 422
    assert "This member does not accept messages from you." in answer.text
    assert "Do you walk on Sundays?" in answer.text and 'value="Walks"' in answer.text
    assert client.post("/messages/new", data={**sent, "to": "nobodyatall"}).status_code == 422
    assert client.post(f"/messages/{talk.id}/write", data={"body": " "}).status_code == 422
    shown = client.post(f"/messages/{talk.id}/write", data={"body": "*So*", "preview": "1"})
    assert "<em>So</em>" in shown.text


def test_a_post_is_continued_privately(cast, browser):
    thread = factories.thread(author=cast.amy, body="My tent leaks.", title="A wet night")
    database.commit()
    client = browser(cast.max)
    page = client.get(f"/t/{thread.id}/{thread.slug}").text
    href = re.search(r'href="(/messages/new\?to=amy[^"]+)"', page)[1].replace("&amp;", "&")
    form = client.get(href).text
    assert "My tent leaks." in form
    post = re.search(r'name="post" value="(\d+)"', form)[1]
    sent = {"to": "amy", "body": "About your tent.", "post": post}
    place = client.post("/messages/new", data=sent).location
    assert "A wet night" in browser(cast.amy).get(place).text


def test_a_button_stands_where_somebody_takes_messages_and_tells_of_no_block(cast, browser):
    client, button = browser(cast.max), "/messages/new?to=amy"
    relations.block(cast.amy, cast.max)
    database.commit()
    assert button in client.get("/m/amy").text
    cast.amy.messages_from = "nobody"
    database.commit()
    assert button not in client.get("/m/amy").text
    assert button in browser(cast.cleo).get("/m/amy").text
    assert "/messages/new?to=max" not in browser(cast.nia).get("/m/max").text  # new today


def test_a_group_grows_and_is_left(cast, browser):
    max_ = browser(cast.max)
    sent = {"to": "amy, nia", "title": "Sunday", "body": "Who comes along?"}
    place = max_.post("/messages/new", data=sent).location.partition("#")[0]
    assert max_.post(f"{place}/add", data={"to": "mo"}).status_code == 303
    assert "Who comes along?" in browser(cast.mo).get(place).text
    assert browser(cast.amy).post(f"{place}/add", data={"to": "cleo"}).status_code == 403
    mo = browser(cast.mo)
    assert mo.post(f"{place}/leave").status_code == 303
    assert mo.get(place).status_code == 404


def test_the_team_is_asked_and_answers(cast, browser):
    max_, cleo = browser(cast.max), browser(cast.cleo)
    assert "Ask the team" in max_.get("/ask").text
    sent = {"title": "Order 4711", "body": "It never came."}
    assert max_.post("/ask", data={**sent, "title": ""}).status_code == 422
    place = max_.post("/ask", data=sent).location.partition("#")[0]
    assert "Order 4711" in cleo.get("/messages/team?state=open").text
    assert browser(cast.mo).get("/messages/team").status_code == 404
    cleo.post(f"{place}/write", data={"body": "I have sent it again."})
    page = max_.get(place).text
    assert "I have sent it again." in page and cast.cleo.byline in page
    assert "Order 4711" in cleo.get("/messages/team?state=waiting&whose=me").text
    assert max_.post(f"{place}/solve").status_code == 303
    assert "Order 4711" not in cleo.get("/messages/team").text
    assert "Order 4711" in cleo.get("/messages/team?state=solved").text
    assert max_.post(f"{place}/assign").status_code == 404


def test_a_reported_message_is_opened_and_the_opening_written_down(cast, browser, talk):
    amy, ada = browser(cast.amy), browser(cast.ada)
    report = f"/messages/{talk.id}/1/report"
    assert report in amy.get(f"/messages/{talk.id}").text
    assert amy.post(report, data={"reason": "other"}).status_code == 422
    assert amy.post(report, data={"reason": "other", "explanation": "Rude."}).status_code == 303
    page = ada.get("/messages/reports").text
    assert "Rude." in page and "one question" not in page
    href = re.search(r'formaction="(/messages/reports/\d+)"', page)[1]
    opened = ada.post(href)
    assert "one question" in opened.text and opened.headers["Cache-Control"] == "no-store"
    assert db.session.scalars(select(StaffAction.actor_id)).all() == [cast.ada.id]
    assert browser(cast.mo).post(href).status_code == 404


def test_a_draft_is_kept_and_gone_when_it_was_sent(cast, browser, talk):
    client = browser(cast.max)
    kept = {"key": f"conversation:{talk.id}", "sequence": "0", "body": "half a sentence"}
    assert client.post("/drafts", data=kept).status_code == 303
    assert "half a sentence" in client.get(f"/messages/{talk.id}").text
    assert f"/messages/{talk.id}#reply" in client.get("/drafts").text
    sent = {"body": "A whole sentence.", "submission_key": "s" * 20}
    client.post(f"/messages/{talk.id}/write", data=sent)
    assert "half a sentence" not in client.get(f"/messages/{talk.id}").text


@pytest.mark.parametrize(("key", "path"), [("message", "/messages/new"), ("ask", "/ask")])
def test_what_was_typed_of_a_new_one_is_kept(cast, browser, key, path):
    client = browser(cast.max)
    kept = {"key": key, "sequence": "0", "title": "A subject", "body": "half", "to": "amy"}
    assert client.post("/drafts", data=kept).status_code == 303
    page = client.get(path).text
    assert 'value="A subject"' in page and ">\nhalf</textarea>" in page
    assert f'href="{path}"' in client.get("/drafts").text
    sent = {"to": "amy", "title": "A subject", "body": "The whole.", "submission_key": "k" * 20}
    assert client.post(path, data=sent).status_code == 303
    assert ">\nhalf</textarea>" not in client.get(path).text


# Of somebody on the team, whose menu says how many cases wait for them: one more where it is drawn.
BUDGETS = {"/messages": 4, "/messages/{long}": 7, "/messages/team": 4, "/messages/reports": 3}


@pytest.mark.parametrize("n", [10, 100_000])
def test_pages_cost_the_same_for_many_conversations(cast, browser, queries, n):
    now, html = utcnow(), markdown.render("Words.").html
    for user, kind in ((cast.max, "private"), (cast.ada, "team")):
        first = (db.session.scalar(db.text("select max(id) from conversation")) or 0) + 1
        ids = range(first, first + n)
        db.session.execute(insert(Conversation), [
            {"id": i, "kind": kind, "title": "", "starter_id": user.id, "state": "open",
             "highest_number": 1, "created_at": now, "last_message_at": now} for i in ids
        ])  # fmt: skip
        db.session.execute(insert(Participant), [
            {"conversation_id": i, "user_id": person.id, "last_message_at": now}
            for i in ids for person in {user, cast.amy}
        ])  # fmt: skip
        db.session.execute(insert(Message), [
            {"conversation_id": i, "number": 1, "author_id": cast.amy.id, "body": "Words.",
             "html": html} for i in ids
        ])  # fmt: skip
    long = factories.conversation(cast.ada, cast.amy)
    db.session.execute(insert(Message), [
        {"conversation_id": long.id, "number": i, "author_id": cast.amy.id, "body": "Words.",
         "html": html} for i in range(1, n + 1)
    ])  # fmt: skip
    long.highest_number = n
    database.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    client, seen_at_all = browser(cast.ada), set()
    client.get("/categories")
    for path, most in BUDGETS.items():
        with queries() as seen:
            assert client.get(path.format(long=long.id)).status_code == 200
        assert len(seen) <= most, (path, len(seen), "\n\n".join(seen))
        seen_at_all.update(seen)
    if n > 1000:
        assert walks_of(seen_at_all, {"conversation", "participant", "message"}) == []
