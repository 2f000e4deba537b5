"""What a decision takes from an account holds at every door, by form and by JSON alike (E6)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.models import MemberSession, Message, Post, Reaction, Thread, Upload
from forum.models.columns import utcnow
from forum.policies import accounts
from forum.services import conversations, decisions
from forum.services.decisions import Choice
from tests import casework, factories

JSON = {"Accept": "application/json"}
LAW = {"ground": "illegal", "law": "A law", "quote": "was said",
       "facts": "The post offers a shop without saying that it is theirs."}  # fmt: skip


@pytest.fixture
def place(app, cast):
    """A thread with a post of Max's that he could edit, one of Amy's, and a conversation."""
    thread = factories.thread(author=cast.amy, title="Tents in the rain")
    own = factories.post(thread=thread, author=cast.max, body="My own words.")
    talk = conversations.start(cast.amy, [cast.max], "Hello Max, how are you?", "Hello")
    database.commit()
    return thread, own, talk


def doors(place, category):
    """Everything that writes for others to read: (address, what is sent)."""
    thread, own, talk = place
    return [
        ("/start", {"title": "A new thread", "body": "Some words.", "category": category}),
        (f"/threads/{thread.id}/reply", {"body": "Another reply."}),
        (f"/posts/{own.id}/edit", {"body": "Other words.", "version": str(own.version)}),
        (f"/messages/{talk.id}/write", {"body": "A message."}),
        ("/messages/new", {"to": "amy", "title": "Hi", "body": "A message."}),
        ("/account", {"bio": "New words about me."}),
        ("/account/name", {"name": "maximus", "display_name": "Maximus", "password": "x"}),
        ("/uploads", {"name": "a.png"}),
    ]


def written(cast):
    """All that could have changed."""
    tables = (Post, Thread, Message, Upload)
    found = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    bodies = db.session.scalars(select(Post.body).order_by(Post.id)).all()
    database.commit()
    return found, bodies


def test_who_may_not_write_for_a_while_reads_reacts_and_writes_nothing(app, cast, browser, place):
    thread, _own, _talk = place
    category = db.session.get_one(Thread, thread.id).category_id
    first = db.session.scalar(select(Post.id).where(Post.thread_id == thread.id, Post.number == 1))
    cast.max.restricted_until = utcnow() + timedelta(days=2)
    database.commit()
    at, tries = f"/t/{thread.id}/{thread.slug}", doors(place, category)
    database.commit()
    before, max_ = written(cast), browser(cast.max)
    for address, data in tries:
        for how in ({"data": data}, {"json": data, "headers": JSON}):
            answer = max_.post(address, **how)
            assert answer.status_code in (403, 422), (address, answer.status_code)
            said = answer.get_data(as_text=True)
            if answer.status_code == 403:
                assert "You cannot write here until" in said, address
    assert written(cast) == before
    assert max_.get(at).status_code == 200
    assert max_.post(f"/posts/{first}/react", data={"kind": "heart"}).status_code in (200, 303)
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 1
    database.commit()
    # The team can still be asked, or nobody would hear them; and what they reported is theirs.
    asked = max_.post("/ask", data={"title": "Why?", "body": "Please explain it to me."})
    assert asked.status_code not in (403, 404)
    assert max_.get("/account/reports").status_code == 200


def test_a_time_without_writing_is_over_by_itself(app, cast, browser, place):
    thread, _own, _talk = place
    cast.max.restricted_until = utcnow() - timedelta(seconds=1)
    database.commit()
    at = f"/threads/{thread.id}/reply"
    database.commit()
    assert browser(cast.max).post(at, data={"body": "Here I am."}).status_code == 303


def test_an_ended_account_is_signed_out_everywhere_and_told_how_to_appeal(
    app, cast, browser, place
):
    case = casework.case(cast.max)
    made = decisions.decide(cast.cleo, case, Choice("termination", **LAW, jump="safety"),
                            case.version)  # fmt: skip
    database.commit()
    max_ = browser(cast.max)
    assert max_.get("/account").status_code == 200
    decisions.agree(cast.ada, made)
    database.commit()
    assert max_.get("/account").status_code == 302  # to the page for signing in
    open_ = select(func.count()).where(
        MemberSession.user_id == cast.max.id, MemberSession.revoked_at.is_(None)
    )
    assert db.session.scalar(open_) == 0
    verdict = accounts.can_enter(cast.max)
    assert not verdict and "how to appeal" in str(verdict.reason)
    database.commit()
    assert "How to appeal" in browser(cast.guest).get("/guidelines/ladder").text
