"""Every page about one's own account, and what it refuses."""

import re

import pytest

PAGES = ["", "/name", "/email", "/password", "/two-factor", "/passkeys", "/sessions", "/look"]


@pytest.mark.parametrize("page", PAGES)
def test_a_member_sees_the_page(cast, browser, page):
    answer = browser(cast.max).get(f"/account{page}")
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_a_guest_is_sent_to_sign_in_and_comes_back(cast, browser, page):
    answer = browser(cast.guest).get(f"/account{page}")
    assert answer.status_code == 302
    assert answer.location == f"/sign-in?next=%2Faccount{page.replace('/', '%2F')}"


def test_every_page_about_the_account_is_found_from_the_first_in_two_steps(cast, browser):
    client, places = browser(cast.max), set()
    near = re.compile(r'class="account-nav__one" href="([^"]+)"( aria-current="page")?')
    for group, _current in near.findall(client.get("/account").text):
        page = client.get(group)
        assert page.status_code == 200 and (group, ' aria-current="page"') in near.findall(
            page.text
        )
        places |= {place for place, _ in near.findall(page.text)}
    assert {"/account", "/account/sessions", "/account/invites", "/account/leave"} <= places
    assert {client.get(place).status_code for place in places} == {200} and len(places) == 19
