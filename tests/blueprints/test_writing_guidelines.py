"""Guidelines are written, proposed and approved on pages; nothing typed is lost on the way."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import GuidelineVersion, Notification
from forum.queries import guideline_drafts as drafts
from forum.queries import guidelines as queries
from forum.services import guidelines
from tests import factories, leaving
from tests.services.test_editions import began_with_an_older_one

SECTION = {"title": "Fires", "body": "Only where *rangers* allow them.", "severity": "3",
           "example": "A stove on a flat stone.", "reason": "It is about a fire in the wild",
           "eu_category": "OTHER_VIOLATION_TC"}  # fmt: skip


@pytest.fixture
def version(app, cast):
    """A draft of the second version: Cleo's."""
    factories.guidelines()
    made = guidelines.begin(cast.cleo, queries.document(cast.cleo))
    database.commit()
    return made


def place(version, part=""):
    return f"/admin/guidelines/{version.id}{part}"


def now(version):
    found = db.session.get(GuidelineVersion, version.id, populate_existing=True)
    database.commit()
    return found


def work(app, cast, version):
    """All jobs that are due; what the test goes on with is loaded again."""
    leaving.work(app)
    for one in (version, cast.ada, cast.cleo, cast.mo):
        db.session.refresh(one)
    database.commit()


def told(person):
    """What the team was told of guidelines, the oldest first."""
    found = select(Notification.details).where(Notification.event == "moderation",
                                               Notification.user_id == person.id)  # fmt: skip
    kinds = [one["kind"] for one in db.session.scalars(found.order_by(Notification.id))]
    database.commit()
    return kinds


def rules(cast, version):
    found = drafts.rules(cast.cleo, version)
    database.commit()
    return found


def described(client, version, **with_):
    data = {"summary": "In short.", "change_note": "Fires.", "significance": "major", **with_}
    return client.post(place(version), data=data)


def test_one_writes_and_another_approves(app, version, cast, browser):
    cleo, ada = browser(cast.cleo), browser(cast.ada)
    assert "Go on writing" in cleo.get("/admin/guidelines").text
    assert cleo.post(place(version, "/sections/new"), data=SECTION).status_code == 303
    assert described(cleo, version).status_code == 303
    page = cleo.get(place(version, "/read")).text
    assert "Fires" in page and "<em>rangers</em>" in page and "14 days" in page
    assert "Approve and publish" not in page
    assert cleo.post(place(version, "/propose")).status_code == 303
    work(app, cast, version)
    assert (told(cast.ada), told(cast.cleo), told(cast.mo)) == (["guidelines"], [], [])
    assert cleo.post(place(version, "/approve"), data={"seen": "x"}).status_code == 403
    page = ada.get(place(version, "/read")).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert ada.post(place(version, "/approve")).status_code == 422  # what was it that they read?
    assert ada.post(place(version, "/approve"), data={"seen": seen}).location == "/guidelines/2"
    assert now(version).state == "published"
    assert ada.get(place(version)).location == "/guidelines/2"
    assert described(ada, version).status_code == 404
    work(app, cast, version)
    assert told(cast.cleo) == ["guidelines-published"]


def test_who_sends_it_back_says_why(app, version, cast, browser):
    guidelines.describe(cast.cleo, version, "", "Fires.", "minor")
    guidelines.propose(cast.cleo, version)
    database.commit()
    ada, cleo = browser(cast.ada), browser(cast.cleo)
    empty = ada.post(place(version, "/return"))
    assert empty.status_code == 422 and "what should be different" in empty.text
    assert ada.post(place(version, "/return"), data={"reason": "Shorter, please."}).location
    assert "Shorter, please." in cleo.get(place(version)).text
    work(app, cast, version)
    assert told(cast.cleo)[-1] == "guidelines-returned"
    cleo.post(place(version, "/propose"))
    assert "Shorter, please." not in cleo.get(place(version)).text  # that was answered
    assert cleo.post(place(version, "/return")).status_code == 303  # one's own needs no reason
    assert now(version).state == "draft"


@pytest.mark.parametrize("wrong", [
    {"title": ""}, {"body": " "}, {"severity": "9"}, {"eu_category": "NONSENSE"},
    {"body": "Do not write negative things about our products."},
])  # fmt: skip
def test_a_wrong_section_loses_nothing_typed(version, cast, browser, wrong):
    cleo = browser(cast.cleo)
    long = described(cleo, version, summary="My summary.", change_note="x" * 1001)
    assert long.status_code == 422 and "My summary." in long.text
    answer = cleo.post(place(version, "/sections/new"), data={**SECTION, **wrong})
    assert answer.status_code == 422
    for name in SECTION.keys() - wrong.keys() - {"severity", "eu_category"}:
        assert SECTION[name] in answer.text


