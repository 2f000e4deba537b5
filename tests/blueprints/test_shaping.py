"""Admins shape the forum: categories are described, ordered, and keep their old addresses."""

import re
from io import BytesIO

import pytest

from forum import database, structure
from forum.extensions import db
from forum.models import Category, StaffAction
from forum.queries.shaping import ICONS
from tests import factories
from tests.pictures import picture

PAGE = "/admin/categories"
TYPED = {"name": "Trail talk", "icon": "tent", "colour": "#ffee00", "discussion": "1",
         "default_kind": "discussion", "first": "everyone"}  # fmt: skip


def now():
    """The structure, without holding the database from those who are tested."""
    with database.unit("read"):
        return structure.current()


def shown(text):
    """The names in the tree, in their order."""
    return re.findall(r"<strong>([^<]+)</strong></a>", text)


def test_a_category_is_made_described_and_moves_to_another_address(cast, browser):
    admin, guest = browser(cast.ada), browser(cast.guest)
    refused = admin.post(f"{PAGE}/new", data={**TYPED, "colour": "red", "description": "All of it"})
    assert refused.status_code == 422 and "All of it" in refused.text
    assert admin.post(f"{PAGE}/new", data={**TYPED, "template": "## What"}).status_code == 303
    made = now().by_slug["trail-talk"]
    page = admin.get(f"{PAGE}/{made.id}").text
    assert "## What" in page and "to 1" in page and "shown as #" in page
    assert guest.get("/c/trail-talk").status_code == 200
    changed = {**TYPED, "slug": "trails", "version": made.version, "default_sort": "top",
               "question": "1"}  # fmt: skip
    assert admin.post(f"{PAGE}/{made.id}", data=changed).status_code == 303
    late = admin.post(f"{PAGE}/{made.id}", data={**changed, "name": "Overwritten"})
    assert late.status_code == 422 and "Somebody else" in late.text and "Overwritten" in late.text
    moved = guest.get("/c/trail-talk")
    assert moved.status_code == 301 and moved.location == "/c/trails"
    assert 'aria-current="page"' in guest.get("/c/trails").text.split(">Top<")[0][-60:]
    assert guest.get("/c/trails/latest").status_code == 200
    assert guest.get("/c/trails/top").location == "/c/trails"
    taken = admin.post(f"{PAGE}/new", data={**TYPED, "name": "Other", "slug": "trail-talk"})
    assert taken.status_code == 422 and "leads to" in taken.text
    line = db.session.scalars(db.select(StaffAction).order_by(StaffAction.id.desc())).first()
    assert line.verb == "change-category" and line.details["slug"] == ["trail-talk", "trails"]
    assert "changed a category" in admin.get("/moderation/log").text


def test_categories_are_ordered_by_buttons_and_by_dropping(cast, browser):
    first, second, third = (factories.category(name=name, position=at)
                            for at, name in enumerate(("One", "Two", "Three")))  # fmt: skip
    hidden = factories.category(name="Four", position=9, private_to="admins")
    database.commit()
    ids = [one.id for one in (first, second, third, hidden)]
    admin = browser(cast.ada)

    def go(number, way, **data):
        answer = admin.post(f"{PAGE}/{ids[number]}/{way}", data=data)
        assert answer.status_code == 303
        return shown(admin.get(answer.location).text)

    assert go(2, "up") == ["One", "Three", "Two", "Four"]
    assert "autofocus" in admin.get(f"{PAGE}?moved={ids[2]}&way=up").text
    assert go(2, "in") == ["One", "Three", "Two", "Four"]
    assert now().categories[ids[2]].parent_id == ids[0]
    assert go(2, "out") == ["One", "Three", "Two", "Four"]
    assert go(0, "place", parent="", before=str(ids[3])) == ["Three", "Two", "One", "Four"]
    assert go(0, "place", parent=str(ids[1])) == ["Three", "Two", "One", "Four"]
    assert go(1, "place", parent=str(ids[0])) == ["Three", "Two", "One", "Four"]  # below itself
    asked = admin.post(f"{PAGE}/{ids[1]}/place", data={"parent": str(ids[3])}).location
    assert asked.startswith(f"{PAGE}/{ids[1]}/move")
    shown_first = admin.get(asked).text
    assert "5 members can no longer see it." in shown_first and "Guests and search" in shown_first
    assert now().categories[ids[1]].parent_id is None  # fewer people would see it: asked first
    lines = db.session.scalars(db.select(StaffAction.verb)).all()
    assert lines.count("order-categories") == 5


