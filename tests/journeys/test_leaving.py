"""A member leaves, comes back in time, leaves again, and is a former member; without scripts."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.jobs import departures as jobs
from forum.jobs import search as search_jobs
from forum.models import Departure, Thread
from forum.models.columns import utcnow
from tests import factories, leaving, searching
from tests.journeys.conftest import rows

pytestmark = pytest.mark.browser


@pytest.fixture
def leaver(live):
    """Somebody with a word in each thing that one can have here; and what they wrote can be found."""
    database.begin("write")
    ada, mo = factories.user(name="ada", groups=["admins"]), factories.user(name="mo")
    cast = SimpleNamespace(ada=ada, mo=mo, **vars(live.people))
    found = leaving.member(cast)
    found.tf_primary_method = None
    leaving.write(found, cast)
    work(live.app)
    database.begin("read")
    searching.index()
    database.rollback()
    return found


def work(app):
    """All jobs that are due, and what the worker does to the index at night at the latest."""
    leaving.work(app)
    database.rollback()
    search_jobs.write()
    search_jobs.optimize()


def leave(page):
    page.goto("/account/leave")
    page.get_by_label("Also blank my posts").check()
    page.get_by_label("Your password").fill(leaving.PASSWORD)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("Sign in again if you would rather stay.")).to_be_visible()


def sign_in(page):
    page.goto("/sign-in")
    page.get_by_label("Name or e-mail address").fill(leaving.HANDLE)
    page.get_by_label("Password", exact=True).fill(leaving.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_who_leaves_can_stay_and_then_is_a_former_member(reader, live, leaver, scripts, caplog):
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
    expect(page.get_by_text("Good to have you back.")).to_be_visible()

    word = leaving.say("first")
    guest = reader()
    read = guest.open(f"/search?q={word}")
    expect(read.get_by_text(word).last).to_be_visible()
    assert len(leaving.left(live.app)) > 40, "the words are there before"
    leave(page)
    with database.unit("write"):
        db.session.execute(update(Departure).values(erase_at=utcnow()))
    jobs.erase_due()
    work(live.app)
    found = leaving.too_much(live.app)
    letter = [at for at in found if at.endswith(".eml")]  # the last one, which went out to them
    assert found.keys() == {*letter}, "in no other file, no table and not in the index"
    assert len(letter) == 1 and found[letter[0]] == {"zqmailqz"}
    assert "zq" not in caplog.text
    sign_in(page)
    expect(page.get_by_text("do not match")).to_be_visible()
    with rows() as session:
        thread = session.scalars(select(Thread).where(Thread.author_id == leaver.id)).one()
        address = f"/t/{thread.id}/{thread.slug}"
    read.goto(address)
    expect(read.get_by_text("Removed at the author's wish.").first).to_be_visible()
    expect(read.get_by_text("former member").first).to_be_visible()
    expect(read.get_by_text(leaving.DISPLAY)).to_have_count(0)
    read.goto(f"/search?q={word}")
    expect(read.locator("main a", has_text=word)).to_have_count(0)
    expect(read.locator("main a", has_text="Removed at the author's wish")).to_have_count(0)
