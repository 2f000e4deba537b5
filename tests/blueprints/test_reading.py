"""Reading: the pages, for a guest and for members."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from forum import database
from forum.extensions import db
from forum.models import Address, Category, OldName, Thread
from tests import factories


@pytest.fixture
def thread(cast):
    category = factories.category(name="Packs", slug="packs")
    made = factories.thread(
        category=category,
        author=cast.max,
        title="Which pack for a week?",
        kind="question",
        body="I need **45 litres**.",
        tags=["packs"],
        slug="which-pack",
        excerpt="I need 45 litres.",
    )
    for n in range(2, 46):
        factories.post(
            thread=made, author=cast.amy, body=f"Reply number {n}.", author_capacity="ambassador"
        )
    category.thread_count, category.post_count = 1, 45
    category.last_thread_id, category.last_post_at = made.id, made.last_post_at
    made.answer_id = db.session.scalar(db.text("select id from post where number = 7"))
    database.commit()
    return made


PAGES = [
    "/",
    "/latest",
    "/new",
    "/top",
    "/top?period=all",
    "/unanswered",
    "/categories",
    "/c/packs",
    "/c/packs/top",
    "/m/max",
    "/tags",
    "/feed.atom",
    "/c/packs/feed.atom",
    "/m/max/feed.atom",
    "/sitemap.xml",
    "/sitemap-places.xml",
    "/sitemap-threads-0.xml",
    "/robots.txt",
    "/brand.css",
]


@pytest.mark.parametrize("who", ["guest", "max", "mo", "ada", "sue"])
def test_every_page_opens(cast, browser, thread, who):
    client = browser(getattr(cast, who))
    for page in [
        *PAGES,
        f"/t/{thread.id}/which-pack",
        f"/t/{thread.id}/which-pack/44",
        f"/t/{thread.id}/feed.atom",
        "/tag/packs",
        f"/threads/{thread.id}/news",
    ]:
        assert client.get(page).status_code == 200, page


def test_a_page_of_a_thread_is_a_range_of_numbers(cast, browser, thread):
    page = browser(cast.guest).get(f"/t/{thread.id}/which-pack?page=2").text
    numbers = re.findall(r'id="post-(\d+)"', page)
    assert numbers == [str(n) for n in range(21, 41)]


def test_a_permanent_address_shows_the_page_that_holds_the_post(cast, browser, thread):
    page = browser(cast.guest).get(f"/t/{thread.id}/which-pack/44").text
    assert 'id="post-44"' in page and 'id="post-1"' not in page


def test_an_old_slug_leads_to_the_new_one(cast, browser, thread):
    answer = browser(cast.guest).get(f"/t/{thread.id}/what-it-was-called")
    assert (answer.status_code, answer.location) == (301, f"/t/{thread.id}/which-pack")
    assert browser(cast.guest).get(f"/t/{thread.id}").status_code == 301


def test_one_jumps_to_a_number_and_to_a_day(cast, browser, thread):
    guest = browser(cast.guest)
    there = guest.get(f"/t/{thread.id}/which-pack?number=30").location
    assert there == f"/t/{thread.id}/which-pack/30#post-30"
    assert guest.get(f"/t/{thread.id}/which-pack?date=2001-01-01").location.endswith("#post-1")
    assert guest.get(f"/t/{thread.id}/which-pack?date=nonsense").status_code == 200


def test_the_answer_stands_under_the_question(cast, browser, thread):
    page = browser(cast.guest).get(f"/t/{thread.id}/which-pack").text
    assert "Reply number 7." in page.split('id="post-2"')[0]
    assert f"/t/{thread.id}/which-pack/7#post-7" in page


def test_machines_read_a_question_as_one(cast, browser, thread):
    page = browser(cast.guest).get(f"/t/{thread.id}/which-pack").text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert data["@type"] == "QAPage"
    assert "Reply number 7." in data["mainEntity"]["acceptedAnswer"]["text"]
    assert f'<link rel="canonical" href="http://localhost:8000/t/{thread.id}/which-pack">' in page


def test_a_title_cannot_leave_its_script_block(cast, browser):
    made = factories.thread(title="</script><img src=x onerror=alert(1)><!--<script>")
    database.commit()
    page = browser(cast.guest).get(f"/t/{made.id}/{made.slug}").text
    assert "<img src=x" not in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    assert json.loads(block)["headline"].startswith("</script>")


def test_the_category_moves_with_its_children(cast, browser):
    parent = factories.category(name="Gear", slug="gear")
    child = factories.category(name="Packs", slug="packs", parent_id=parent.id)
    factories.thread(category=child, title="In the child")
    database.commit()
    assert "In the child" in browser(cast.guest).get("/c/gear").text


def test_a_private_category_is_nowhere(cast, browser):
    secret = factories.category(name="Lounge-canary", slug="lounge", private_to="ambassadors")
    made = factories.thread(
        category=secret,
        title="Title-canary",
        body="Body-canary",
        tags=["tag-canary"],
        author=cast.amy,
    )
    database.commit()
    for who in (cast.guest, cast.max, cast.mo):
        client = browser(who)
        for page in [*PAGES, "/m/amy", "/m/amy/feed.atom"]:
            assert "canary" not in client.get(page).text, page
        for page in [
            "/c/lounge",
            "/c/lounge/top",
            "/c/lounge/feed.atom",
            "/tag/tag-canary",
            f"/t/{made.id}",
            f"/t/{made.id}/x",
            f"/t/{made.id}/{made.slug}",
            f"/t/{made.id}/{made.slug}/1",
            f"/t/{made.id}/feed.atom",
            f"/threads/{made.id}/news",
        ]:
            answer = client.get(page)
            assert (answer.status_code, "canary" in answer.text) == (404, False), page
            assert "Location" not in answer.headers
    assert "Body-canary" in browser(cast.amy).get(f"/t/{made.id}/{made.slug}").text


def test_lists_are_paged_by_key_both_ways(cast, browser):
    from forum.models import SettingValue

    category = factories.category()
    now = datetime.now(UTC)
    for n in range(7):
        factories.thread(category=category, title=f"Thread no {n}", created_at=now - timedelta(n))
    db.session.add(SettingValue(name="lists.per_page", value=3))
    database.commit()
    guest = browser(cast.guest)

    def titles(page):
        return re.findall(r"Thread no \d", re.sub("<head>.*</head>", "", page, flags=re.S))

    first = guest.get("/latest").text
    nexts = re.search(r'href="(/latest\?after=[^"]+)" rel="next"', first)[1]
    second = guest.get(nexts).text
    assert (titles(first), titles(second)) == (
        ["Thread no 0", "Thread no 1", "Thread no 2"],
        ["Thread no 3", "Thread no 4", "Thread no 5"],
    )
    back = re.search(r'href="(/latest\?before=[^"]+)" rel="prev"', second)[1]
    assert titles(guest.get(back).text) == titles(first)
    assert guest.get("/latest?after=nonsense&before=' or 1=1").status_code == 200


def test_a_pin_stands_first_until_its_day_and_can_be_put_away(cast, browser):
    category = factories.category(slug="here")
    old = datetime.now(UTC) - timedelta(days=100)
    pinned = factories.thread(
        category=category, title="Pinned one", created_at=old, pin_scope="everywhere", pinned_at=old
    )
    factories.thread(
        category=category,
        title="Pin is over",
        created_at=old,
        pin_scope="everywhere",
        pinned_at=old,
        pinned_until=old,
    )
    factories.thread(category=category, title="Fresh one")
    database.commit()
    page = browser(cast.guest).get("/latest").text
    assert page.index("Pinned one") < page.index("Fresh one") < page.index("Pin is over")
    from forum.models import PinDismissal

    db.session.add(PinDismissal(user_id=cast.max.id, thread_id=pinned.id))
    database.commit()
    page = browser(cast.max).get("/latest").text
    assert page.index("Fresh one") < page.index("Pinned one")


def test_what_is_unread_is_known_and_can_be_marked(app, cast, browser):
    category = factories.category(slug="here")
    seen = factories.thread(category=category, title="Seen before")
    factories.thread(category=category, title="Never seen")
    cast.max.read_before_at = datetime.now(UTC) - timedelta(days=3)
    database.commit()
    max_ = browser(cast.max)
    max_.get(f"/t/{seen.id}/{seen.slug}")
    app.extensions["forum.tallies"].flush()
    factories.post(thread=db.session.get(Thread, seen.id), author=cast.amy)
    database.commit()
    new, unread = max_.get("/new").text, max_.get("/unread").text
    assert "Never seen" in new and "Seen before" not in new.split("rail")[0]
    assert "Seen before" in unread and f"/{seen.slug}/2#post-2" in unread
    assert max_.post("/read").status_code == 302
    assert "row__link" not in max_.get("/unread").text + max_.get("/new").text


def test_old_addresses_lead_to_the_new_place(cast, browser, thread):
    db.session.add(Address(path="/t/62", thread_id=thread.id))
    seventh = db.session.scalar(db.text("select id from post where number = 7"))
    db.session.add(Address(path="/t/62/9", post_id=seventh))
    db.session.add(Address(path="/u/maxim", user_id=cast.max.id))
    db.session.add(Address(path="/c/7", category_id=thread.category_id))
    db.session.add(OldName(name="maxi", name_key="max1", user_id=cast.max.id))
    database.commit()
    guest = browser(cast.guest)
    base = f"/t/{thread.id}/which-pack"
    assert guest.get("/t/some-slug/62").location == base
    assert guest.get("/t/some-slug/62/9").location == f"{base}/7#post-7"
    assert guest.get("/t/some-slug/62/99").location == base
    assert guest.get("/u/maxim/summary").location == "/m/max"
    assert guest.get("/c/gear/packs/7").location == "/c/packs"
    assert guest.get("/t/some-slug/63").status_code == 404


def test_feeds_are_well_formed_whatever_was_typed(cast, browser):
    made = factories.thread(title="]]> & \x00 \ufffe <b>", body="<x> ]]> &amp; /rooted")
    database.commit()
    for page in ("/feed.atom", f"/t/{made.id}/feed.atom"):
        root = ElementTree.fromstring(browser(cast.guest).get(page).data)
        assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 1


def test_a_kept_page_is_fresh_the_moment_something_changes(cast, browser, thread):
    guest = browser(cast.guest)
    address = f"/t/{thread.id}/which-pack"
    first = guest.get(address)
    assert guest.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    db.session.get(Category, thread.category_id).name = "Rucksacks"
    database.commit()
    assert "Rucksacks" in guest.get(address).text


def test_a_kept_page_is_never_a_members(cast, browser, thread):
    address = f"/t/{thread.id}/which-pack"
    member, guest = browser(cast.max), browser(cast.guest)
    for _ in range(2):
        mine, theirs = member.get(address), guest.get(address)
        assert "@max" in mine.text and "@max" not in theirs.text
        assert "private" in mine.headers["Cache-Control"] and "Cookie" in mine.headers["Vary"]


@pytest.mark.parametrize(("who", "most"), [("guest", 6), ("max", 9)])
@pytest.mark.parametrize("n", [1, 60])
def test_a_thread_page_has_its_budget_of_statements(cast, browser, queries, who, most, n):
    thread = factories.thread(author=cast.max, tags=["a", "b"])
    for _ in range(n):
        factories.post(thread=thread)
    cast.max.post_count = 10  # the first five show the rules of the place: test_budgets.py
    database.commit()
    client = browser(getattr(cast, who))
    client.get("/categories")
    with queries() as seen:
        assert client.get(f"/t/{thread.id}/{thread.slug}?page=2").status_code == 200
    assert len(seen) <= most, "\n\n".join(seen)


@pytest.mark.parametrize(
    ("page", "who", "most"),
    [
        ("/", "guest", 5),
        ("/", "max", 7),
        ("/latest", "max", 7),
        ("/c/here", "guest", 5),
        ("/c/here", "max", 8),  # how closely one follows it
    ],
)
def test_lists_have_their_budget_of_statements(cast, browser, queries, page, who, most):
    category = factories.category(slug="here")
    for n in range(12):
        factories.thread(category=category, tags=[f"tag{n}"])
    database.commit()
    client = browser(getattr(cast, who))
    client.get("/tags")
    with queries() as seen:
        assert client.get(page).status_code == 200
    assert len(seen) <= most, "\n\n".join(seen)
