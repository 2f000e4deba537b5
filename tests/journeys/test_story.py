"""The whole story of a newcomer, with scripts and without: join, read, start, reply, edit, react."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum import database, mailer
from forum.extensions import db
from forum.jobs.worker import Worker
from forum.models import Post
from tests.journeys.conftest import added

pytestmark = pytest.mark.browser


def letter_to(app, address):
    """The link in the newest letter to `address`, after the worker has written it."""
    database.rollback()
    worker = Worker(app, every={})
    while worker.once():
        pass
    letter = next(one for one in mailer.lying() if one.to == address)
    return re.search(r"https?://\S+?(/join/\S+)", letter.text).group(1)


def join(page, live):
    page.get_by_role("link", name="Join", exact=True).click()
    page.get_by_label("Name").fill("wren")
    page.get_by_label("E-mail address").fill("wren@example.org")
    page.get_by_label("Password", exact=True).fill("three brown hens walking")
    if page.get_by_label("I accept the guidelines").count():
        page.get_by_label("I accept the guidelines").check()
    page.get_by_role("button", name="Join").click()
    page.goto(letter_to(live.app, "wren@example.org"))
    page.get_by_role("button", name="Confirm wren@example.org").click()
    expect(page.get_by_text("Welcome! You are a member now.")).to_be_visible()


def start(page):
    page.get_by_role("link", name="New thread").click()
    page.get_by_label("Title").fill("Where to sleep on the way?")
    page.get_by_label("Category").select_option(label="Trail talk")
    page.get_by_label("Text", exact=True).fill("Huts or *tents*?")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".prose em", has_text="tents")).to_be_visible()
    again = page.get_by_role("button", name="Go on writing")
    if again.count():
        again.click()
    page.get_by_role("button", name="Start the thread").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where to sleep on the way?")
    expect(page.locator("#post-1 em")).to_have_text("tents")


def half_a_minute_passes():
    """New members wait that long between two posts."""

    def move():
        for post in db.session.scalars(select(Post)):
            post.created_at -= timedelta(seconds=30)
        db.session.flush()

    added(move)


def reply(page, number):
    page.get_by_label("Text", exact=True).fill("The second hut is the best.")
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator(f"#post-{number}")).to_contain_text("The second hut is the best.")


def edit(page, number):
    page.locator(f"#post-{number} summary[aria-label=More]").click()
    page.locator(f"#post-{number} [data-act=edit]").click()
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_value("The second hut is the best.")
    text.fill("The third hut is the best.")
    page.get_by_role("button", name=re.compile("^Save( changes)?$")).click()
    expect(page.locator(f"#post-{number}")).to_contain_text("The third hut is the best.")


def react(page, number):
    """Give a reaction, see it counted, take it back."""
    post = page.locator(f"#post-{number}")
    post.locator("summary[aria-label=React]").click()
    post.locator(".react__choices button").first.click()
    given = post.locator(".reactions > .reaction")
    expect(given).to_have_attribute("aria-pressed", "true")
    expect(given).to_contain_text("1")
    given.click()
    expect(given).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_newcomer_joins_reads_starts_replies_edits_and_reacts(reader, live, scripts):
    someone = reader(scripts=scripts)
    page = someone.open("/")
    join(page, live)
    page.get_by_role("link", name="Latest", exact=True).first.click()
    page.get_by_role("link", name="Which boots for the coast path?").click()
    expect(page.locator("#post-2")).to_contain_text("The light ones.")
    react(page, 1)
    page.wait_for_timeout(3200)  # a first post that is written faster waits for a moderator
    reply(page, 3)
    edit(page, 3)
    half_a_minute_passes()
    start(page)
    half_a_minute_passes()
    reply(page, 2)
