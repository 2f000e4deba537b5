"""An admin drafts looks, is refused what cannot be read, publishes, and undoes a setting."""

import re

import pytest

from forum.models import SettingValue
from tests import factories
from tests.journeys.conftest import added, rows
from tests.journeys.readers import PHONE

pytestmark = pytest.mark.browser


def value(name):
    with rows() as session:
        row = session.get(SettingValue, name)
        return row.value if row else None


def test_a_colour_is_refused_for_contrast_and_a_setting_is_changed_and_undone(live, reader):
    who = added(lambda: factories.user(name="ada", groups=["admins"]))
    ada, guest = reader(who), reader(screen=PHONE)
    page = ada.open("/admin/looks")
    assert ada.barriers() == []
    page.get_by_label("Name of the community", exact=True).fill("Fernway")
    page.get_by_text("Exact colours").click()
    page.get_by_role("textbox", name="Light: exact colour of the links").fill("#bbddcc")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Light: links on the page has").first.wait_for()
    assert value("brand.name") is None and ada.barriers() == []
    page.get_by_role("textbox", name="Light: exact colour of the links").fill("#7a2e00")
    page.get_by_role("button", name="Save the draft and look at it").click()
    page.get_by_text("You see the draft of the looks").wait_for()
    assert "Fernway" in page.title() and "Fernway" not in guest.open("/").title()
    for scheme in ("Dark", "High contrast", "Light"):
        page.get_by_role("group", name="View it in").get_by_role("button", name=scheme).click()
        assert ada.barriers() == []
    ada.open("/admin/looks").get_by_role("button", name="Publish").click()
    page.get_by_text("Everybody sees it from now on").wait_for()
    assert "Fernway" in guest.open("/").title() and guest.barriers() == []

    page = ada.open("/admin/settings")
    page.get_by_label("Find a setting").type("page of a thread")
    page.get_by_role("link", name="Posts on a page of a thread").click()
    field = page.get_by_label("Posts on a page of a thread")
    field.fill("0")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Between 1 and 100.").first.wait_for()
    assert ada.barriers() == []
    field.fill("35")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved: Posts on a page of a thread.").wait_for()
    assert value("posts.per_page") == 35
    page = ada.open("/admin/settings/history")
    assert ada.barriers() == []
    page.get_by_role("button", name=re.compile("Undo.*Posts on a page")).click()
    page.get_by_text("It is as it was before.").wait_for()
    assert value("posts.per_page") is None
