"""Badges in the browser's words: pages for everybody, arranging for staff, one's own standing."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Badge, BadgeGrant, Post
from forum.services import badges
from tests import casework, factories

FORM = {
    "name": "Talker", "description": "Has replied twice.", "tier": "silver", "icon": "speech",
    "grouping": "community", "by_rule": "1", "is_enabled": "1", "measure1": "replies",
    "is1": "at_least", "value1": "2", "days1": "", "do": "save",
}  # fmt: skip


def badge(slug="talker"):
    row = db.session.execute(select(Badge.rule, Badge.holder_count).where(Badge.slug == slug))
    found = row.one_or_none()
    database.commit()  # the next request may write
    return found


@pytest.fixture
def given(cast):
    made = badges.define(
        cast.cleo,
        badges.Described("Map maker", "Draws.", "gold", "helping", "flag", None, is_title=True),
    )
    badges.grant(cast.cleo, made, cast.max, "For the map of springs.")
    database.commit()
    return made


def test_everybody_reads_what_badges_there_are_and_who_has_them(cast, browser, given):
    guest = browser(cast.guest)
    board = guest.get("/badges").text
    assert board.count('class="badge-board__one"') == 26 and "Came back to say so" in board
    page = guest.get("/badges/map-maker").text
    assert "1 person has it" in page and 'href="/m/max"' in page
    assert "The team gives it by hand" in page
    rule = guest.get("/badges/regular").text
    assert "days visited: 50 or more in 100 days" in rule
    assert guest.get("/badges/nothing").status_code == 404


def test_they_stand_on_the_members_page_with_the_reason(cast, browser, given):
    page = browser(cast.nia).get("/m/max/badges").text
    assert "For the map of springs." in page and "given by Cleo" in page


def test_staff_make_a_badge_after_looking_who_would_get_it(cast, browser):
    thread = factories.thread()
    for n in (2, 3):
        factories.post(thread=thread, author=cast.nia, number=n)
    database.commit()
    cleo = browser(cast.cleo)
    looked = cleo.post("/admin/badges/new", data={**FORM, "do": "preview"})
    assert looked.status_code == 200 and badge() is None
    assert "1 person would have it" in looked.text and 'href="/m/nia"' in looked.text
    assert 'value="Talker"' in looked.text  # what was typed is still there
    made = cleo.post("/admin/badges/new", data=FORM)
    assert made.location == "/admin/badges/talker"
    assert badge().rule == {"all": [{"measure": "replies", "is": "at_least", "value": 2}]}
    shown = cleo.get("/admin/badges/talker").text
    assert '<option value="replies" selected>' in shown
    cleo.post("/admin/badges/talker", data={**FORM, "value1": "4", "days1": "30"})
    assert badge().rule["all"][0] == {
        "measure": "replies", "is": "at_least", "value": 4, "days": 30
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"measure1": "password"}, "Choose what is counted."),
        ({"measure1": ""}, "A rule has one to five conditions."),
        ({"value1": "many"}, "This does not belong here."),
        ({"value1": ""}, "The number is a whole one"),
        ({"days1": "9999"}, "The period is 1 to 3,650 days"),
        ({"icon": "../../x"}, "Choose one of the options."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, browser, wrong, sentence):
    answer = browser(cast.ada).post(
        "/admin/badges/new", data={**FORM, "description": "Kept.", **wrong}
    )
    assert answer.status_code == 422 and sentence in answer.text and "Kept." in answer.text
    assert badge() is None


def test_staff_give_and_take_by_hand(cast, browser, given):
    cleo, at = browser(cast.cleo), "/admin/badges/map-maker"
    answer = cleo.post(f"{at}/grant", data={"name": "@nia", "reason": "Springs.", "until": ""})
    assert answer.location == at and badge("map-maker").holder_count == 2
    for data, sentence in (
        ({"name": "nobody", "reason": "x"}, "There is no member called nobody."),
        ({"name": "nia", "reason": "x"}, "Nia has this badge."),
        ({"name": "cleo", "reason": "x"}, "themselves"),
        ({"name": "amy", "reason": "x", "until": "31.1."}, "Write the day like this"),
        ({"name": "amy", "reason": "x", "until": "2020-01-01"}, "in the future"),
    ):
        answer = cleo.post(f"{at}/grant", data=data)
        assert answer.status_code in {403, 422} and sentence in answer.text
    answer = cleo.post(f"{at}/grant-many", data={"lines": "amy,All of them\nnobody,x"})
    assert "has the badge" in answer.text and "There is no member called nobody." in answer.text
    answer = cleo.post(f"{at}/revoke", data={"name": "nia", "reason": "By mistake."})
    assert answer.location == at and badge("map-maker").holder_count == 2
    assert cleo.post(f"{at}/revoke", data={"name": "nia", "reason": "x"}).status_code == 422


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_nobody_else_gets_in(cast, browser, given, who):
    client = browser(getattr(cast, who))
    for path in ("/admin/badges", "/admin/badges/new", "/admin/badges/map-maker"):
        assert client.get(path).status_code == 403
    for path, data in (
        ("new", FORM), ("map-maker", FORM), ("map-maker/grant", {"name": "amy", "reason": "x"}),
        ("map-maker/grant-many", {"lines": "amy,x"}),
        ("map-maker/revoke", {"name": "max", "reason": "x"}),
    ):  # fmt: skip
        assert client.post(f"/admin/badges/{path}", data=data).status_code == 403
    assert db.session.scalars(select(BadgeGrant.user_id)).all() == [cast.max.id]


def test_ones_own_standing_says_in_plain_words_that_a_penalty_is_in_the_way(cast, browser):
    cast.max.trust_level = 2
    casework.decided(casework.case(cast.max), cast.cleo, "restriction")
    page = browser(cast.max).get("/account/standing").text
    assert "In the last 180 days you were restricted or suspended" in page
    assert "5 at most" in page
    cast.nia.trust_level = 2
    assert "restricted or suspended" not in browser(cast.nia).get("/account/standing").text


def test_ones_own_standing_says_what_and_why(cast, browser, given):
    max_ = browser(cast.max)
    page = max_.get("/account/standing").text
    assert "Level 1: Basic" in page and "For the map of springs." in page
    assert "“Map maker” given" in page
    max_.post("/account/standing/title", data={"badge": "map-maker"})
    assert "Map maker" in browser(cast.nia).get("/m/max").text
    wrong = max_.post("/account/standing/title", data={"badge": "pillar"})
    assert wrong.status_code == 422 and "Choose one of your badges." in wrong.text
    max_.post("/account/standing/title", data={"badge": ""})
    assert "Map maker" not in browser(cast.nia).get("/m/max").text
    assert browser(cast.guest).get("/account/standing").status_code == 302


def test_the_pages_take_as_many_statements_for_many_as_for_few(cast, browser, given, queries):
    guest, counts = browser(cast.guest), []
    for _n in range(2):
        for _m in range(12):
            badges.grant(cast.cleo, given, factories.user(), "For the map.")
        database.commit()
        guest.get("/badges")  # the structure is in memory
        with queries() as seen:
            guest.get("/badges?again")
            guest.get("/badges/map-maker?again")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6


def beside_the_name(client, thread):
    """What stands after the author's name on the first post of the thread."""
    head = client.get(f"/t/{thread.id}/{thread.slug}").text.partition('class="post__name"')[2]
    return head.partition('class="post__when"')[0]


