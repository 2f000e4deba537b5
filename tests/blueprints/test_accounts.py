"""Every page about one's own account, and what it refuses."""

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