def test_a_preview_keeps_nothing(version, cast, browser):
    sent = {**SECTION, "preview": "1"}
    answer = browser(cast.cleo).post(place(version, "/sections/new"), data=sent)
    assert "<em>rangers</em>" in answer.text and SECTION["example"] in answer.text
    assert "fires" not in {one.anchor for one in rules(cast, version)}


def test_a_section_keeps_its_address_under_another_title(version, cast, browser):
    cleo = browser(cast.cleo)
    page = cleo.get(place(version, "/sections/respect")).text
    assert "stays #respect" in page
    sent = {**SECTION, "title": "Kindness"}
    assert cleo.post(place(version, "/sections/respect"), data=sent).status_code == 303
    cleo.post(place(version, "/sections/respect/down"))
    known = rules(cast, version)
    assert [(one.anchor, one.title) for one in known[:2]] == [
        ("be-yourself", "Be yourself"), ("respect", "Kindness"),
    ]  # fmt: skip
    cleo.post(place(version, "/sections/respect/remove"))
    assert "respect" not in {one.anchor for one in rules(cast, version)}
    assert cleo.get(place(version, "/sections/respect")).status_code == 404


def test_of_two_who_write_the_same_section_the_slower_one_is_asked(version, cast, browser):
    pages = {}
    for who in ("cleo", "ada"):
        page = browser(getattr(cast, who)).get(place(version, "/sections/privacy")).text
        pages[who] = page.split('name="seen" value="')[1].split('"')[0]
    sent = {**SECTION, "seen": pages["ada"], "body": "Ada's words."}
    browser(cast.ada).post(place(version, "/sections/privacy"), data=sent)
    sent = {**SECTION, "seen": pages["cleo"], "body": "Cleo's words."}
    cleo = browser(cast.cleo)
    answer = cleo.post(place(version, "/sections/privacy"), data=sent)
    assert answer.status_code == 422
    assert "Cleo&#39;s words." in answer.text and "Ada&#39;s words." in answer.text
    again = cleo.post(place(version, "/sections/privacy"), data={**sent, "seen": ""})
    assert again.status_code == 303


def test_what_a_category_adds_is_written_the_same_way(version, cast, browser):
    category = factories.category(name="Repairs")
    database.commit()
    cleo, ada = browser(cast.cleo), browser(cast.ada)
    assert "Write what it adds" in ada.get(f"/admin/categories/{category.id}").text
    made = cleo.post("/admin/guidelines/begin", data={"category": category.id})
    assert made.status_code == 303
    assert "There is no section yet" in cleo.get(made.location).text
    assert cleo.post(f"{made.location}/propose").status_code == 422
    assert cleo.post(f"{made.location}/sections/new", data=SECTION).status_code == 303
    assert cleo.post(f"{made.location}/propose").status_code == 303
    assert "Read the proposal" in ada.get("/admin/guidelines").text
    assert f"{made.location}/read" in ada.get("/moderation/proposals").text
    assert f"{made.location}/read" not in cleo.get("/moderation/proposals").text
    page = ada.get(f"{made.location}/read").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    place = ada.post(f"{made.location}/approve", data={"seen": seen}).location
    assert place == f"/guidelines/in/category-{category.id}/1"
    assert "<em>rangers</em>" in browser(cast.guest).get(place).text
    assert "All versions" in cleo.get("/admin/guidelines").text


def test_what_was_announced_is_taken_back_on_the_page(version, cast, browser):
    guidelines.describe(cast.cleo, version, "", "Fires.", "major")
    guidelines.propose(cast.cleo, version)
    guidelines.approve(cast.ada, version)
    database.commit()
    ada = browser(cast.ada)
    assert "Withdraw the announced version" in ada.get("/admin/guidelines").text
    assert ada.post(place(version, "/withdraw")).status_code == 303
    assert now(version).state == "withdrawn"


def test_newer_guidelines_that_come_along_are_looked_at_and_taken_or_left(browser, cast):
    assert browser(cast.cleo).get("/admin/guidelines/news").status_code == 404
    began_with_an_older_one(cast)
    for person in (cast.max, cast.mo):
        assert browser(person).get("/admin/guidelines/news").status_code == 404
        assert browser(person).post("/admin/guidelines/news/take").status_code == 404
    cleo, ada = browser(cast.cleo), browser(cast.ada)
    assert 'href="/admin/guidelines/news"' in ada.get("/admin").text
    assert 'href="/admin/guidelines/news"' in cleo.get("/admin/guidelines").text
    page = cleo.get("/admin/guidelines/news").text
    assert "<del>" in page and "<ins>" in page and "What you have in your own words" in page
    taken = cleo.post("/admin/guidelines/news/take")
    assert taken.status_code == 303 and "An older text" not in cleo.get(taken.location).text
    assert "guidelines/news" not in ada.get("/admin").text
    assert cleo.get("/admin/guidelines/news").status_code == 404
    assert cleo.post("/admin/guidelines/news/leave").status_code == 303