def test_a_cover_is_for_whoever_sees_the_category(cast, browser, app):
    hidden = factories.category(slug="hidden", private_to="ambassadors")
    database.commit()
    admin = browser(cast.ada)
    sent = admin.post(
        f"{PAGE}/{hidden.id}/cover", data={"file": (BytesIO(picture(size=(900, 200))), "wide.png")}
    )
    assert sent.status_code == 303
    src = re.search(r'class="place-cover" src="([^"]+)"', browser(cast.amy).get("/c/hidden").text)[
        1
    ]
    statuses = [browser(who).get(src).status_code for who in (cast.amy, cast.max, cast.guest)]
    assert statuses == [200, 404, 404]
    assert admin.post(f"{PAGE}/{hidden.id}/cover", data={"remove": "1"}).status_code == 303
    assert browser(cast.amy).get(src).status_code == 404


@pytest.mark.parametrize("who", ["guest", "max", "mo", "cleo"])
def test_only_admins_shape(cast, browser, who):
    place = factories.category(slug="here")
    database.commit()
    client, is_guest = browser(getattr(cast, who)), who == "guest"
    for path in ("", "/new", f"/{place.id}", f"/{place.id}/access", f"/{place.id}/merge"):
        assert client.get(PAGE + path).status_code == (302 if is_guest else 403), path
    for path in ("/new", f"/{place.id}", f"/{place.id}/up", f"/{place.id}/place",
                 f"/{place.id}/cover", f"/{place.id}/access", f"/{place.id}/archive",
                 f"/{place.id}/move", f"/{place.id}/merge", f"/{place.id}/delete"):  # fmt: skip
        answer = client.post(PAGE + path, data={**TYPED, "remove": "1"})
        assert answer.status_code == (401 if is_guest else 403), path
    assert db.session.scalar(db.select(db.func.count(Category.id))) == 1


def test_every_drawing_is_there():
    from tests.test_looks import STATIC

    sprite = (STATIC / "img" / "icons.svg").read_text()
    assert not [icon for icon in ICONS if f'<symbol id="{icon}"' not in sprite]


def test_who_may_do_what_is_shown_before_it_is_saved(cast, browser):
    place = factories.category(slug="here", name="Here")
    thread = factories.thread(category=place, title="Between us", author=cast.max)
    database.commit()
    admin, address = browser(cast.ada), f"{PAGE}/{place.id}/access"
    ambassadors, moderators = 6, 3
    wanted = {f"see-{ambassadors}": "1", f"reply-{ambassadors}": "1", "version": "0",
              f"moderate-{moderators}": "1", f"see-{moderators}": "1", "nonsense": "1"}  # fmt: skip
    guest, max_, amy = browser(cast.guest), browser(cast.max), browser(cast.amy)
    assert "Between us" in guest.get("/").text
    shown_first = admin.post(address, data=wanted)
    assert shown_first.status_code == 200
    assert "3 members can no longer see it." in shown_first.text  # nia, max, sue
    assert "Guests and search engines can no longer see it." in shown_first.text
    assert guest.get("/c/here").status_code == 200  # nothing is saved yet
    seen = re.search(r'name="seen" value="(\w+)"', shown_first.text)[1]
    other = admin.post(address, data={**wanted, "see-2": "1", "seen": seen})
    assert other.status_code == 200 and "What this means" in other.text  # not what was seen
    assert admin.post(address, data={**wanted, "seen": seen}).status_code == 303
    late = admin.post(address, data={**wanted, "seen": seen})
    assert late.status_code == 422 and "Somebody else" in late.text
    for client in (guest, max_):
        for path in ("/c/here", f"/t/{thread.id}/between-us", "/c/here/feed.atom"):
            assert client.get(path).status_code == 404, path
        assert not [path for path in ("/", "/categories", "/latest", "/sitemap.xml", "/feed.atom",
                                      "/m/max", "/filter?q=between")
                    if "Between us" in client.get(path, follow_redirects=True).text]  # fmt: skip
    assert "Between us" in amy.get("/").text and amy.get("/c/here").status_code == 200
    line = db.session.scalars(db.select(StaffAction).order_by(StaffAction.id.desc())).first()
    assert line.verb == "change-access" and line.details["lost"]["everyone"] == ["see"]


