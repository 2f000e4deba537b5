"""Somebody comes with their company's account, joins, and is known the next time, script or none."""

import pytest
from sqlalchemy import select

from forum.models import Identity
from tests import providing
from tests.journeys.conftest import rows
from tests.journeys.readers import Reader

pytestmark = pytest.mark.browser


@pytest.fixture
def brand(live, provider_process):
    """The provider, for a forum at its own address."""
    live.app.config["FORUM"].values["FORUM_BASE_URL"] = live.address
    provider_process.put("/spoil")
    provider_process.put("/say")
    providing.use(live.app, provider_process.issuer)
    provider_process.person("zoe-there", email="zoe@example.org", email_verified=True, name="Zoë Z.",
                            preferred_username="zoe")  # fmt: skip
    return provider_process


@pytest.fixture
def stranger(chromium, live, brand):
    """`stranger(scripts)`: a guest's browser, which also goes to the provider and nowhere else."""
    opened = []

    def open_as(scripts=True):
        made = Reader(chromium, live.address, scripts=scripts)
        near = (live.address, brand.issuer)
        made.page.route(lambda url: not url.startswith(near), lambda route: route.abort())
        opened.append(made)
        return made

    yield open_as
    for one in opened:
        one.close()


def go_there(someone, subject):
    someone.open("/sign-in")
    someone.page.get_by_role("button", name="Sign in with").first.click()
    someone.page.get_by_placeholder("sub").fill(subject)
    someone.page.get_by_role("button", name="Authorize", exact=True).click()


def test_a_newcomer_joins_with_the_account_they_have_and_comes_back(live, stranger):
    first = stranger()
    first.open("/sign-in")
    assert first.barriers() == []
    go_there(first, "zoe-there")
    page = first.page
    page.wait_for_url("**/sign-in/arrived")
    assert first.barriers() == [] and first.overflow() == 0
    assert page.get_by_label("Name").input_value() == "zoe"
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(live.address + "/")
    first.open("/account/identities")
    assert page.get_by_role("strong").filter(has_text="zoe@example.org").is_visible()
    assert first.barriers() == []
    with rows() as session:
        assert session.scalars(select(Identity.subject)).all() == ["zoe-there"]

    again = stranger(scripts=False)
    go_there(again, "zoe-there")
    again.page.get_by_role("button", name="Finish signing in").click()
    again.page.wait_for_url(live.address + "/")
    again.open("/account")
    assert again.page.get_by_label("Display name").input_value() == "Zoë Z."
