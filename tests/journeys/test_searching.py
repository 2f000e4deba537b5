"""Looking for something: while one types, by the keyboard, and the same without a script."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum import database, tallies
from forum.models import SearchTerm
from tests import factories, searching
from tests.journeys.conftest import added, rows, soon

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(live):
    for title in ("Splinting an alloy pole", "Which alloy pole fits"):
        added(lambda title=title: factories.thread(author=live.people.amy, title=title,
                                                   body="The alloy pole broke"))  # fmt: skip
    database.begin("read")
    searching.index()
    database.rollback()
    return live


def test_results_come_while_one_types_and_the_arrow_keys_walk_through_them(asked, reader):
    page = reader().page
    page.goto(f"{asked.address}/search")
    page.wait_for_selector("html.has-script")
    box = page.locator("#searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("alloy pole", delay=5)
    links = page.locator(".result__link")
    expect(links).to_have_count(2)
    expect(page.locator("[role=status][data-part=said]")).to_have_text("2 threads")
    assert page.url.endswith("q=alloy+pole")
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("article.post").first).to_contain_text("broke")

    def clicked():
        tallies.current().flush()
        with rows() as session:
            return session.scalar(select(SearchTerm.clicked).where(SearchTerm.term == "alloy pole"))

    assert soon(clicked) == 1


def test_who_writes_a_title_is_told_politely_what_has_been_asked(asked, reader):
    page = reader(asked.people.max).page
    page.goto(f"{asked.address}/start")
    page.wait_for_selector("html.has-script")
    page.get_by_label("Title").press_sequentially("My alloy pole", delay=5)
    told = page.locator("#similar")
    expect(told).to_contain_text("Which alloy pole fits")
    assert told.get_attribute("aria-live") == "polite"
    expect(page.get_by_label("Title")).to_be_focused()


def test_without_a_script_the_same_is_found(asked, reader):
    page = reader(scripts=False).page
    page.goto(f"{asked.address}/search")
    page.locator("#searchbox").fill("alloy pole")
    page.keyboard.press("Enter")
    expect(page.locator(".result__link")).to_have_count(2)
