"""The pages about people: without a barrier in any look; muting somebody where one meets them."""

import pytest
from playwright.sync_api import expect

from forum.models import OPERATOR
from forum.services import profile_fields
from tests.journeys.conftest import added
from tests.journeys.readers import PHONE

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
OPEN = ["/members", "/team", "/m/amy", "/m/amy/replies", "/m/amy/badges", "/m/max/given"]
OWN = ["/account/privacy", "/account/people", "/account/people/blocked", "/account", "/m/amy"]


def wrongs(someone, path):
    page, found = someone.open(path), []
    page.set_viewport_size(NARROW)
    if someone.overflow():
        found.append(f"{path} is {someone.overflow()} pixels wider than {NARROW['width']}")
    page.set_viewport_size({"width": 1280, "height": 900})
    found += [f"{path}: {one}" for one in someone.barriers()]
    for scheme in ("dark", "contrast"):
        page.evaluate("scheme => document.documentElement.dataset.scheme = scheme", scheme)
        found += [f"{path} {scheme}: {one}" for one in someone.barriers(["color-contrast"])]
    return found


def test_no_page_about_people_has_a_barrier(reader, live):
    def asked():
        places = ("profile", "card", "directory")
        return profile_fields.add(OPERATOR, "choice", "Shelter", "", ("Tent", "Tarp"), True, places)

    added(asked)
    guest, member = reader(screen=PHONE), reader(live.people.max, screen=PHONE)
    found = [wrong for path in OPEN for wrong in wrongs(guest, path)]
    found += [wrong for path in OWN for wrong in wrongs(member, path)]
    team = reader(live.people.cleo, screen=PHONE)
    tidied = next(iter(vars(live.threads).values())).id
    for path in ("/welcome", f"/threads/{tidied}/tidy"):
        found += wrongs(team, path)
    assert found == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_is_muted_where_one_meets_them(reader, live, scripts):
    page = reader(live.people.max, scripts=scripts).open(f"/t/{live.threads.long.id}")
    post = page.locator("article.post").filter(has_text="Amy").first
    post.locator("summary[aria-label=More]").click()
    post.get_by_role("button", name="Mute Amy").click()
    expect(page.locator(".alert")).to_contain_text("Amy Lind is muted")
    page.goto(f"{page.url.partition('/t/')[0]}/t/{live.threads.long.id}")
    folded = page.locator("details.folded").first
    expect(folded).to_contain_text("Amy Lind is muted.")
    body = folded.locator(".post__body")
    expect(body).to_be_hidden()
    folded.locator("> summary").click()
    expect(body).to_be_visible()
