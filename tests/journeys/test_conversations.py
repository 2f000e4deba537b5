"""Writing privately on a phone: a message, its answer, and a question to the team."""

import pytest
from playwright.sync_api import expect

from tests.journeys.readers import PHONE

pytestmark = pytest.mark.browser


def is_no_wider(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_two_write_to_each_other_on_their_phones(reader, live, scripts):
    max_, amy = (
        reader(person, screen=PHONE, scripts=scripts)
        for person in (live.people.max, live.people.amy)
    )
    page = max_.open("/m/amy")
    page.get_by_role("link", name="Message").click()
    expect(page.get_by_label("To", exact=True)).to_have_value("amy")
    page.locator("#field-body").fill("Is the ford **passable**?")
    assert is_no_wider(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message strong")).to_have_text("passable")
    theirs = amy.open("/messages")
    assert is_no_wider(theirs)
    theirs.get_by_role("link", name="Max Berg").first.click()
    expect(theirs.locator(".unread-from")).to_be_visible()
    theirs.locator("#field-body").fill("Only until noon.")
    theirs.get_by_role("button", name="Send").click()
    expect(theirs.locator("#message-2")).to_contain_text("Only until noon.")
    assert is_no_wider(theirs)
    page.reload()
    expect(page.locator("#message-2")).to_contain_text("Only until noon.")


def test_the_team_is_asked_from_the_foot_of_the_page(reader, live):
    page = reader(live.people.max, screen=PHONE).open("/latest")
    page.get_by_role("link", name="Ask the team").click()
    page.get_by_label("What is it about?").fill("Order 4711")
    page.locator("#field-body").fill("It never came.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talks__people")).to_contain_text("Waiting for the team")
    page.get_by_role("button", name="Solved").click()
    expect(page.locator(".talks__people")).to_contain_text("Solved")
