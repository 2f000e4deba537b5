"""From an application to the alumni, in the browsers of the member and of two of the team."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import programme as night
from forum.models import Candidacy, ProgrammeGrant
from tests import factories, programme
from tests.journeys.conftest import added
from tests.programme import PITCH

pytestmark = pytest.mark.browser
MARKS = ("Empathy", "Accuracy", "Handles disagreement", "Welcomes newcomers")


def nightly():
    database.rollback()
    night.nightly()


def moved_on(days):
    """Let time go by: the term began and ends so much earlier."""

    def move():
        grant = db.session.scalars(
            select(ProgrammeGrant).order_by(ProgrammeGrant.id.desc()).limit(1)
        ).one()
        grant.starts_at -= timedelta(days=days)
        grant.ends_at -= timedelta(days=days)
        db.session.flush()
        return grant

    added(move)
    nightly()


def vote(page):
    page.get_by_label("Yes", exact=True).check()
    for word in MARKS:
        page.get_by_label(word).select_option("4")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_text("Your vote has been noted.")).to_be_visible()


def apply(page):
    page.goto("/ambassadors")
    page.get_by_role("link", name="Apply").click()
    page.get_by_label("Why you?").fill(PITCH)
    page.get_by_label("I am at least 18 years old").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="Your application is being read")).to_be_visible()


def test_from_an_application_to_the_alumni(live, reader):
    ada = added(lambda: factories.user(name="ada", groups=["admins"], byline="Admin, Fernway"))
    added(lambda: programme.programme(live.people.cleo, grace_days=1))
    max, cleo, second = (reader(who).page for who in (live.people.max, live.people.cleo, ada))
    apply(max)
    nightly()
    database.begin("read")
    number = db.session.scalars(select(Candidacy.id)).one()
    database.rollback()

    cleo.goto(f"/ambassadors/review/{number}")
    cleo.get_by_role("button", name="Into review").click()
    vote(cleo)
    second.goto(f"/ambassadors/review/{number}")
    vote(second)
    second.get_by_role("button", name="Offer a term").click()
    expect(second.get_by_text("Done.")).to_be_visible()

    max.goto("/ambassadors/mine")
    max.get_by_label("I have read the terms and accept them").check()
    max.get_by_role("button", name="Accept").click()
    expect(max.get_by_role("heading", name="You are an ambassador")).to_be_visible()
    max.goto("/m/max")
    expect(max.get_by_text("Ambassador · volunteer")).to_be_visible()

    moved_on(330)
    max.goto("/ambassadors/mine")
    max.get_by_label("I have read the terms and accept them").check()
    max.get_by_role("button", name="Continue").click()
    expect(max.get_by_text("The team still has to confirm it.")).to_be_visible()
    cleo.goto("/ambassadors/review")
    cleo.get_by_role("link", name="Max Berg").click()
    cleo.get_by_role("button", name="Agree to another term").click()
    expect(cleo.get_by_text("Done.")).to_be_visible()

    moved_on(800)
    moved_on(0)
    max.goto("/ambassadors/mine")
    expect(max.get_by_role("heading", name="Thank you for your time")).to_be_visible()
    max.get_by_label("Show me among the alumni").check()
    max.get_by_role("button", name="Save").click()
    max.goto("/ambassadors")
    expect(max.get_by_role("heading", name="Alumni")).to_be_visible()
    expect(max.get_by_role("link", name="Max Berg")).to_be_visible()
