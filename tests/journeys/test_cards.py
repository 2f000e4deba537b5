"""The card on a name: by the mouse, by the keyboard, away by Escape, and no need for it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def thread_of(live):
    thread = next(iter(vars(live.threads).values()))
    return f"{live.address}/t/{thread.id}/{thread.slug}"


def test_it_opens_on_a_name_and_closes(live, reader):
    page = reader(live.people.max).page
    page.goto(thread_of(live))
    page.wait_for_selector("html.has-script")
    name = page.locator("a.post__author").first
    card = page.locator(".card")
    name.hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text("Here since")
    card.hover()  # it stays for who moves onto it
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_the_keyboard_reaches_it_and_leaves_it(live, reader):
    page = reader(live.people.max).page
    page.goto(thread_of(live))
    page.wait_for_selector("html.has-script")
    card = page.locator(".card")
    before = page.locator("article.post").first
    before.evaluate("post => { post.tabIndex = -1; post.focus(); }")
    page.keyboard.press("Tab")
    expect(page.locator("a.post__author").first).to_be_focused()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator("a.post__author").first).to_be_focused()


def test_without_a_script_the_name_leads_to_the_page(live, reader):
    page = reader(scripts=False).page
    page.goto(thread_of(live))
    page.locator("a.post__author").first.click()
    expect(page.locator(".member-head h1")).to_be_visible()
