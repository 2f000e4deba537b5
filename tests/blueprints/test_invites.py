"""An invitation from the page that makes it to who joins by it, in browsers."""

import re

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Invite, ProfileValue, SettingValue, SignUp, User
from forum.services import accounts
from tests import factories

TYPED = {"name": "nora", "email": "nora@example.org", "password": "four quiet lamps"}


def set_(name, value):
    db.session.merge(SettingValue(name=name, value=value))
    database.commit()


@pytest.fixture
def rae(cast):
    made = factories.user(name="rae", trust_level=2)
    database.commit()
    return made


@pytest.fixture(autouse=True)
def in_no_hurry(app):
    set_("join.seconds", 0)


@pytest.fixture
def link(rae, browser):
    """Makes an invitation; the path of its link."""

    def make(who=rae, **typed):
        answer = browser(who).post("/account/invites", data=typed)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        database.begin("write")
        return re.search(r'value="http[^"]*?(/invite/[\w-]+)"', answer.text)[1]

    return make


def test_from_making_a_link_to_joining_by_it(app, cast, rae, browser, link):
    set_("join.open", False)
    path = link(label="the club")
    guest = browser(cast.guest)
    refused = guest.get("/join")
    assert refused.status_code == 403 and "by invitation" in refused.text
    page = guest.get(path)
    assert "Rae invites you to Forum" in page.text and "the club" not in page.text
    assert guest.post(path).location == "/join"
    assert "Rae has invited you." in guest.get("/join").text
    wrong = guest.post("/join", data={**TYPED, "name": "max"})
    assert wrong.status_code == 422 and 'value="nora@example.org"' in wrong.text
    assert guest.post("/join", data=TYPED).location == "/join/sent"
    database.begin("write")
    nora = accounts.confirm(cast.guest, db.session.scalars(select(SignUp)).one())
    assert nora.joined_via == "invite: the club"
    database.commit()
    assert "1 of 5 have joined" in browser(rae).get("/account/invites").text
    assert guest.get("/join").status_code == 403, "it was for one of them"


def test_the_link_is_shown_once_and_its_page_is_kept_nowhere(cast, rae, browser, link, caplog):
    caplog.set_level("INFO")
    path = link()
    token = path.rpartition("/")[2]
    assert token not in browser(rae).get("/account/invites").text
    page = browser(cast.guest).get(path)
    assert token not in caplog.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert 'content="noindex, nofollow"' in page.text


def test_looking_at_a_link_accepts_nothing(cast, browser, link):
    """Nobody is made to come by an invitation by a picture on another site."""
    set_("join.open", False)
    path, guest = link(), browser(cast.guest)
    guest.get(path)
    assert guest.get("/join").status_code == 403


def test_the_page_tells_nothing_of_whom_it_is_for(cast, browser, link):
    """T34."""
    for bound in ({"email": "nora@ok.example"}, {"domain": "ok.example"}):
        page = browser(cast.guest).get(link(cast.cleo, label="secret", **bound)).text
        assert "ok.example" not in page and "secret" not in page


@pytest.mark.parametrize(
    "is_open, status", [(False, 403), (True, 200)], ids=["by invitation", "open"]
)
def test_one_that_is_over_says_so_and_leads_on_where_everybody_may_join(
    cast, rae, browser, link, is_open, status
):
    set_("join.open", is_open)
    path = link()
    guest = browser(cast.guest)
    assert guest.post(path).status_code == 303
    database.begin("write")
    invite_id = db.session.scalar(select(Invite.id))
    answer = browser(rae).post(f"/account/invites/{invite_id}/revoke")
    assert answer.location == "/account/invites"
    for page in (guest.get(path), guest.post(path)):
        assert page.status_code == 410
        assert "This invitation is no longer valid." in page.text
        assert ("You can join without it" in page.text) is is_open
    assert guest.get("/join").status_code == status
    late = guest.post("/join", data=TYPED)
    assert late.status_code == (302 if is_open else 422)
    assert is_open or 'value="nora@example.org"' in late.text


def test_a_member_who_follows_a_link_is_told_so_and_stays_who_they_are(cast, browser, link):
    path, max_ = link(), browser(cast.max)
    for page in (max_.get(path), max_.post(path)):
        assert page.status_code == 200 and "You are already a member." in page.text
    assert max_.get("/account").status_code == 200


