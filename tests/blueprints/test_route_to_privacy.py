"""Who writes that they want to be deleted: the team is shown the way, and nothing is done by itself."""

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.models import Departure, Message
from tests import factories

WISH = "Please delete my account, I have had enough."


@pytest.fixture
def asked(cast):
    talk = factories.conversation(cast.max, kind="team", title="A wish")
    factories.message(talk, cast.max, WISH)
    thread = factories.thread(author=cast.amy, body="How do I delete a post?")
    factories.post(thread=thread, author=cast.max, body=WISH)
    database.commit()
    return [f"/messages/{talk.id}", f"/t/{thread.id}/{thread.slug}"]


BUTTON = "/messages/new?to=max&amp;about=privacy"


def test_the_team_sees_a_button_under_the_words_and_nobody_else_does(cast, asked, browser):
    for address in asked:
        assert browser(cast.cleo).get(address).get_data(as_text=True).count(BUTTON) == 1
        assert BUTTON not in browser(cast.max).get(address).get_data(as_text=True)
    assert BUTTON not in browser(cast.amy).get(asked[1]).get_data(as_text=True)
    assert BUTTON in browser(cast.mo).get(asked[1]).get_data(as_text=True)


def test_the_button_opens_a_letter_that_a_person_sends(cast, asked, browser):
    before = db.session.scalar(select(func.count(Message.id)))
    page = browser(cast.cleo).get("/messages/new?to=max&about=privacy").get_data(as_text=True)
    assert 'value="max"' in page and "/account/leave" in page and "/account/data" in page
    assert db.session.scalar(select(func.count(Message.id))) == before
    assert db.session.scalar(select(Departure.user_id)) is None
