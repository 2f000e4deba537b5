"""A passkey is made, signs its owner in without a code, and is removed; a device is simulated."""

from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from sqlalchemy import select

from forum.models import MemberSession, Passkey
from tests.journeys.conftest import added, cookie, rows, with_password

pytestmark = pytest.mark.browser
PASSWORD = "four quiet lamps"


@pytest.fixture
def device(chromium, live):
    """A browser with a phone that says yes: `page`, `client`, `authenticator`, `open(path)`."""
    address = live.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    live.app.config["FORUM"].values["FORUM_BASE_URL"] = address
    context = chromium.new_context()
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    authenticator = client.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )["authenticatorId"]
    yield SimpleNamespace(
        page=page,
        client=client,
        authenticator=authenticator,
        context=context,
        open=lambda path: page.goto(address + path),
    )
    context.close()


@pytest.fixture
def max_(live):
    return with_password(live, PASSWORD)


def signed_in(live, device, person):
    name, value = cookie(live.app, person)
    device.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def make(live, device, person):
    signed_in(live, device, person)
    device.open("/account/passkeys")
    device.page.fill("#field-name", "My phone")
    device.page.fill("#field-current", PASSWORD)
    device.page.get_by_role("button", name="Make a passkey").click()
    device.page.get_by_text("You can now sign in with this passkey.").wait_for()


def test_a_passkey_is_made_and_signs_in_without_a_code(live, device, max_):
    def with_a_second_factor():
        max_.tf_primary_method, max_.tf_totp_secret = "authenticator", "{}"
        return max_

    added(with_a_second_factor)
    make(live, device, max_)
    device.page.get_by_role("strong").filter(has_text="My phone").wait_for()
    device.context.clear_cookies()

    device.open("/sign-in?next=/account")
    device.page.get_by_role("button", name="Sign in with a passkey").click()
    device.page.wait_for_url(lambda address: "sign-in" not in address)

    with rows() as session:
        passkey = session.scalars(select(Passkey)).one()
        assert (passkey.name, passkey.sign_count) == ("My phone", 2)
        assert (
            session.scalar(select(MemberSession.user_id).order_by(MemberSession.id.desc()))
            == max_.id
        )


def test_an_answer_is_good_once(live, device, max_):
    make(live, device, max_)
    device.context.clear_cookies()
    device.open("/sign-in")
    sent = []
    device.page.on(
        "request", lambda r: sent.append(r) if r.url.endswith("/sign-in/passkey") else None
    )
    device.page.get_by_role("button", name="Sign in with a passkey").click()
    device.page.get_by_text("Your menu", exact=False).first.wait_for(state="attached")

    replayed = live.app.test_client()
    live.app.config["WTF_CSRF_ENABLED"] = False
    form = {name: values[0] for name, values in parse_qs(sent[0].post_data).items()}
    answer = replayed.post("/sign-in/passkey", data=form)
    assert answer.status_code == 422
    assert "This passkey does not open any account here." in answer.text


def test_a_device_that_did_not_check_its_holder_opens_nothing(live, device, max_):
    make(live, device, max_)
    device.context.clear_cookies()
    device.client.send(
        "WebAuthn.setUserVerified",
        {
            "authenticatorId": device.authenticator,
            "isUserVerified": False,
        },
    )
    device.open("/sign-in")
    device.page.get_by_role("button", name="Sign in with a passkey").click()
    device.page.get_by_text("No passkey was used.").wait_for()
    device.open("/")
    assert device.page.get_by_role("link", name="Sign in").count() == 1


def test_a_removed_passkey_opens_nothing(live, device, max_):
    make(live, device, max_)
    device.page.locator("summary", has_text="Remove").click()
    device.page.fill(".account-remove input[type=password]", PASSWORD)
    device.page.get_by_role("button", name="Remove this passkey").click()
    device.page.get_by_text("The passkey has been removed.").wait_for()
    device.context.clear_cookies()
    device.open("/sign-in")
    device.page.get_by_role("button", name="Sign in with a passkey").click()
    device.page.get_by_text("This passkey does not open any account here.").first.wait_for()


def test_who_has_no_password_confirms_with_the_passkey(live, device, max_):
    make(live, device, max_)

    def without_a_password():
        max_.password = None
        return max_

    added(without_a_password)
    device.open("/account/data")
    device.page.get_by_role("button", name="Confirm with a passkey").click()
    device.page.get_by_text("for five minutes you will not be asked for a password here").wait_for()
    device.page.get_by_role("button", name="Have a copy made").click()
    device.page.get_by_text("Your copy is being made.").first.wait_for()


def test_nothing_is_made_with_a_wrong_password(live, device, max_):
    signed_in(live, device, max_)
    device.open("/account/passkeys")
    device.page.fill("#field-current", "not my password")
    device.page.get_by_role("button", name="Make a passkey").click()
    device.page.get_by_text("This is not your password.").first.wait_for()
    with rows() as session:
        assert session.scalars(select(Passkey)).all() == []