def test_archiving_moving_merging_and_deleting_say_first_what_they_mean(cast, browser):
    here, there = factories.category(slug="here", name="Here"), factories.category(slug="there")
    empty = factories.category(slug="empty", name="Empty", parent_id=there.id)
    thread = factories.thread(category=here, title="Old path", author=cast.max)
    database.commit()
    admin, guest = browser(cast.ada), browser(cast.guest)

    def do(place, part, **data):
        assert admin.get(f"{PAGE}/{place.id}/{part}", query_string=data).status_code == 200
        version = now().categories[place.id].version
        return admin.post(f"{PAGE}/{place.id}/{part}", data={"version": version, **data})

    assert do(here, "archive", is_archived="1").status_code == 303
    assert "archived" in browser(cast.max).get(f"/threads/{thread.id}/reply").text
    assert do(here, "archive", is_archived="").status_code == 303
    assert do(here, "delete").status_code == 422
    assert do(here, "move", parent="there").status_code == 303
    assert now().categories[here.id].parent_id == there.id
    page = admin.get(f"{PAGE}/{here.id}/merge?target=there").text
    assert "1 thread is in it." in page and "The same people can read it there." in page
    assert do(here, "merge", target="there").status_code == 303
    assert guest.get("/c/here").location == "/c/there"
    assert "Old path" in guest.get("/c/there").text
    assert guest.get(f"/t/{thread.id}/old-path").status_code == 200
    assert do(empty, "delete").status_code == 303
    assert guest.get("/c/empty").location == "/c/there"
    lines = db.session.scalars(db.select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert lines == ["archive-category", "unarchive-category", "order-categories",
                     "merge-category", "delete-category"]  # fmt: skip


@pytest.mark.parametrize("parent", ["here", "inside"])
def test_a_category_is_put_below_neither_itself_nor_what_stands_below_it(cast, browser, parent):
    here = factories.category(slug="here", name="Here")
    factories.category(slug="inside", name="Inside", parent_id=here.id)
    database.commit()
    admin, place = browser(cast.ada), f"{PAGE}/{here.id}/move"
    assert "Move it there" not in admin.get(place, query_string={"parent": parent}).text
    sent = {"version": now().categories[here.id].version, "parent": parent}
    assert admin.post(place, data=sent).status_code == 422


def test_the_page_says_which_rule_decides(cast, browser):
    lounge = factories.category(slug="lounge", name="Lounge", private_to="ambassadors")
    thread = factories.thread(category=factories.category(), author=cast.max, is_archived=True)
    database.commit()
    admin = browser(cast.cleo)
    ask = "/admin/why?name={}&ability={}&place={}".format
    no = admin.get(ask("max", "start", "/c/lounge")).text
    assert "No, Max cannot." in no and "May see “Lounge”" in no.split("<ol")[0]
    assert (
        "Yes, Amy can." in admin.get(ask("amy", "start", f"http://localhost/c/{lounge.slug}")).text
    )
    late = admin.get(ask("nia", "reply", f"/t/{thread.id}/x/1")).text
    assert "This thread is archived." in late
    assert "No, A guest cannot." in admin.get(ask("", "upload", "")).text
    for wrong in (ask("nobody", "see", "lounge"), ask("max", "fly", ""), ask("max", "see", "nowhere"),
                  ask("max", "reply", "lounge"), "/admin/why?name=max&ability="):  # fmt: skip
        assert admin.get(wrong).status_code == 422, wrong
    for who in ("max", "mo"):
        assert browser(getattr(cast, who)).get("/admin/why").status_code == 403
