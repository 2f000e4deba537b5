"""The pages of groups."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Group, GroupMember
from forum.services import groups
from forum.services.groups import Described


def made(cast, joining="open", **with_):
    group = groups.define(cast.cleo, Described("Map makers", "Draws.", joining, **with_))
    database.commit()
    return group.id


def inside(group_id):
    rows = select(GroupMember.user_id).where(GroupMember.group_id == group_id)
    found = set(db.session.scalars(rows))
    database.commit()
    return found


def test_a_member_joins_shows_its_title_and_leaves(cast, browser):
    group_id = made(cast, title="Map maker")
    max_ = browser(cast.max)
    assert "Join" in max_.get("/groups/map-makers").text
    max_.post("/groups/map-makers/join")
    assert inside(group_id) == {cast.max.id}
    page = max_.get("/groups/map-makers").text
    assert "Leave" in page and "Show “Map maker” beside my name" in page
    max_.post("/groups/map-makers/title")
    assert "Map maker" in max_.get("/m/max").text
    assert max_.post("/groups/map-makers/leave").location == "/groups"
    assert inside(group_id) == set()


def test_somebody_asks_and_an_owner_answers(cast, browser):
    group_id = made(cast, "request")
    cleo, max_ = browser(cast.cleo), browser(cast.max)
    cleo.post("/groups/map-makers/add", data={"name": "@amy", "is_owner": "1"})
    max_.post("/groups/map-makers/request", data={"message": "I draw <b>well</b>."})
    assert "You have asked" in max_.get("/groups/map-makers").text
    page = browser(cast.amy).get("/groups/map-makers").text
    assert "I draw &lt;b&gt;well&lt;/b&gt;." in page
    browser(cast.amy).post("/groups/map-makers/answer", data={"name": "max", "is_welcome": "1"})
    assert inside(group_id) == {cast.amy.id, cast.max.id}
    wrong = cleo.post("/groups/map-makers/remove", data={"name": "nobody"})
    assert wrong.status_code == 422 and "There is no member called nobody." in wrong.text
    cleo.post("/groups/map-makers/remove", data={"name": "max"})
    assert inside(group_id) == {cast.amy.id}


def test_staff_make_and_change_one_and_what_was_typed_is_kept(cast, browser):
    cleo = browser(cast.cleo)
    wrong = cleo.post("/admin/groups/new", data={"name": "Maps", "description": "Kept.",
                                                 "email_domain": "x"})  # fmt: skip
    assert wrong.status_code == 422 and "Kept." in wrong.text
    answer = cleo.post("/admin/groups/new", data={"name": "Maps", "joining": "open"})
    assert answer.location == "/groups/maps"
    assert 'value="Maps"' in cleo.get("/groups/maps/edit").text
    cleo.post("/groups/maps/edit", data={"name": "Springs", "joining": "closed", "is_hidden": "1"})
    row = db.session.execute(
        select(Group.name, Group.joining, Group.is_hidden).where(Group.slug == "maps")
    ).one()
    assert tuple(row) == ("Springs", "closed", True)


def test_staff_find_all_groups_in_the_administration_and_come_back_to_it(cast, browser):
    made(cast, is_hidden=True)
    cleo = browser(cast.cleo)
    assert 'href="/admin/groups"' in cleo.get("/groups").text
    for path in ("/admin/groups", "/admin/groups/new", "/groups/map-makers/edit"):
        page = cleo.get(path).text
        assert 'href="/admin/groups" aria-current="page"' in page, path
    page = cleo.get("/admin/groups").text
    assert 'href="/groups/map-makers/edit"' in page and 'href="/groups/admins"' in page
    assert "/groups/admins/edit" not in page
    assert browser(cast.max).get("/admin/groups").status_code == 403


def test_a_hidden_group_is_as_if_it_were_not_there(cast, browser):
    made(cast, is_hidden=True)
    for who in (cast.guest, cast.max, cast.mo):
        client = browser(who)
        assert "Map makers" not in client.get("/groups").text
        assert client.get("/groups/map-makers").status_code == 404
        if who is not cast.guest:
            assert client.post("/groups/map-makers/join").status_code == 404
    assert "Map makers" in browser(cast.cleo).get("/groups").text
    assert browser(cast.max).get("/admin/groups/new").status_code == 403
