"""An invitation in browsers, with scripts and without: made, sent, joined by; no page with a barrier."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from forum.extensions import db
from forum.models import ProfileField, SettingValue
from tests.journeys.conftest import added
from tests.journeys.test_accounts import PASSWORD, wrongs
from tests.journeys.test_story import letter_to

pytestmark = pytest.mark.browser


@pytest.fixture
def closed(live):
    """Nobody joins without an invitation, and who joins is asked one thing."""

    def close():
        db.session.add(SettingValue(name="join.open", value=False))
        db.session.add(SettingValue(name="join.campaigns", value="May fair"))
        db.session.add(
            ProfileField(label="Shelter", kind="choice", choices=["Tent", "Tarp"],
                         is_required=True, is_on_join=True)
        )  # fmt: skip

    added(close)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_is_invited_and_joins(reader, live, closed, scripts):
    host, guest = reader(live.people.cleo, scripts=scripts), reader(scripts=scripts)
    page = host.open("/account/invites")
    page.get_by_label("Label").fill("The club")
    page.get_by_role("button", name="Make an invitation").click()
    link = page.get_by_label("Link").input_value()
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_text("0 of 5 have joined")).to_be_visible()

    page = guest.open(urlsplit(link).path)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Cleo has invited you.")).to_be_visible()
    page.get_by_label("Name").fill("wren")
    page.get_by_label("E-mail address").fill("wren@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Shelter").select_option("Tarp")
    page.get_by_role("button", name="Join").click()
    page.goto(letter_to(live.app, "wren@example.org"))
    page.get_by_role("button", name="Confirm wren@example.org").click()
    expect(page.get_by_text("Welcome! You are a member now.")).to_be_visible()

    page = host.open("/admin/invites")
    expect(page.get_by_role("rowheader", name="invite: The club")).to_be_visible()
    page.get_by_role("button", name="Take back The club").click()
    expect(page.get_by_text("Nobody can join with this invitation any more.")).to_be_visible()


def test_no_page_about_invitations_has_a_barrier(reader, live, closed):
    host, guest, found = reader(live.people.cleo), reader(), []
    page = host.open("/account/invites")
    found += wrongs(host, "making one")
    page.get_by_label("Label").fill("The club")
    page.get_by_role("button", name="Make an invitation").click()
    link = page.get_by_label("Link").input_value()
    found += wrongs(host, "the link")
    for path in ("/account/invites", "/admin/invites"):
        host.open(path)
        found += wrongs(host, path)
    page = guest.open(urlsplit(link).path)
    found += wrongs(guest, "invited")
    page.get_by_role("button", name="Join").click()
    found += wrongs(guest, "/join")
    assert found == []
