"""Nothing that was typed is lost: not with the tab, not with the connection, not with the session."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum.models import Draft
from tests.journeys.conftest import rows, soon

pytestmark = pytest.mark.browser


def kept(person):
    """The text of somebody's only draft as the forum has it; "" when it has none."""
    with rows() as session:
        payload = session.scalar(select(Draft.payload).where(Draft.user_id == person.id))
    return (payload or {}).get("body", "")


def copies(page):
    """The names under which the browser has texts."""
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('draft:'))")


def test_a_closed_tab_loses_nothing(reader, live):
    max_, path = reader(live.people.max), f"/t/{live.threads.short.id}"
    page = max_.open(path)
    page.locator("#field-body").fill("Closed too early")
    assert soon(lambda: copies(page))
    max_.close_tab()
    page = max_.open(path)
    expect(page.locator("#field-body")).to_have_value("Closed too early")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#field-body")).to_have_value("")


def test_a_draft_is_there_in_another_browser_and_gone_once_it_is_sent(reader, live):
    path = f"/t/{live.threads.short.id}"
    page = reader(live.people.max).open(path)
    page.locator("#field-body").fill("Begun at home")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    assert kept(live.people.max) == "Begun at home"
    other = reader(live.people.max).open(path)
    other.locator("#field-body").focus()
    expect(other.locator("#field-body")).to_have_value("Begun at home")
    other.get_by_role("button", name="Reply", exact=True).click()
    expect(other.locator("#post-3")).to_contain_text("Begun at home")
    page.reload()
    expect(page.locator("#post-3")).to_be_visible()
    page.locator("#field-body").focus()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#field-body")).to_have_value("")


def test_a_tab_that_was_left_open_cannot_bring_back_what_was_sent(reader, live):
    max_, path = reader(live.people.max), f"/t/{live.threads.short.id}"
    page = max_.open(path)
    page.locator("#field-body").fill("Left open")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    other = reader(live.people.max).open(path)
    other.locator("#field-body").focus()
    expect(other.locator("#field-body")).to_have_value("Left open")
    other.get_by_role("button", name="Reply", exact=True).click()
    expect(other.locator("#post-3")).to_be_visible()
    page.locator("#field-body").press_sequentially(" and on")
    expect(page.get_by_text("sent or thrown away in another window")).to_be_visible()
    assert kept(live.people.max) == ""
    page.get_by_role("button", name="Keep this one").click()
    assert soon(lambda: kept(live.people.max)) == "Left open and on"


def test_without_a_connection_the_browser_keeps_it_and_saves_it_later(reader, live):
    max_ = reader(live.people.max)
    page = max_.open(f"/t/{live.threads.short.id}")
    page.locator("#field-body").focus()
    page.wait_for_load_state("networkidle")
    max_.context.set_offline(True)
    page.locator("#field-body").fill("In the tunnel")
    expect(page.get_by_text("Saved in this browser")).to_be_visible()
    max_.context.set_offline(False)
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    assert kept(live.people.max) == "In the tunnel"


def test_a_lost_session_does_not_cost_the_text(reader, live):
    max_ = reader(live.people.max)
    page = max_.open(f"/t/{live.threads.short.id}")
    page.locator("#field-body").fill("Signed out meanwhile")
    page.wait_for_load_state("networkidle")
    max_.context.clear_cookies()
    max_.expects("status of 403")
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.get_by_label("Your text")).to_have_value("Signed out meanwhile")


def test_who_signs_out_leaves_no_text_behind_in_the_browser(reader, live):
    page = reader(live.people.max).open(f"/t/{live.threads.short.id}")
    page.locator("#field-body").fill("Not for others")
    assert soon(lambda: copies(page))
    page.locator(".masthead summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    assert copies(page) == []


def test_a_draft_of_an_edit_meets_what_somebody_changed_since(reader, live):
    amy = reader(live.people.amy)
    page = amy.open(f"/t/{live.threads.short.id}")
    page.locator("#post-1 summary[aria-label=More]").click()
    page.locator("#post-1 [data-act=edit]").click()
    page.wait_for_url("**/edit")
    amy.wait()
    page.get_by_label("Text", exact=True).fill("Amy's new beginning.")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    place = page.url
    amy.close_tab()
    cleo = reader(live.people.cleo).open(place)
    text = cleo.get_by_label("Text", exact=True)
    text.fill(text.input_value() + "\n\nTidied up by the team.")
    cleo.locator("[name=reason]").fill("Typing errors")
    cleo.get_by_role("button", name="Save", exact=True).click()
    expect(cleo.locator("#post-1")).to_contain_text("Tidied up by the team.")
    page = amy.open(place)
    expect(page.get_by_label("Text", exact=True)).to_have_value("Amy's new beginning.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="What is there now")).to_be_visible()
    expect(page.locator("pre.source")).to_contain_text("Tidied up by the team.")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Amy's new beginning.")


def test_a_button_asks_before_it_saves_over_another_tabs_draft(reader, live):
    max_, path = reader(live.people.max), f"/t/{live.threads.short.id}"
    page = max_.open(path)
    page.locator("#field-body").focus()
    page.wait_for_load_state("networkidle")
    other = reader(live.people.max).open(path)
    other.locator("#field-body").fill("The other tab's")
    expect(other.get_by_text("Draft saved.")).to_be_visible()
    page.locator("#field-body").fill("This tab's")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("There is another text of yours")).to_be_visible()
    assert kept(live.people.max) == "The other tab's"
    page.get_by_role("button", name="Keep this one").click()
    assert soon(lambda: kept(live.people.max) == "This tab's")
