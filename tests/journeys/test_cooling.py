"""A heated thread: a moderator slows it, moves posts out and closes it; everybody reads why."""

import pytest
from playwright.sync_api import expect

SCREENS = {"phone": {"width": 360, "height": 800}, "desk": {"width": 1280, "height": 900}}


def test_a_moderator_cools_a_thread_down_and_takes_it_back(live, reader):
    cleo, short = reader(live.people.cleo), live.threads.short
    page = cleo.page
    cleo.open(f"/t/{short.id}/{short.slug}")
    page.get_by_role("link", name="Slow mode").click()
    page.get_by_label("Between two replies").select_option("300")
    page.get_by_label("Note").fill("Let us breathe.")
    page.get_by_role("button", name="Slow it down").click()
    expect(page.locator(".event")).to_contain_text("slow mode: members wait 5 minutes")
    expect(page.locator(".event")).to_contain_text("Let us breathe.")
    max_ = reader(live.people.max)
    max_.open(f"/t/{short.id}/{short.slug}")
    expect(max_.page.locator("#reply")).to_contain_text("you wait 5 minutes between two replies")
    page.locator(".event").get_by_role("button", name="Undo").click()
    expect(page.locator(".event").last).to_contain_text("ended slow mode")


def test_a_moderator_moves_posts_to_a_new_thread_with_the_keyboard(live, reader):
    cleo, long = reader(live.people.cleo), live.threads.long
    page = cleo.page
    cleo.open(f"/threads/{long.id}/split")
    page.locator("input[name=number][value='24']").press("Space")
    page.locator("input[name=number][value='25']").press("Space")
    page.get_by_label("Title of the new thread").fill("The last two walks")
    page.get_by_role("button", name="Move the posts").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The last two walks")
    expect(page.locator(".event")).to_contain_text("moved 2 posts here from another thread")
    cleo.open(f"/t/{long.id}/{long.slug}/25")
    expect(page.get_by_role("heading", level=1)).to_have_text("The last two walks")


@pytest.mark.parametrize("screen", SCREENS)
def test_its_pages_fit_and_have_no_barriers(live, reader, screen):
    cleo, long = reader(live.people.cleo, screen=SCREENS[screen]), live.threads.long
    page = cleo.page
    cleo.open(f"/threads/{long.id}/close")
    page.get_by_label("For how long").select_option("4")
    page.get_by_label("Note").fill("Sleep on it.")
    page.get_by_role("button", name="Close", exact=True).click()
    cleo.open(f"/t/{long.id}/{long.slug}?page=2")
    expect(page.locator(".event")).to_contain_text("closed this thread, until")
    for path in (
        f"/t/{long.id}/{long.slug}?page=2",
        f"/threads/{long.id}/close",
        f"/threads/{long.id}/slow",
        f"/threads/{long.id}/split",
        f"/threads/{long.id}/merge",
        "/c/trail-talk/select",
        "/moderation/log",
        "/moderation/workload",
    ):
        cleo.open(path)
        assert cleo.barriers() == [] and cleo.overflow() <= 0, path
