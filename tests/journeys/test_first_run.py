"""From the printed address to the first thread that a visitor reads, on a phone and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.journeys.readers import PHONE, Reader

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_a_community_is_founded_and_its_first_thread_is_read(chromium, waiting, scripts):
    admin = Reader(chromium, waiting.address, scripts=scripts, screen=PHONE)
    guest = Reader(chromium, waiting.address)
    guest.expects("status of 503")
    assert guest.page.goto("/").status == 503, "not open yet"
    page = admin.page
    assert page.goto(f"/setup/{waiting.token}").status == 200
    page.get_by_label("Name of the community").fill("Fernway Commons")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("Name", exact=True).fill("ada")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("radio", name="Product").check()
    page.get_by_role("button", name="Begin").press("Enter")
    expect(page.get_by_label("Name of the community")).to_have_value("Fernway Commons")
    if scripts:
        assert admin.barriers() == [] and admin.overflow() <= 0
    page.get_by_label("Password", exact=True).fill("seven wet socks")
    page.get_by_role("button", name="Begin").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("How things are")
    expect(page.get_by_text("Make the first categories")).to_be_visible()

    page.get_by_role("link", name="Write the first thread").click()
    admin.wait()
    page.get_by_label("Title").fill("Say hello")
    page.get_by_label("Category").select_option(index=1)
    page.locator("textarea[name=body]").fill("This is where we begin. Who are you?")
    page.get_by_role("button", name="Start the thread").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Say hello")

    guest.open("/")
    guest.page.get_by_role("link", name="Say hello").first.click()
    expect(guest.page.get_by_text("This is where we begin.")).to_be_visible()
    for each in (admin, guest):
        each.close()
    assert admin.wrongs == guest.wrongs == []
