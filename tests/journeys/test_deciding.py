"""Deciding in a browser: by keyboard alone, at the same moment as somebody else, on every screen."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum.extensions import db
from forum.models import CategoryAccess, Decision, Post, Statement
from tests import casework, factories
from tests.journeys.conftest import added, rows, soon

FACTS = "The post calls somebody names instead of answering what they wrote."
SCREENS = {"phone": {"width": 360, "height": 800}, "desk": {"width": 1280, "height": 900}}


def reported(live, **with_):
    """A case about what Max wrote in a thread of Amy's."""

    def make():
        factories.guidelines()
        thread = factories.thread(author=live.people.amy, title="A tent in a storm")
        made = casework.case(live.people.max, thread=thread, body="You are a fool, Wren.", **with_)
        casework.report(made, live.people.amy, explanation="This is rude.")
        return made

    return added(make)


def staff(live, name, group):
    return added(lambda: factories.user(name=name, groups=[group]))


def test_a_moderator_claims_and_decides_by_keyboard_alone(live, reader):
    case = reported(live)
    mo = reader(staff(live, "mo", "moderators"))
    page = mo.page
    mo.open("/moderation")
    keys = page.keyboard
    keys.press("j")
    keys.press("c")
    page.wait_for_url("**/cases/*")
    mo.wait()
    expect(page.get_by_text("You are working on it until")).to_be_visible()
    page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('[data-part=passage] .prose p'))"
    )
    keys.press("q")
    expect(page.get_by_label("The passage that this is about")).to_have_value(
        "You are a fool, Wren."
    )
    page.evaluate("document.activeElement.blur()")
    keys.press("d")
    expect(page.get_by_label("What happens")).to_be_focused()
    keys.type("Hide")
    expect(page.get_by_label("For how many days")).to_be_visible()
    expect(page.get_by_label("And the post")).to_be_hidden()
    keys.press("Tab")
    keys.type("Respect")
    expect(page.get_by_label("Explanation")).to_have_value(re.compile("Disagreeing is welcome"))
    for _n in range(20):
        if page.evaluate("document.activeElement.name") == "facts":
            break
        keys.press("Tab")
    keys.type("It is rude.")
    expect(page.get_by_text("29 more characters are needed")).to_be_visible()
    keys.type(" " + FACTS)
    expect(page.get_by_text("That is enough.")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    keys.press("p")
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("We hid your post in “A tent in a storm”")
    expect(preview).to_contain_text("Hello Max")
    page.get_by_role("button", name="Decide and go on").press("Enter")
    page.wait_for_url("**/moderation")
    expect(page.get_by_text("Decided. Everybody concerned has been told.")).to_be_visible()
    with rows() as now:
        post = now.get(Post, case.post_id)
        sent = now.scalar(select(Statement.body).where(Statement.user_id == live.people.max.id))
        assert post.state == "hidden" and "Hello Max" in sent and FACTS in sent


def test_two_decide_at_the_same_moment_and_the_slower_one_loses_no_word(live, reader):
    case = reported(live)
    pages = {}
    people = {"cleo": live.people.cleo, "ada": staff(live, "ada", "admins")}
    for name, person in people.items():
        one = reader(person)
        pages[name] = one.open(f"/moderation/cases/{case.reference}")
        pages[name].get_by_label("What happens").select_option("hide")
        pages[name].get_by_label("Because of").select_option(label="Respect")
        pages[name].get_by_label("The passage").fill("You are a fool")
        pages[name].get_by_label("What happened").fill(f"{FACTS} So says {name}.")
    for page in pages.values():
        page.get_by_role("button", name="Decide and go on").click(no_wait_after=True)
    winner = soon(lambda: _decided_by(case))
    fast, slow = ("cleo", "ada") if winner == people["cleo"].id else ("ada", "cleo")
    expect(pages[fast].get_by_text("Decided. Everybody concerned has been told.")).to_be_visible()
    told = pages[slow].get_by_role("alert").first
    expect(told).to_contain_text("decided this case a moment ago")
    expect(pages[slow].get_by_text(f"{FACTS} So says {slow}.")).to_be_visible()
    with rows() as now:
        assert len(now.scalars(select(Decision.id)).all()) == 1
        told = now.scalars(select(Statement.recipient).order_by(Statement.id)).all()
        assert told == ["author", "reporter"]


def _decided_by(case):
    with rows() as now:
        return now.scalar(select(Decision.decided_by_id).where(Decision.case_id == case.id))


def test_a_moderator_of_a_category_sees_only_theirs(live, reader):
    elsewhere = reported(live)

    def keep():
        here = factories.category(name="Repairs", slug="repairs")
        group = factories.group("keepers")
        db.session.add(CategoryAccess(category_id=here.id, group_id=group.id, may_see=True,
                                      may_moderate=True))  # fmt: skip
        thread = factories.thread(category=here, author=live.people.amy, title="A zip that bites")
        casework.case(live.people.max, thread=thread)
        return factories.user(name="kim", groups=["keepers"])

    kim = reader(added(keep))
    page = kim.open("/moderation")
    expect(page.get_by_role("link", name="A zip that bites")).to_be_visible()
    expect(page.get_by_text("A tent in a storm")).to_have_count(0)
    expect(page.locator("[data-count=open]")).to_have_text("1")
    page.get_by_role("button", name="Claim").click(trial=True)  # nothing lies over it
    page.get_by_role("link", name="Start with the first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A zip that bites")
    expect(page.get_by_label("What happens")).not_to_contain_text("Suspend the account")
    kim.expects("status of 404")
    assert page.goto(f"/moderation/cases/{elsewhere.reference}").status == 404


@pytest.mark.parametrize("screen", SCREENS)
def test_the_console_fits_and_has_no_barriers(live, reader, screen):
    case = reported(live, is_about_brand=True)
    mo = staff(live, "mo", "moderators")
    waiting = added(lambda: casework.proposed(casework.case(live.people.max), mo))
    cleo = reader(live.people.cleo, screen=SCREENS[screen])
    for path in (
        "/moderation",
        f"/moderation/cases/{case.reference}",
        f"/moderation/cases/{waiting.reference}",
        "/moderation/proposals",
        "/moderation/templates",
        "/moderation/templates/new",
        "/moderation/escalation",
        "/moderation/escalation/1",
        "/moderation/log",
        "/moderation/workload",
        "/guidelines/ladder",
    ):
        cleo.open(path)
        assert cleo.barriers() == [], path
        assert cleo.overflow() <= 0, path
        assert screen == "desk" or cleo.too_small() == [], path
    page = cleo.open(f"/moderation/cases/{case.reference}")
    page.get_by_label("What happens").select_option("restriction")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("cannot write here")
    assert cleo.barriers() == [] and cleo.overflow() <= 0
