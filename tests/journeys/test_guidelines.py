"""Guidelines in a browser: one writes, another approves, and members are asked before they write."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from forum import jobs
from forum.extensions import db
from forum.jobs.worker import Worker
from forum.models import Post, SettingValue
from forum.models.columns import utcnow
from tests import factories
from tests.journeys.conftest import added, cookie, rows
from tests.journeys.readers import PHONE

KIND = "Nobody laughs at a question."


@pytest.fixture
def rules(live):
    """Guidelines that all have accepted; what changes is in force without a wait. Ada comes too."""

    def make():
        db.session.add(SettingValue(name="guidelines.notice_days", value=0))
        factories.guidelines(at=utcnow() - timedelta(days=50))
        return factories.user(name="ada", groups=["admins"])

    live.people.ada = added(make)
    return live


def tell(app):
    handlers = {n: h for n, h in jobs.HANDLERS.items() if n.startswith("notify")}
    worker = Worker(app, handlers, every={})
    while worker.once():
        pass


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_cleo_drafts_ada_approves_and_max_is_asked(rules, reader, scripts):
    people, screen = rules.people, PHONE if scripts else None
    cleo = reader(people.cleo, scripts=scripts, screen=screen)
    ada, max_ = reader(people.ada, scripts=scripts), reader(people.max, scripts=scripts)
    thread = rules.threads.short
    max_.open(f"/t/{thread.id}/{thread.slug}")
    max_.page.locator("textarea[name=body]").fill("Take the light ones.")

    page = cleo.open("/admin/guidelines")
    page.locator("#shelf-0").get_by_role("button", name="Write a new version").click()
    page.get_by_role("link", name="Respect", exact=True).click()
    page.get_by_label("Text", exact=True).fill(KIND)
    page.get_by_label("How severe").select_option("2")
    assert cleo.overflow() <= 0
    if scripts:
        assert cleo.barriers() == []
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text(KIND)
    page.get_by_role("button", name="Save").click()
    page.get_by_label("What changed, and why").fill("Beginners were laughed at.")
    page.get_by_label("Something significant").check()
    if scripts:
        assert cleo.barriers() == [] and cleo.overflow() <= 0
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Read it through, and propose it").click()
    difference = page.get_by_role("region", name="What changes compared with version 1")
    expect(difference.locator("ins").first).to_contain_text("laughs at a question.")
    page.get_by_role("button", name="Propose it to the team").click()
    expect(page.get_by_text("somebody else on the team answers")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    tell(rules.app)
    page = ada.open("/notifications")
    page.get_by_role("link", name="proposes new guidelines").click()
    expect(page.get_by_role("region", name="The full text")).to_contain_text(KIND)
    if scripts:
        assert ada.barriers() == [] and ada.overflow() <= 0
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Guidelines")
    expect(page.get_by_text("Version 2")).to_be_visible()

    page = max_.page
    max_.expects("status of 403")
    page.get_by_role("button", name="Reply", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The guidelines have changed")
    expect(page.get_by_text("Beginners were laughed at.")).to_be_visible()
    expect(page.get_by_label("Your text")).to_have_value("Take the light ones.")
    page.get_by_role("button", name="I accept; send my text").click()
    expect(page.get_by_text("Take the light ones.")).to_be_visible()
    with rows() as now:
        newest = now.query(Post).order_by(Post.id.desc()).first()
        assert (newest.body, newest.author_id) == ("Take the light ones.", people.max.id)


def test_a_newcomer_who_folds_the_rules_away_finds_them_folded_from_then_on(rules, reader):
    """Each of who uses the browser for themselves; without a script they stay open."""
    newcomers = [added(lambda: factories.user(accepted_number=1)) for _ in range(2)]
    short, other = rules.threads.short, rules.threads.long
    first = reader(newcomers[0])
    box = first.open(f"/t/{short.id}/{short.slug}").locator("details.rules")
    expect(box).to_have_attribute("open", "")
    box.locator("summary").click()
    box = first.open(f"/t/{other.id}/{other.slug}").locator("details.rules")
    expect(box).not_to_have_attribute("open", "")
    assert first.barriers() == []

    first.context.clear_cookies()
    first.take_cookie(*cookie(rules.app, newcomers[1]))
    box = first.open(f"/t/{short.id}/{short.slug}").locator("details.rules")
    expect(box).to_have_attribute("open", "")

    first.take_cookie(*cookie(rules.app, newcomers[0]))
    box = first.open(f"/t/{short.id}/{short.slug}").locator("details.rules")
    expect(box).not_to_have_attribute("open", "")
    box.locator("summary").click()  # wanted again: that is remembered as well
    box = first.open(f"/t/{other.id}/{other.slug}").locator("details.rules")
    expect(box).to_have_attribute("open", "")

    plain = reader(newcomers[0], scripts=False)
    box = plain.open(f"/t/{short.id}/{short.slug}").locator("details.rules")
    expect(box).to_have_attribute("open", "")
