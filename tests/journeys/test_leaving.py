"""A member leaves, comes back in time, leaves again, and is a former member; without scripts."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from forum import database
from forum.extensions import db
from forum.jobs import departures as jobs
from forum.models import Departure
from forum.models.columns import utcnow
from tests.journeys.conftest import with_password

pytestmark = pytest.mark.browser
PASSWORD = "four quiet lamps"


@pytest.fixture
def max_(live):
    return with_password(live, PASSWORD)


def leave(page):
    page.goto("/account/leave")
    page.get_by_label("Also blank my posts").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("Sign in again if you would rather stay.")).to_be_visible()


def sign_in(page):
    page.goto("/sign-in")
    page.get_by_label("Name or e-mail address").fill("max")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_who_leaves_can_stay_and_then_is_a_former_member(reader, live, max_, scripts):
    someone = reader(scripts=scripts)
    page = someone.open("/")
    sign_in(page)
    page.goto("/account/leave")
    if scripts:
        assert someone.barriers() == []
    leave(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Would you like to stay?")).to_be_visible()
    if scripts:
        assert someone.barriers() == []
    page.get_by_role("button", name="Stay").click()
    expect(page.get_by_text("Good that you stay.")).to_be_visible()

    leave(page)
    with database.unit("write"):
        db.session.execute(update(Departure).values(erase_at=utcnow()))
    jobs.erase_due()
    sign_in(page)
    expect(page.get_by_text("do not belong together")).to_be_visible()
    guest = reader()
    thread = live.threads.short
    read = guest.open(f"/t/{thread.id}/{thread.slug}")
    expect(read.get_by_text("Removed at the wish of who wrote it.").first).to_be_visible()
    expect(read.get_by_text("former member").first).to_be_visible()
    expect(read.get_by_text("Max Berg")).to_have_count(0)