def test_who_may_not_invite_yet_reads_why(cast, browser):
    page = browser(cast.max).get("/account/invites")
    assert "You cannot invite people yet." in page.text and "Make an invitation" not in page.text
    assert browser(cast.max).post("/account/invites").status_code == 403


def test_what_was_typed_stays_when_it_is_wrong(cast, rae, browser):
    page = browser(rae).post("/account/invites", data={"label": "the club", "most_uses": "51"})
    assert page.status_code == 422
    assert 'value="the club"' in page.text and "from 1 to 50" in page.text
    assert "Only for this e-mail address" not in page.text
    assert "Only for this e-mail address" in browser(cast.cleo).get("/account/invites").text


def test_staff_see_and_take_back_everybodys(cast, rae, browser, link):
    link(label="the club")
    cleo = browser(cast.cleo)
    page = cleo.get("/admin/invites").text
    assert "the club" in page and "/m/rae" in page
    assert browser(cast.max).post("/account/invites/1/revoke").status_code == 404
    assert cleo.post("/account/invites/1/revoke").location == "/admin/invites"
    assert "taken back" in cleo.get("/admin/invites").text
    assert browser(rae).get("/admin/invites").status_code == 403


def test_a_campaign_goes_from_the_link_to_the_page_of_the_team(cast, browser):
    set_("join.campaigns", "May fair")
    guest = browser(cast.guest)
    assert 'name="ref" value="May fair"' in guest.get("/join?ref=may%20FAIR").text
    assert 'name="ref"' not in guest.get("/join?ref=somebody-4711").text
    guest.post("/join", data={**TYPED, "ref": "May fair"})
    database.begin("write")
    accounts.confirm(cast.guest, db.session.scalars(select(SignUp)).one())
    database.commit()
    page = browser(cast.cleo).get("/admin/invites").text
    assert "/join?ref=May+fair" in page
    assert re.search(r">May fair</th><td>1</td><td>0</td>", page)


ASKED = {"label": "Shelter", "kind": "choice", "choices": "Tent\nTarp\n", "is_required": "1",
         "on_join": "1", "on_profile": "1"}  # fmt: skip


def test_what_newcomers_are_asked_is_on_their_page_when_they_are_in(cast, browser):
    admin, guest = browser(cast.ada), browser(cast.guest)
    admin.post("/admin/profile-fields/new", data=ASKED)
    admin.post("/admin/profile-fields/new", data={"label": "Shoes", "on_profile": "1"})
    assert "asked when joining" in admin.get("/admin/profile-fields").text
    page = guest.get("/join").text
    assert "Shelter" in page and "Shoes" not in page
    for answered in ({}, {"answer_1": ""}, {"answer_1": "Cave"}):
        wrong = guest.post("/join", data={**TYPED, **answered})
        assert wrong.status_code == 422 and 'id="error-answer_1"' in wrong.text
        assert 'value="nora@example.org"' in wrong.text
    sent = {**TYPED, "answer_1": "Tarp", "answer_2": "not asked"}
    assert guest.post("/join", data=sent).location == "/join/sent"
    database.begin("write")
    assert db.session.scalars(select(ProfileValue)).all() == []
    accounts.confirm(cast.guest, db.session.scalars(select(SignUp)).one())
    database.commit()
    shown = browser(cast.guest).get("/m/nora").text
    assert "Tarp" in shown and "not asked" not in shown


def test_an_answer_to_what_is_asked_no_longer_is_left_out(cast, browser):
    admin, guest = browser(cast.ada), browser(cast.guest)
    admin.post("/admin/profile-fields/new", data=ASKED)
    guest.post("/join", data={**TYPED, "answer_1": "Tarp"})
    admin.post("/admin/profile-fields/1", data={**ASKED, "choices": "Tent\nHut"})
    database.begin("write")
    accounts.confirm(cast.guest, db.session.scalars(select(SignUp)).one())
    assert db.session.scalar(select(User.id).where(User.name == "nora"))
    assert db.session.scalars(select(ProfileValue)).all() == []
