"""Reading a thread in a browser: times, keys, looks, news, and how far one has come."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum.models import ReadPosition
from tests import factories
from tests.journeys.conftest import added, rows, soon

pytestmark = pytest.mark.browser


def read_by(person, thread):
    """The number up to which somebody has read, 0 when they have not."""
    with rows() as session:
        return session.scalar(
            select(ReadPosition.last_number).where(
                ReadPosition.thread_id == thread.id, ReadPosition.user_id == person.id
            )
        ) or 0  # fmt: skip


def test_times_are_told_as_distances_and_exactly_on_hover(reader, live):
    page = reader().open(f"/t/{live.threads.short.id}")
    first = page.locator(".post time").first
    expect(first).to_have_text("3 hr. ago")
    expect(first).to_have_attribute("title", re.compile(r"\d{4}.*\d:\d\d"))


def test_mathematics_is_drawn_and_code_can_be_copied(reader, live):
    someone = reader(permissions=["clipboard-read", "clipboard-write"])
    page = someone.open(f"/t/{live.threads.short.id}")
    expect(page.locator(".math .katex-html")).to_be_visible()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".told")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == 'print("hello")'


def test_a_posts_number_copies_its_whole_address(reader, live):
    someone = reader(permissions=["clipboard-read", "clipboard-write"])
    page = someone.open(f"/t/{live.threads.short.id}")
    page.locator("#post-2 [data-act=permalink]").click()
    expect(page.locator(".told")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{live.address}/t/{live.threads.short.id}/{live.threads.short.slug}/2#post-2"


def test_an_address_with_a_number_leads_to_the_post_without_a_mark_in_it(reader, live):
    page = reader().open(f"/t/{live.threads.long.id}/{live.threads.long.slug}/12")
    expect(page.locator("#post-12")).to_be_in_viewport()
    expect(page.locator("#post-1")).not_to_be_in_viewport()


def test_what_was_seen_counts_as_read_and_no_more(reader, live):
    max_, thread = live.people.max, live.threads.long
    page = reader(max_).open(f"/t/{thread.id}")
    expect(page.locator("#post-1")).to_be_in_viewport()
    with page.expect_response(f"**/threads/{thread.id}/read") as answer:
        page.locator("#post-6").scroll_into_view_if_needed()
    assert answer.value.status == 204
    assert 4 <= read_by(max_, thread) <= 10


def test_leaving_the_page_tells_what_was_read(reader, live):
    amy = reader(live.people.amy)
    page = amy.open(f"/t/{live.threads.short.id}")
    page.locator("#post-2").scroll_into_view_if_needed()
    page.wait_for_timeout(600)  # less than after which it would be told anyway
    page.goto("/latest")
    assert soon(lambda: read_by(live.people.amy, live.threads.short) == 2)


def test_new_posts_come_into_the_open_page_without_losing_the_place(reader, live):
    page = reader(live.people.max).open(f"/t/{live.threads.short.id}")
    page.locator("#field-body").fill("Half a thought")
    added(lambda: factories.post(thread=live.threads.short, author=live.people.amy, body="News!"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = page.locator(".arrived a")
    expect(notice).to_have_text("New posts: 1")
    before = page.evaluate("scrollY")
    notice.click()
    expect(page.locator("#post-3")).to_contain_text("News!")
    expect(page.locator("#post-3 time")).to_have_text("now")
    expect(notice).to_be_hidden()
    expect(page.locator("#field-body")).to_have_value("Half a thought")
    assert page.evaluate("scrollY") == before


def test_a_guests_choice_of_colours_lasts_and_never_flashes(reader, live):
    guest = reader()
    page = guest.open("/")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    answer = guest.context.request.get("/")
    assert 'data-scheme="dark"' in answer.text(), "the server draws it, before any script"
    guest.open("/latest")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="System").click()
    assert "data-scheme" not in guest.context.request.get("/").text()


def test_keys_lead_through_lists_and_posts(reader, live):
    page = reader(live.people.max).open("/latest")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".row__link").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.wait_for_url("**/t/**")
    page.wait_for_selector("html.has-script", state="attached")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#post-2")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#field-body")).to_be_focused()
    expect(page.locator("[name=to]")).to_have_value("2")
    page.keyboard.type("just jokes")
    expect(page.locator("#field-body")).to_have_value("just jokes")


def keys(page, *pressed):
    """Press one after the other, once the page's script is there."""
    page.wait_for_selector("html.has-script", state="attached")
    for key in pressed:
        page.keyboard.press(key)


def test_two_keys_lead_to_the_lists_and_one_to_a_new_thread(reader, live):
    page = reader(live.people.max).open("/categories")
    for pressed, place in (("l", "/latest"), ("n", "/new"), ("u", "/unread"), ("h", "/")):
        keys(page, "g", pressed)
        page.wait_for_url(f"{live.address}{place}")
    keys(page, "c")
    page.wait_for_url("**/start")


def test_keys_act_on_the_post_with_the_focus(reader, live):
    someone = reader(live.people.max, permissions=["clipboard-read", "clipboard-write"])
    page = someone.open(f"/t/{live.threads.short.id}")
    keys(page, "j", "j", "p")
    expect(page.locator("#post-2")).to_be_focused()
    expect(page.locator(".told")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/2#post-2")
    keys(page, "k", "l")
    expect(page.locator("#post-1 .react__choices button").first).to_be_focused()
    keys(page, "Escape")
    expect(page.locator("#post-1 .react__choices")).to_be_hidden()
    keys(page, "j", "e")
    page.wait_for_url("**/edit")
    expect(page.get_by_label("Text", exact=True)).to_have_value("The light ones.\n\nTruly.")


def test_a_key_goes_to_a_post_by_number_and_one_back_to_the_list(reader, live):
    page = reader().open(f"/t/{live.threads.long.id}")
    keys(page, "#")
    page.keyboard.type("21")
    page.keyboard.press("Enter")
    page.wait_for_url("**/21*")
    expect(page.locator("#post-21")).to_be_in_viewport()
    keys(page, "u")
    page.wait_for_url("**/c/trail-talk")


def test_the_sheet_of_keys_promises_what_is_there(reader, live):
    """A guest writes nothing and has nothing unread; without a search there is no key for it."""
    listed = "[...document.querySelectorAll('#shortcuts dt')].map(dt => dt.innerText)"
    for someone in (None, live.people.max):
        page = reader(someone).open("/latest")
        page.keyboard.press("?")
        promised = {" ".join(each.split()) for each in page.evaluate(listed)}
        writing = {"c", "g u", "r", "q", "l", "e"}
        assert (writing & promised) == (writing if someone else set())
        assert ("/" in promised) == (page.locator("[data-shortcut='/']").count() > 0)


def test_the_sheet_of_keys_opens_by_one_and_can_switch_them_off(reader, live):
    page = reader().open("/latest")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    sheet.get_by_label("Turn shortcuts off in this browser").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    sheet.get_by_label("Turn shortcuts off in this browser").uncheck()
    sheet.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    expect(sheet).to_be_visible()


def test_a_menu_closes_on_escape_and_on_a_click_elsewhere(reader, live):
    page = reader(live.people.max).open("/latest")
    menu, button = page.locator(".masthead .menu"), page.locator(".masthead summary")
    button.click()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.menu__panel') !== null")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(button).to_be_focused()
    button.click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")
