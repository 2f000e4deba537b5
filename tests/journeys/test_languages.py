"""The forum in Arabic, from right to left, and in German with its long words: nothing is too wide."""

import pytest

from forum.models import OPERATOR
from forum.services import settings
from tests import factories
from tests.journeys.conftest import added
from tests.journeys.readers import DESK, PHONE

pytestmark = pytest.mark.browser

# Where the name of the community begins, and where a thread's title ends, as parts of the width.
SIDES = """() => {
  const brand = document.querySelector(".brand").getBoundingClientRect();
  return [getComputedStyle(document.body).direction, brand.right / innerWidth];
}"""
# How high the head of the page is, and by how much what is pressed in it covers the brand.
HEAD = """() => {
  const [head, brand, nav] = [".masthead", ".brand", ".masthead__nav"].map(
    (one) => document.querySelector(one).getBoundingClientRect());
  return [head.height, brand.right - nav.left];
}"""


def arabic():
    return settings.change(OPERATOR, "site.language", "ar")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_in_arabic_pages_run_from_right_to_left(live, reader, screen):
    added(arabic)
    who = added(lambda: factories.user(name="ada", groups=["admins"]))
    guest, ada = reader(screen=screen), reader(who, screen=screen)
    wrong = []
    thread = f"/t/{live.threads.short.id}"
    for someone, path in (
        *((guest, path) for path in ("/", "/latest", thread, "/join", "/search?q=boots")),
        *((ada, path) for path in (
            "/start", "/account", "/moderation", "/admin", "/admin/settings", "/admin/looks",
            "/admin/categories", f"/admin/categories/{live.category.id}/access", "/admin/backups",
        )),
    ):  # fmt: skip
        page = someone.open(path)
        direction, edge = page.evaluate(SIDES)
        if direction != "rtl" or edge < 0.8:
            wrong.append(f"{path} begins on the left")
        if someone.overflow():
            wrong.append(f"{path} is {someone.overflow()} pixels too wide")
        wrong += [f"{path}: {one}" for one in someone.barriers()]
    assert wrong == []


def test_in_german_the_smallest_phone_has_one_line_above_and_nothing_too_wide(live, reader):
    added(lambda: settings.change(OPERATOR, "site.language", "de"))
    added(lambda: settings.change(OPERATOR, "brand.name", "Wanderfreunde Süddeutschland"))
    small = {"width": 320, "height": 640}
    guest, max_ = reader(screen=small), reader(live.people.max, screen=small)
    wrong = []
    for someone, path in (
        (guest, "/"), (guest, "/join"), (guest, f"/t/{live.threads.short.id}"),
        (max_, "/"), (max_, "/start"), (max_, "/account/notifications"),
    ):  # fmt: skip
        height, covered = someone.open(path).evaluate(HEAD)
        if height > 70 or covered > 0:
            wrong.append(
                f"{path}: the head is {height} pixels high, {covered} of the brand covered"
            )
        if someone.overflow():
            wrong.append(f"{path} is {someone.overflow()} pixels too wide")
    assert wrong == []
