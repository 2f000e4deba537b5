"""What comes in: a guest's notice with and without scripts, a first post that waits, an incident."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from forum import database, structure
from forum.extensions import db
from forum.jobs import incidents, mail
from forum.models import OPERATOR, Incident, Job, Post, Report, StaffAction
from forum.models.columns import utcnow
from forum.security import challenges
from forum.services import settings
from tests import factories
from tests.journeys.conftest import added, rows
from tests.post_office import Post as Office

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 800}


@contextmanager
def office(app):
    made = Office()
    made.start()
    values = {
        "FORUM_MAIL_URL": f"smtp://127.0.0.1:{made.port}",
        "FORUM_MAIL_FROM": "forum@example.net",
    }
    app.config["FORUM"].values.update(values)
    yield made
    made.stop()


def say(page, explanation):
    page.get_by_label("Why is it illegal?").fill(explanation)
    page.get_by_label("Your name").fill("Gail Guest")
    page.get_by_label("Your e-mail address").fill("gail@example.net")
    page.get_by_label("What I say here is correct").check()


def in_figures(question):
    """What somebody answers who reads "How much is four plus nine?"."""
    words = {str(word): number for number, word in challenges._words().items()}
    return str(sum(words[one] for one in re.findall(r"\w+", question) if one in words))


@pytest.mark.parametrize("scripts", [True, False], ids=["by work", "by a question"])
def test_a_guests_notice_is_acknowledged_by_mail_and_comes_into_the_queue(live, reader, scripts):
    added(factories.guidelines)
    guest, short = reader(scripts=scripts, screen=PHONE), live.threads.short
    page = guest.open(f"/posts/{_first(short)}/notice")
    answer = page.get_by_label(re.compile("How much is"))
    if scripts:
        expect(answer).to_be_hidden()
        assert guest.barriers() == [] and guest.overflow() <= 0
    else:
        expect(answer).to_be_visible()
        answer.fill(in_figures(page.locator("label", has_text="How much is").inner_text()))
    say(page, "It offers what nobody may sell.")
    page.wait_for_timeout(3_100)  # nobody fills in a form faster (challenges.LEAST)
    page.get_by_role("button", name="Send the notice").click()
    page.wait_for_url("**/notices/sent")
    with rows() as now:
        number, reference = now.execute(select(Report.id, Report.reference)).one()
        assert now.scalars(select(Job.id).where(Job.name == "mail.notice_received")).all()
    expect(page.get_by_text(reference)).to_be_visible()
    title = short.title
    database.rollback()  # the letter is written in a unit of its own
    with office(live.app) as post:
        mail.notice_received(number)
        ((whom, letter),) = post.got
    words = letter.get_body(("plain",)).get_content()
    assert whom == ["gail@example.net"] and reference in words
    guest.open(re.search(r"/notices/[\w-]{20,}", words)[0])
    page.get_by_role("button", name="Yes, send me the answer").click()
    expect(page.get_by_text("We will write to you as soon as it is decided.")).to_be_visible()
    if scripts:
        queue = reader(live.people.cleo).open("/moderation")
        expect(queue.get_by_role("link", name=title)).to_be_visible()


def _first(thread):
    with rows() as now:
        return now.scalar(select(Post.id).where(Post.thread_id == thread.id, Post.number == 1))


def test_a_first_post_waits_is_approved_and_stands_in_the_thread(live, reader):
    def ready():
        factories.guidelines()
        settings.change(OPERATOR, "screening.first_posts", "1")
        return factories.user(name="nia", display_name="Nia Roe", trust_level=0)

    nia, cleo, short = reader(added(ready)), reader(live.people.cleo), live.threads.short
    path = f"/t/{short.id}/{short.slug}"
    nia.open(path)
    nia.page.locator("#field-body").fill("Hello, I walk in sandals.")
    nia.page.locator("#reply").get_by_role("button", name="Reply", exact=True).click()
    expect(
        nia.page.get_by_text("A moderator will look at this before others see it.")
    ).to_be_visible()
    page = cleo.open(path)
    expect(page.get_by_text("Hello, I walk in sandals.")).to_have_count(0)
    cleo.open("/moderation")
    page.get_by_role("link", name="Start with the first").click()
    expect(page.get_by_text("The first posts of a new member.")).to_be_visible()
    page.get_by_label("What happens").select_option("approve")
    page.get_by_role("button", name="Decide and go on").click()
    expect(page.get_by_text("Decided. Everybody concerned has been told.")).to_be_visible()
    guest = reader().open(path)
    expect(guest.get_by_text("Hello, I walk in sandals.")).to_be_visible()


def test_an_incident_is_on_for_everybody_and_ends_by_itself(live, reader):
    ada, guest = reader(added(lambda: factories.user(name="ada", groups=["admins"]))), reader()
    page = ada.open("/admin/incident")
    page.get_by_label("For how long").select_option("1")
    page.get_by_label("Nobody can join").check()
    page.get_by_label("What is shown above every page").fill("A wave of spam. Back at noon.")
    page.get_by_role("button", name="Guard the community").click()
    expect(page.get_by_text("The community is guarded until")).to_be_visible()
    guest.open("/")
    expect(guest.page.get_by_text("A wave of spam. Back at noon.")).to_be_visible()
    guest.expects("status of 403")
    assert guest.page.goto("/join").status == 403

    def an_hour_later():  # nobody switches anything
        hours = timedelta(hours=1, minutes=1)
        db.session.execute(
            update(Incident).values(starts_at=utcnow() - hours, ends_at=utcnow() - hours / 61)
        )
        database.touch(structure.NAME)

    added(an_hour_later)
    guest.open("/join")
    expect(guest.page.get_by_text("A wave of spam.")).to_have_count(0)
    with database.unit("write"):
        incidents.settle()
    with rows() as now:
        verbs = now.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
        assert verbs == ["guard", "unguard"] and now.scalar(select(Incident.ended_at))
    ada.open("/admin/incident")
    expect(page.get_by_text("A wave of spam. Back at noon.")).to_be_visible()  # under "Before"