def test_a_chosen_title_stands_beside_the_name_in_threads_until_the_badge_is_gone(
    app, cast, browser, given
):
    """Text first, then the small drawing. The page was kept for guests, and is made anew."""
    thread = factories.thread(author=cast.max)
    database.commit()
    guest, max_, cleo = (browser(who) for who in (cast.guest, cast.max, cast.cleo))
    assert "Map maker" not in beside_the_name(guest, thread)
    max_.post("/account/standing/title", data={"badge": "map-maker"})
    shown = beside_the_name(guest, thread)
    assert shown.index("Map maker") < shown.index("badges.svg#")
    assert beside_the_name(guest, thread) == shown
    renamed = {**FORM, "name": "Cartographer", "is_title": "1"}
    assert cleo.post("/admin/badges/map-maker", data=renamed).status_code == 303
    assert "Cartographer" in beside_the_name(guest, thread)
    cleo.post("/admin/badges/map-maker/revoke", data={"name": "max", "reason": "By mistake."})
    assert "capacity" not in beside_the_name(guest, thread)


@pytest.mark.parametrize("who", ["cleo", "mo", "amy"])
def test_who_speaks_in_a_capacity_shows_that_and_no_title(cast, browser, who):
    person = getattr(cast, who)
    thread = factories.thread(author=person)
    post = db.session.query(Post).filter_by(thread_id=thread.id).one()
    post.author_capacity = {"cleo": "brand", "mo": "moderator", "amy": "ambassador"}[who]
    person.title = "Map maker"
    database.commit()
    shown = beside_the_name(browser(cast.guest), thread)
    assert "Map maker" not in shown and shown.count('class="capacity ') == 1
