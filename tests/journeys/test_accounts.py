"""The pages about accounts: without a barrier in any look, and the second factor without scripts."""

import re
import time

import pytest
from playwright.sync_api import expect

from forum import database
from forum.extensions import db
from forum.models import OPERATOR, User
from forum.security import passwords
from forum.services import tokens
from tests import factories
from tests.journeys.conftest import added
from tests.journeys.readers import PHONE

pytestmark = pytest.mark.browser
PASSWORD = "four quiet lamps"
NARROW = {"width": 360, "height": 740}
OWN = ["", "/name", "/email", "/password", "/two-factor", "/passkeys", "/sessions", "/look",
       "/data", "/leave"]  # fmt: skip


@pytest.fixture
def max_(live):
    def with_a_password():
        user = db.session.get(User, live.people.max.id)
        user.password = passwords.hashed(PASSWORD)
        factories.guidelines("Hello.\n\n## Be kind\n\nYes, *you*.", summary="Be kind.")
        return user

    return added(with_a_password)


def letters(live, max_):
    """The addresses in letters to Max."""
    database.begin("write")
    user = db.session.get(User, max_.id)
    found = [
        f"/reset/{tokens.issue(OPERATOR, user, 'reset')}",
        f"/account/email/{tokens.issue(OPERATOR, user, 'email', email='new@example.org')}",
    ]
    database.commit()
    return found


def wrongs(someone, path):
    found = []
    page = someone.page
    page.set_viewport_size(NARROW)
    if someone.overflow():
        found.append(f"{path} is {someone.overflow()} pixels wider than {NARROW['width']}")
    page.set_viewport_size({"width": 1280, "height": 900})
    found += [f"{path}: {one}" for one in someone.barriers()]
    for scheme in ("dark", "contrast"):
        page.evaluate("scheme => document.documentElement.dataset.scheme = scheme", scheme)
        found += [f"{path} {scheme}: {one}" for one in someone.barriers(["color-contrast"])]
    return found


def test_no_page_about_an_account_has_a_barrier(reader, live, max_):
    guest, member = reader(screen=PHONE), reader(max_, screen=PHONE)
    found = []
    for path in ["/join", "/sign-in", "/reset", "/guidelines", "/dev/mail", *letters(live, max_)]:
        guest.open(path)
        found += wrongs(guest, path)
    for path in OWN:
        member.open(f"/account{path}")
        found += wrongs(member, path)
    assert found == []


def test_a_refused_form_has_no_barrier_and_says_what_is_wrong(reader, live, max_):
    guest = reader()
    page = guest.open("/join")
    page.get_by_label("Name").fill("admin")
    page.get_by_label("E-mail address").fill("nora@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("I accept the guidelines").check()
    page.get_by_role("button", name="Join").click()
    wrong = page.get_by_role("alert").get_by_role("link")
    expect(wrong).to_contain_text("reserved for the people who run this community")
    expect(wrong).to_have_text(re.compile("^Name: "))
    expect(page.get_by_label("Name")).to_have_value("admin")
    expect(page.get_by_label("I accept the guidelines")).to_be_checked()
    assert wrongs(guest, "/join") == []


def code_of(live, page):
    secret = page.locator(".account-key").inner_text()
    factory = live.app.extensions["security"].totp_factory._totp
    return lambda seconds=0: (
        factory(key=secret.replace("-", "")).generate(time=time.time() + seconds).token
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_second_factor_is_turned_on_asked_for_and_turned_off(reader, live, max_, scripts):
    someone = reader(scripts=scripts)
    page = someone.open("/sign-in?next=/account/two-factor")

    def sign_in():
        page.get_by_label("Name or e-mail address").fill("max")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()

    sign_in()
    code = code_of(live, page)
    page.get_by_label("The six digits").fill(code())
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    kept = page.locator(".account-codes code").all_inner_texts()
    assert len(kept) == 10
    page.get_by_role("link", name="I have saved them").click()
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()

    someone.context.clear_cookies()
    page.goto("/sign-in?next=/account/two-factor")
    sign_in()
    page.get_by_role("link", name="Use a recovery code instead").click()
    page.get_by_label("Recovery code").fill(kept[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()

    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it off").click()
    expect(page.get_by_text("Your password alone is enough again.")).to_be_visible()


def test_a_guests_choice_of_look_is_there_before_any_script(reader, live):
    page = reader().open("/")
    page.get_by_role("button", name="Dark").click()
    reader_of_raw = page.context.request.get("/").text()
    assert 'data-scheme="dark"' in reader_of_raw


def test_other_browsers_are_seen_and_signed_out(reader, live, max_):
    here, there = reader(max_), reader(max_)
    there.open("/account")
    page = here.open("/account/sessions")
    expect(page.locator(".account-list__row")).to_have_count(2)
    page.locator(".account-list__row", has_not_text="This one").get_by_role("button").click()
    expect(page.get_by_text("That browser has been signed out.")).to_be_visible()
    there.page.goto("/account")
    expect(there.page.get_by_role("heading", level=1)).to_have_text("Sign in")
