"""Reported, decided, read by mail, contradicted while suspended, reversed: everything is back."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum.extensions import db
from forum.models import ModerationCase, Post, Report, Thread, User
from forum.queries import guidelines, viewers
from forum.services import answers, decisions, reactions
from forum.services.decisions import Choice
from tests import factories
from tests.journeys.conftest import added, rows
from tests.journeys.mail import delivered

pytestmark = pytest.mark.browser
FACTS = "It names a shop, and does not say whether the author earns something by that."


def letter_to(post, address, which=-1):
    found = [letter for to, letter in post.got if to == [address]]
    return found[which].get_body(("plain",)).get_content()


def prepared(live):
    """Max's post is the accepted answer, with a reaction; the guidelines; another of the team."""

    def make():
        factories.guidelines()
        ada = factories.user(name="ada", groups=["admins"], byline="Admin")
        thread = db.session.get_one(Thread, live.threads.short.id)
        thread.kind = "question"
        amy = viewers.with_groups(None, db.session.get_one(User, live.people.amy.id))
        found = db.session.scalars(
            select(Post).where(Post.thread_id == thread.id, Post.number == 2)
        ).one()
        db.session.refresh(found, ["thread", "author"])
        answers.accept(amy, thread, found)
        reactions.add(amy, found, "heart")
        return ada, found.id

    return added(make)


def state_of(post_id):
    with rows() as session:
        post = session.get_one(Post, post_id)
        thread = session.get_one(Thread, post.thread_id)
        author = session.get_one(User, post.author_id)
        return (
            post.state, post.number, post.created_at, post.reaction_count, thread.answer_id,
            thread.post_count, author.post_count, author.answer_count, author.suspended_until,
        )  # fmt: skip


def suspended(live):
    """What the team decides: a week, and the post is removed."""
    cleo = viewers.with_groups(None, db.session.get_one(User, live.people.cleo.id))
    case = db.session.scalars(select(ModerationCase)).one()
    section = next(iter(guidelines.applying(cleo)))
    choice = Choice("suspension", section_id=section.id, quote="The light ones.", facts=FACTS,
                    explanation="Please say whose shop it is.", days=7, jump="spam",
                    also="remove")  # fmt: skip
    return decisions.decide(cleo, case, choice, case.version)


def test_somebody_suspended_appeals_from_the_letter_and_everything_is_back(live, reader, post):
    ada, post_id = prepared(live)
    was, thread = state_of(post_id), live.threads.short
    amy = reader(live.people.amy)
    page = amy.open(f"/posts/{post_id}/report?reason=other")
    page.get_by_label("What should we know?").fill("This looks like advertising.")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("Your report is with the team")).to_be_visible()
    with rows() as session:
        assert session.scalars(select(Report.reporter_id)).all() == [live.people.amy.id]

    added(lambda: suspended(live))
    delivered(live.app)
    assert state_of(post_id) != was
    said = letter_to(post, "max@example.org")
    assert "Your account is suspended" in said and FACTS in said and "Amy" not in said

    # A phone that is signed in nowhere follows the link, and says why it is wrong.
    links = re.findall(rf"{live.address}(/statements/\S+)", said)
    (link,) = [one for one in links if one.startswith("/statements/appeal/")]
    page = reader(None, scripts=False).open(link)
    expect(page.get_by_text("In force until")).to_be_visible()
    page.get_by_label("Why is it wrong?").fill("It is not my shop. I bought them there.")
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_text("waits for an answer")).to_be_visible()

    # In their account it stands as well, where they look for what became of their post.
    page = reader(live.people.max).open(f"/t/{thread.id}/{thread.slug}")
    page.get_by_role("link", name="Why, and what you can do").click()
    expect(page.get_by_role("heading", name="Suspended")).to_be_visible()

    answering = reader(ada)
    page = answering.open("/moderation")
    page.get_by_role("link", name="Appeals").click()
    page.get_by_role("link", name=re.compile("^A-")).click()
    expect(page.get_by_text("I bought them there.")).to_be_visible()
    page.get_by_role("button", name="Claim").click()
    expect(page.get_by_text("You are looking at it until")).to_be_visible()
    assert answering.barriers() == []
    page.get_by_label("The decision is reversed").check()
    page.get_by_label("Why, as they will read it").fill("They are a customer of that shop.")
    page.get_by_label(re.compile("what it comes down to")).select_option("facts")
    page.get_by_label(re.compile("line of apology")).fill("We are sorry for the bother.")
    page.get_by_role("button", name="Answer the appeal").click()
    expect(page.get_by_text("No appeal is waiting for you.")).to_be_visible()

    assert state_of(post_id) == was
    delivered(live.app)
    answer = letter_to(post, "max@example.org")
    assert "is reversed" in answer and "We are sorry for the bother." in answer
    heard = letter_to(post, "amy@example.org")
    assert "taken back" in heard and "Max" not in heard and "sorry" not in heard
    page = reader(live.people.amy).open(f"/t/{thread.id}/{thread.slug}")
    expect(page.locator("#post-2")).to_contain_text("The light ones.")
