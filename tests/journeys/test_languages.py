"""The forum in Arabic: pages run from right to left, and nothing is in the way or too wide."""

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
