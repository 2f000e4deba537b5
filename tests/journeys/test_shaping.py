"""An admin makes a private category, on a phone and by keyboard, and it is proved invisible."""

import re

from playwright.sync_api import expect

from forum import database
from tests import factories
from tests.journeys.readers import PHONE

PAGES = ("/", "/latest", "/new", "/categories", "/tags", "/members", "/feed.atom", "/sitemap.xml",
         "/c/trail-talk", "/search?q=glacier", "/filter?q=glacier", "/brand.css",
         "/suggest/categories?q=sec")  # fmt: skip


def test_a_private_category_is_made_and_proved_invisible(live, reader):
    ada = factories.user(name="ada", groups=["admins"])
    database.commit()
    admin, max_, guest = reader(ada, screen=PHONE), reader(live.people.max), reader()
    page = admin.page
    admin.open("/admin/categories")
    page.get_by_role("link", name="New category").press("Enter")
    page.get_by_label("Name").fill("Secret summit")
    page.get_by_label("The team only, until you say otherwise").press("Space")
    page.get_by_label("Address").fill("secret-summit")
    assert admin.barriers() == [] and admin.overflow() <= 0
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who may do what in Secret summit")
    ambassadors = page.get_by_role("group", name="Ambassadors", exact=True)
    for right in ("See", "Reply", "Start threads"):
        ambassadors.get_by_label(right).press("Space")
    page.get_by_role("button", name="Show what changes").press("Enter")
    means = page.get_by_role("region", name="What this means")
    expect(means).to_contain_text("1 member can now see it.")
    assert admin.barriers() == [] and admin.overflow() <= 0
    means.get_by_role("button", name="Save this").press("Enter")
    expect(page.locator("#notices")).to_contain_text("Saved.")

    amy = reader(live.people.amy)
    amy.open("/start?category=secret-summit")
    amy.page.get_by_label("Title").fill("Over the glacier")
    amy.page.locator("textarea[name=body]").fill("Nobody else may know of this glacier.")
    amy.page.get_by_role("button", name="Start the thread").click()
    expect(amy.page.get_by_role("heading", level=1)).to_have_text("Over the glacier")
    address = re.sub(r"[?#].*", "", amy.page.url)

    for other in (guest, max_):
        for path in PAGES:
            answer = other.context.request.get(live.address + path)
            text = answer.text().replace(path, "").lower()
            assert not [w for w in ("secret", "summit", "over the") if w in text], path
        for path in (address, f"{live.address}/c/secret-summit"):
            assert other.context.request.get(path).status == 404, path

    admin.open("/admin/why?name=max&ability=see&place=/c/secret-summit")
    expect(page.get_by_role("heading", name="No, Max Berg cannot.")).to_be_visible()
    assert admin.barriers() == [] and admin.overflow() <= 0
    admin.open("/admin/view-as")
    page.get_by_label("Or as this member").fill("amy")
    page.get_by_role("button", name="Look", exact=True).press("Enter")
    expect(page.get_by_text("You see the forum as Amy Lind does.")).to_be_visible()
    admin.open("/c/secret-summit")
    expect(page.get_by_text("Over the glacier").first).to_be_visible()
    assert admin.barriers() == [] and admin.overflow() <= 0
    page.get_by_role("button", name="Stop").press("Enter")
    expect(page.get_by_text("You see the forum as")).to_have_count(0)


def test_a_category_is_dragged_and_moved_by_keyboard(live, reader):
    ada = factories.user(name="ada", groups=["admins"])
    for name in ("Second", "Third"):
        factories.category(name=name, slug=name.lower(), position=ord(name[0]))
    database.commit()
    admin = reader(ada)
    page = admin.open("/admin/categories")
    names = page.locator(".shape__what strong")
    expect(names).to_have_text(["Trail talk", "Second", "Third"])
    page.locator("li", has_text="Third").drag_to(page.locator("li", has_text="Trail talk"),
                                                 target_position={"x": 200, "y": 4})  # fmt: skip
    expect(names).to_have_text(["Third", "Trail talk", "Second"])
    page.get_by_role("button", name="Down Third").press("Enter")
    expect(names).to_have_text(["Trail talk", "Third", "Second"])
    expect(page.get_by_role("button", name="Down Third")).to_be_focused()
    page.keyboard.press("Enter")
    expect(names).to_have_text(["Trail talk", "Second", "Third"])
    assert admin.barriers() == [] and admin.overflow() <= 0
