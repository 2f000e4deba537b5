"""A newcomer becomes a regular: what they read, write and are thanked for, while days go by.

All of it happens through the browser and the jobs; only the calendar is moved on, by making what
there is so much older. Level 2 and 3 ask for less here than by default, or the story would take
fifty days to tell.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import trust as hourly
from forum.models import Post, Reaction, ReadPosition, Thread, User, Visit
from forum.models.users import OPERATOR
from forum.queries import posts
from forum.services import reactions, settings
from tests import factories
from tests.journeys.conftest import added, rows, soon

pytestmark = pytest.mark.browser

ASKED = {
    "member_threads": 6, "member_posts": 30, "member_minutes": 12, "member_days": 3,
    "member_replied": 2, "regular_days": 5, "regular_replied": 3, "regular_given": 3,
    "regular_received": 4, "regular_people": 2, "regular_thanked_days": 2,
    "regular_threads_ever": 9, "regular_posts_ever": 45,
}  # fmt: skip
MOVED = {User: ("created_at", "level_changed_at"), Post: ("created_at",), Thread: ("created_at",),
         ReadPosition: ("read_at",), Reaction: ("created_at",), Visit: ("last_at",)}  # fmt: skip


@pytest.fixture
def story(live):
    """Nia, new today, and ten threads that she has not read."""

    def make():
        for name, number in ASKED.items():
            settings.change(OPERATOR, f"trust.{name}", str(number))
        live.people.nia = factories.user(name="nia", display_name="Nia Falk", trust_level=0)
        live.threads.unread = [
            factories.thread(title=f"Walk number {n}", category=live.category,
                             author=live.people.amy)
            for n in range(10)
        ]  # fmt: skip
        for thread in live.threads.unread:
            for n in range(5):
                factories.post(thread=thread, author=live.people.max, body=f"Step {n}.")

    added(make)
    return live


def goes_by(**by):
    """So much time passes."""
    ago = timedelta(**by)

    def move():
        for visit in db.session.scalars(select(Visit).order_by(Visit.day)).all():
            visit.day -= timedelta(days=ago.days)
            db.session.flush()
        for table, columns in MOVED.items():
            for row in db.session.scalars(select(table)).unique().all():
                for column in columns:
                    if (moment := getattr(row, column)) is not None:
                        setattr(row, column, moment - ago)
        db.session.flush()

    added(move)


def reads(reader, nia, thread):
    """The whole thread, as somebody does who scrolls; three minutes pass."""
    page = reader.open(f"/t/{thread.id}/{thread.slug}")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")

    def is_noted():
        with rows() as session:
            row = session.get(ReadPosition, (nia.id, thread.id))
            return row is not None and row.last_number >= 5

    assert soon(is_noted)
    goes_by(minutes=3)
    return page


def says(page, text):
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Reply", exact=True).click()


def judged(page, level):
    """An hour later the page about oneself says so."""
    database.rollback()
    hourly.recent()
    page.goto("/account/standing")
    expect(page.get_by_role("heading", name=f"Level {level}")).to_be_visible()


def thanked(live, thread):
    """Max and Amy react to what Nia wrote there."""

    def make():
        mine = db.session.scalars(
            select(Post.id).where(Post.thread_id == thread.id, Post.author_id == live.people.nia.id)
        ).all()
        for name in ("max", "amy"):
            person = db.session.get(User, getattr(live.people, name).id).join()
            for post_id in mine:
                reactions.add(person, posts.get(person, post_id), "heart")

    added(make)


def test_a_newcomer_becomes_a_regular(story, reader):
    live, nia = story, story.people.nia
    mine, threads = reader(nia), list(story.threads.unread)
    page = mine.page
    page.goto("/account/standing")
    expect(page.get_by_role("heading", name="Level 0: New")).to_be_visible()
    expect(page.get_by_text("It comes automatically; there is nothing to collect.")).to_be_visible()

    # The first day: what is too much is said, and what was typed stays.
    many = "https://a.example https://b.example https://c.example"
    for thread in threads[:5]:
        page = reads(mine, nia, thread)
    says(page, many)
    expect(page.get_by_text("2 links to other sites; this has 3").first).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_value(many)
    judged(page, "1: Basic")
    expect(page.get_by_role("rowheader", name="days visited").first).to_be_visible()

    # Every day another thread, an answer there, and thanks for it.
    for day, thread in enumerate(threads[5:], 2):
        goes_by(days=1)
        page = reads(mine, nia, thread)
        says(page, f"{many} On day {day} I went there too.")
        expect(page.locator(".post__body").last).to_contain_text(f"On day {day}")
        page.locator(".post").first.get_by_label("React", exact=True).click()
        page.locator(".post").first.locator(".react__choices button").first.click()
        expect(page.locator(".post").first.locator("[aria-pressed=true]")).to_be_visible()
        thanked(live, thread)
        if day == 3:
            judged(page, "2: Member")
    judged(page, "3: Regular")
    expect(page.get_by_text("It stays as long as this is so")).to_be_visible()
    assert page.locator(".ledger li", has_text="reached").count() >= 3
    with rows() as session:
        assert session.get(User, nia.id).trust_level == 3
