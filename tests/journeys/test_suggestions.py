"""What is suggested while one types, chosen by keyboard alone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_member_is_suggested_and_chosen_by_keyboard(reader, live):
    page = reader(live.people.max).open(f"/t/{live.threads.short.id}")
    text = page.locator("#field-body")
    text.focus()
    page.wait_for_load_state("networkidle")
    text.press_sequentially("Ask @am")
    expect(page.get_by_role("option", name="amy", selected=True)).to_be_visible()
    text.press("Enter")
    expect(text).to_have_value("Ask @amy ")


def test_a_category_and_a_tag_are_suggested(reader, live):
    page = reader(live.people.max).open("/start")
    text = page.get_by_label("Text", exact=True)
    text.focus()
    page.wait_for_load_state("networkidle")
    with page.expect_response("**/suggest/categories?q=tra"):  # the last of several
        text.press_sequentially("See #tra")
    expect(page.get_by_role("option", name="Trail talk On the way.")).to_be_visible()
    text.press("Tab")
    expect(text).to_have_value("See #trail-talk ")
    page.get_by_label("Tags").press_sequentially("maps, bo")
    offered = page.locator("datalist option")
    expect(offered).to_have_attribute("value", "maps, boots")


def test_everything_is_done_with_the_keyboard_alone(reader, live):
    """From the list to a sent reply, without a mouse and without the shortcuts."""
    page = reader(live.people.max).open("/latest")
    tab_to(page, "Which boots for the coast path?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/t/**")
    page.wait_for_selector("html.has-script", state="attached")
    tab_to(page, "Reply")
    page.keyboard.press("Enter")
    expect(page.locator("#field-body")).to_be_focused()
    page.keyboard.type("Without a mouse.")
    tab_to(page, "Reply")
    page.keyboard.press("Enter")
    expect(page.locator("#post-3")).to_contain_text("Without a mouse.")
    expect(page.locator("#post-3 .post__to")).to_contain_text("Amy Lind #1")


def tab_to(page, name):
    """Press Tab until what has the focus is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()"
        )
        if called == name:
            return
    pytest.fail(f"{name} cannot be reached by Tab")
