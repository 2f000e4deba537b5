"""Every page in every look: nothing that axe finds, nothing too wide, nothing that jumps."""

import pytest

from tests.journeys.readers import PHONE

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
SHIFTS = """new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 600);
})"""


def pages(live, who):
    """What `who` is shown: a guest, a member, or the team."""
    thread = live.threads
    if who == "team":
        return [
            "/welcome", "/admin/groups", "/admin/groups/new", "/admin/badges", "/admin/search",
            "/admin/words", "/messages/team", f"/threads/{thread.short.id}/tidy",
        ]  # fmt: skip
    for_all = [
        "/", "/latest", "/top", "/categories", "/tags", f"/c/{live.category.slug}", "/tag/boots",
        f"/t/{thread.short.id}", f"/t/{thread.long.id}?page=2", "/m/amy",
    ]  # fmt: skip
    for_guests = ["/join", "/sign-in", "/reset"]
    for_members = [
        "/unread", "/start", f"/threads/{thread.short.id}/reply?quote=1", "/uploads", "/drafts",
        "/account", "/account/sessions",
    ]  # fmt: skip
    return for_all[:1] + for_all[7:8] + for_members if who == "member" else for_all + for_guests


@pytest.mark.parametrize("who", ["guest", "member", "team"])
def test_no_page_has_a_barrier_in_any_look_or_is_wider_than_the_screen(reader, live, who):
    people = {"member": live.people.max, "team": live.people.cleo}
    someone = reader(people.get(who), screen=PHONE)
    wrong = []
    for path in pages(live, who):
        page = someone.open(path)
        if page.locator("textarea:not([autofocus])").count():
            page.locator("textarea").fill("Somebody **writes**, and all of the script is there.")
            page.wait_for_load_state("networkidle")
        page.set_viewport_size(NARROW)
        if someone.overflow():
            wrong.append(f"{path} is {someone.overflow()} pixels wider than {NARROW['width']}")
        wrong += [f"{path}: {one}" for one in someone.too_small()]
        page.set_viewport_size({"width": 1280, "height": 900})
        wrong += [f"{path}: {one}" for one in someone.barriers()]
        for scheme in ("dark", "contrast"):
            page.evaluate("scheme => document.documentElement.dataset.scheme = scheme", scheme)
            wrong += [f"{path} {scheme}: {one}" for one in someone.barriers(["color-contrast"])]
    assert wrong == []


@pytest.mark.parametrize("screen", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_nothing_jumps_while_a_page_loads(reader, live, screen):
    guest, member = reader(screen=screen), reader(live.people.max, screen=screen)
    for someone, path in ((guest, "/"), (guest, f"/t/{live.threads.short.id}"),
                          (member, f"/t/{live.threads.short.id}")):  # fmt: skip
        page = someone.open(path)
        assert page.evaluate(SHIFTS) < 0.02, path
