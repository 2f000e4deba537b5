"""An admin asks for something; a member answers; others see it where it is shown."""

import re

import pytest

PAGE = "/admin/profile-fields"
ASKED = {"label": "Shelter", "kind": "choice", "choices": "Tent\nTarp\n", "on_profile": "1",
         "in_directory": "1", "is_required": "1"}  # fmt: skip


@pytest.fixture
def asked(cast, browser):
    admin = browser(cast.ada)
    assert admin.post(f"{PAGE}/new", data=ASKED).status_code == 303
    return admin


def test_from_asking_to_showing_to_removing(cast, browser, asked):
    max_ = browser(cast.max)
    assert "Shelter" in max_.get("/account").text
    empty = max_.post("/account", data={"display_name": "Max", "answer_1": ""})
    assert empty.status_code == 422 and 'id="error-answer_1"' in empty.text
    max_.post("/account", data={"display_name": "Max", "answer_1": "Tarp"})
    guest = browser(cast.guest)
    assert "Tarp" in guest.get("/m/max").text and "Shelter: Tarp" in guest.get("/members").text
    assert "Tarp" not in guest.get("/m/max/card").text
    assert 'value="Tarp" selected' in max_.get("/account").text
    assert "Remove “Shelter”?" in asked.get(f"{PAGE}/1/remove").text
    asked.post(f"{PAGE}/1/remove")
    assert "Tarp" not in guest.get("/m/max").text and "Shelter" not in asked.get(PAGE).text
    log = asked.get("/moderation/log").text
    assert "changed what members are asked" in log and "removed a question" in log


def test_a_box_can_be_ticked_and_cleared(cast, browser, asked):
    asked.post(f"{PAGE}/new", data={"label": "Sells gear", "kind": "yes", "on_profile": "1"})
    max_ = browser(cast.max)
    sent = {"display_name": "Max", "answer_1": "Tent"}
    max_.post("/account", data={**sent, "answer_2": ["", "1"]})
    assert "Sells gear" in max_.get("/m/max").text
    max_.post("/account", data={**sent, "answer_2": ""})
    assert "Sells gear" not in max_.get("/m/max").text


def test_a_field_is_changed_and_moved(cast, browser, asked):
    asked.post(f"{PAGE}/new", data={"label": "Boots", "kind": "line"})
    asked.post(f"{PAGE}/2/up")
    page = asked.get(PAGE).text
    assert page.index("Boots") < page.index("Shelter") and "shown nowhere" in page
    assert 'name="on_profile" value="1" checked' in asked.get(f"{PAGE}/1").text
    assert asked.post(f"{PAGE}/1", data={**ASKED, "choices": "One"}).status_code == 422
    asked.post(f"{PAGE}/1", data={**ASKED, "label": "Sleeps under"})
    assert "Sleeps under" in asked.get(PAGE).text


@pytest.mark.parametrize("who", ["max", "mo", "cleo"])
def test_only_admins_come_in(cast, browser, asked, who):
    client = browser(getattr(cast, who))
    for page in (PAGE, f"{PAGE}/new", f"{PAGE}/1", f"{PAGE}/1/remove"):
        assert client.get(page).status_code == 403, page


def places(page):
    return re.findall(r'class="account-nav__one" href="([^"]+)"', page)


def test_the_administration_leads_each_of_the_team_to_what_they_may_do(cast, browser):
    for person, first in ((cast.cleo, "/admin/pages"), (cast.ada, "/admin")):
        client = browser(person)
        assert 'href="/admin"' in client.get("/").text
        assert client.get("/admin", follow_redirects=True).request.path == first
        groups = places(client.get(first).text)
        found = {place for group in groups for place in places(client.get(group).text)}
        assert (PAGE in found) == (person is cast.ada) and "/ambassadors/review" in found
        answers = {client.get(place, follow_redirects=True).status_code for place in found}
        assert answers == {200}
    for person in (cast.max, cast.mo):
        assert 'href="/admin"' not in browser(person).get("/").text
