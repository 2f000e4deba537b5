"""From a name in a reply to a letter on a real mail server, to one click, to silence."""

from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from forum.models import ThreadLevel
from forum.models.notifications import MUTED
from tests import factories
from tests.journeys.conftest import added, rows, soon
from tests.journeys.mail import delivered

pytestmark = pytest.mark.browser


def reply(reader, thread, text):
    page = reader.open(f"/t/{thread.id}/{thread.slug}")
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator(".post__body").last).to_contain_text(text.removeprefix("@amy "))


def test_a_mention_becomes_a_letter_and_one_click_ends_the_letters(live, reader, post):
    max, thread = reader(live.people.max), live.threads.short
    reply(max, thread, "@amy do they hold in the rain?")
    delivered(live.app)
    assert len(post.got) == 1
    ((to, letter),) = post.got
    assert to == ["amy@example.org"] and letter["Subject"] == "Which boots for the coast path?"
    plain = letter.get_body(("plain",)).get_content()
    assert "Max Berg" in plain and "do they hold in the rain?" in plain
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = letter["List-Unsubscribe"].strip("<>").split(">")[0]
    assert link.startswith(f"{live.address}/mail/stop/")

    # What the mail program does: no cookie, no page, one request (RFC 8058).
    asked = Request(link, b"List-Unsubscribe=One-Click")
    assert urlopen(asked).status == 200
    with rows() as session:
        level = session.get(ThreadLevel, (live.people.amy.id, thread.id))
        assert (level.level, level.is_by_hand) == (MUTED, True)
    reply(max, thread, "@amy and in the snow?")
    delivered(live.app)
    assert len(post.got) == 1

    # She sees what happened where she would look for it, and can take it back.
    page = reader(live.people.amy).open(f"/t/{thread.id}/{thread.slug}")
    expect(page.locator(".post__body").last).to_contain_text("and in the snow?")
    assert soon(lambda: page.get_by_text("Muted").count())


def test_an_admin_writes_a_letter_looks_at_it_and_takes_it_back(live, reader):
    ada = reader(added(lambda: factories.user(name="ada", groups=["admins"])))
    page = ada.open("/admin/letters/reset?language=en")
    page.get_by_label("Subject (optional)", exact=True).fill("Afresh at {{ brand }}")
    text = page.get_by_label("Text (optional)", exact=True)
    text.fill("Hello **{{ name }}**,\n\nnothing here.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("This e-mail has to contain {{ link }}.").first).to_be_visible()
    text = page.get_by_label("Text (optional)", exact=True)
    text.fill("Hello **{{ name }}**,\n\n[Start afresh]({{ link }})")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Look at it as a mail program shows it").click()
    expect(opened.value.get_by_role("link", name="Start afresh")).to_be_visible()
    opened.value.close()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="As it is sent")).to_contain_text("Start afresh (http")
    assert ada.barriers() == []
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("button", name="Back to the default").click()
    shown = page.get_by_role("region", name="As it is sent")
    expect(shown).to_contain_text("here you can choose a new password")
    page.get_by_text("2 versions").click()
    page.get_by_role("button", name="Say this again Version 1").click()
    expect(page.get_by_role("region", name="As it is sent")).to_contain_text("Start afresh")
