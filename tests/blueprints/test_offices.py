"""The page on which the team sees why somebody has a level, and gives levels, offices and bylines."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import User
from forum.queries import viewers
from forum.security import passwords
from forum.services import trust


def level_of(person):
    db.session.expire_all()
    user = db.session.get(User, person.id)
    return user.trust_level, user.is_level_locked


def test_the_team_sees_why_and_nobody_else_learns_that_there_is_something(cast, browser):
    trust.set_level(cast.cleo, cast.max, 2, "Mended our tent.")
    database.commit()
    for who in (cast.cleo, cast.ada):
        client = browser(who)
        assert 'href="/m/max/standing"' in client.get("/m/max").text
        page = client.get("/m/max/standing").text
        assert "Mended our tent." in page and "set by hand" in page
    for who in (cast.nia, cast.mo, cast.amy):
        assert "/standing" not in browser(who).get("/m/max").text
        assert browser(who).get("/m/max/standing").status_code == 404
    assert browser(cast.max).get("/m/cleo/standing").status_code == 404


def test_a_level_is_set_by_hand_with_a_reason_that_its_owner_reads(cast, browser):
    cleo = browser(cast.cleo)
    short = cleo.post("/m/max/standing/level", data={"level": "3", "reason": "x"})
    assert short.status_code == 422 and "Please say why" in short.text
    done = cleo.post("/m/max/standing/level", data={
        "level": "3", "reason": "Has looked after the workshop for years.", "is_locked": "1"})  # fmt: skip
    assert done.status_code == 303 and level_of(cast.max) == (3, True)
    assert "Has looked after the workshop" in browser(cast.max).get("/account/standing").text
    assert cleo.post("/m/cleo/standing/level", data={"level": "4", "reason": "I am fine."}
                     ).status_code == 403  # fmt: skip
    answer = browser(cast.mo).post("/m/max/standing/level", data={"level": "0", "reason": "Hm hm."})
    assert answer.status_code == 403 and level_of(cast.max) == (3, True)


def test_an_office_takes_the_password_of_an_admin(cast, browser):
    cast.ada.password = passwords.hashed("seven wet socks")
    database.commit()
    ada, wanted = browser(cast.ada), {"office": "community-manager", "byline": "Support, Fernway"}
    for current in ("", "wrong"):
        answer = ada.post("/m/max/standing/office", data={**wanted, "current": current})
        assert answer.status_code == 422 and "Support, Fernway" in answer.text
    assert not viewers.with_groups(None, db.session.get(User, cast.max.id)).is_staff
    database.commit()
    answer = ada.post("/m/max/standing/office", data={**wanted, "current": "seven wet socks"})
    assert answer.status_code == 303, answer.text
    assert "Support, Fernway" in browser(cast.guest).get("/m/max").text
    assert "Max" in browser(cast.guest).get("/team").text
    assert viewers.with_groups(None, db.session.get(User, cast.max.id)).is_community_manager
    for who in (cast.cleo, cast.mo, cast.nia):
        assert browser(who).post("/m/nia/standing/office", data=wanted).status_code == 403


def test_a_partner_is_named_on_pages_in_feeds_and_in_the_api(cast, browser):
    answer = browser(cast.cleo).post(
        "/m/max/standing/partner", data={"kind": "reseller", "organisation": "Hill Sports"}
    )
    assert answer.status_code == 303
    for page in ("/m/max", "/m/max/card", "/members"):
        assert "Partner · Hill Sports" in browser(cast.nia).get(page).text, page
    assert db.session.scalar(select(User.byline).where(User.id == cast.max.id)) == ""
