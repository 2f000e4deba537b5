"""Who speaks for the brand says so everywhere, in words, and it stays true (community.md B1, B2)."""

import re

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import GroupMember, Post, SettingValue
from forum.queries.threads import get as threads_query
from forum.services import posts, threads
from tests import factories

BYLINE = "Community manager, Fernway"


@pytest.fixture
def spoken(app, cast):
    """A thread that Cleo began, that Max answered with a quote of hers, and Cleo closed."""
    category = factories.category(slug="here")
    thread = threads.start(cast.cleo, category, "What shall we mend?", "Tell us.", "discussion")
    quoted = f'[quote="cleo, post:1, thread:{thread.id}"]\nTell us.\n[/quote]\n\nZips.'
    posts.reply(cast.max, thread, quoted)
    posts.reply(cast.cleo, thread, "We will look at zips.")
    database.commit()
    return thread


def places(thread):
    """Where her words or her thread stand, and how the byline is written there."""
    return {
        f"/t/{thread.id}/{thread.slug}": BYLINE,
        f"/t/{thread.id}/feed.atom": BYLINE,
        "/feed.atom": BYLINE,
        "/latest": BYLINE,
        "/": BYLINE,
        "/c/here": BYLINE,
        "/c/here/feed.atom": BYLINE,
        "/m/cleo/threads": BYLINE,
        "/m/cleo/feed.atom": BYLINE,
        "/m/cleo": BYLINE,
        "/m/cleo/card": BYLINE,
        "/members": BYLINE,
        "/team": BYLINE,
    }


@pytest.mark.parametrize("who", ["guest", "max"])
def test_a_byline_stands_in_words_wherever_she_speaks(cast, browser, spoken, who):
    client = browser(getattr(cast, who))
    for place, said in places(spoken).items():
        assert said in client.get(place).text, place


def test_machines_and_quotes_say_it_as_well(cast, browser, spoken):
    page = browser(cast.guest).get(f"/t/{spoken.id}/{spoken.slug}").text
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1]
    assert data.count(f'"jobTitle": "{BYLINE}"') == 2  # her thread, and her post in it
    assert '"affiliation"' in data
    quote = re.search(r'<p class="quote__author">(.*?)</p>', page, re.S)[1]
    assert f"Cleo ({BYLINE})" in quote


def test_the_mark_leads_to_the_team_while_it_is_true(cast, browser, spoken):
    page = browser(cast.max).get(f"/t/{spoken.id}/{spoken.slug}").text
    assert page.count('class="capacity__team" href="/team"') == 2


def test_what_was_said_for_the_brand_stays_so_and_says_at_the_time(cast, browser, spoken):
    address = f"/t/{spoken.id}/{spoken.slug}"
    guest = browser(cast.guest)
    assert "at the time" not in guest.get(address).text  # and kept for the next guest
    for row in db.session.scalars(db.select(GroupMember).filter_by(user_id=cast.cleo.id)):
        db.session.delete(row)
    cast.cleo.byline = ""
    database.commit()
    for client in (guest, browser(cast.max)):
        page = client.get(address).text
        assert page.count(f"{BYLINE}, at the time") >= 2
        assert "capacity__team" not in page
        assert f"Cleo ({BYLINE})" in page  # the quote
    assert f"({BYLINE}, at the time)" in guest.get("/feed.atom").text
    assert f"{BYLINE}, at the time" in guest.get("/latest").text
    assert BYLINE not in guest.get("/m/cleo/card").text


def test_staff_without_a_byline_were_staff_as_well(cast, browser):
    plain = factories.user(name="petra", groups=["admins"])
    thread = factories.thread(author=plain, author_capacity="brand")
    first = db.session.scalar(db.select(db.text("id from post where number = 1")))
    db.session.execute(db.text(f"update post set author_capacity = 'brand' where id = {first}"))
    database.commit()
    address = f"/t/{thread.id}/{thread.slug}"
    assert "at the time" not in browser(cast.guest).get(address).text
    for row in db.session.scalars(db.select(GroupMember).filter_by(user_id=plain.id)):
        db.session.delete(row)
    database.commit()
    assert "Team, at the time" in browser(cast.guest).get(address).text


def test_a_personal_view_keeps_the_affiliation_and_is_frozen(cast, browser):
    """community.md B1: it changes the wording; nothing takes the employer away."""
    factories.category(slug="here")
    database.commit()
    client = browser(cast.cleo)
    assert "My personal view" in client.get("/start?category=here").text
    typed = {"title": "I like felt", "body": "Warm and quiet.", "category": "here",
             "kind": "discussion", "tags": "", "is_personal": "1"}  # fmt: skip
    place = client.post("/start", data=typed).location
    said = f"{BYLINE}, personal view"
    for page in (place, f"/t/{place.split('/')[2]}/feed.atom", "/c/here/feed.atom"):
        assert said in browser(cast.max).get(page).text, page
    thread_id = int(place.split("/")[2])
    client.post(f"/threads/{thread_id}/reply", data={"body": "And dry.", "is_personal": "1"})
    client.post(f"/threads/{thread_id}/reply", data={"body": "This one is the brand's."})
    database.begin("write")
    bylines = db.session.scalars(
        select(Post.author_byline).where(Post.thread_id == thread_id).order_by(Post.number)
    ).all()
    assert bylines == [said, said, BYLINE]
    quoted = f'[quote="cleo, post:1, thread:{thread_id}"]\nWarm and quiet.\n[/quote]\n\nYes.'
    assert (
        f"Cleo ({said})" in posts.reply(cast.max, threads_query(cast.max, thread_id), quoted).html
    )
    cast.cleo.byline = ""  # she leaves: what she said then stays as it was
    assert db.session.scalars(select(Post.author_byline).limit(1)).one() == said


def test_who_speaks_for_nobody_has_no_personal_view_to_tell(cast, browser):
    category = factories.category(slug="here")
    thread = threads.start(cast.max, category, "What shall we mend?", "Tell us.", "discussion")
    database.commit()
    path = f"/threads/{thread.id}/reply"
    for wrong in (cast.max, cast.amy, cast.mo):
        client = browser(wrong)
        assert "My personal view" not in client.get(path).text
        assert client.post(path, data={"body": "Zips.", "is_personal": "1"}).status_code == 403


def test_the_brand_announces_no_personal_view(cast):
    category = factories.category(kinds="announcement", default_kind="announcement")
    factories._save(SettingValue(name="brand.company", value="Fernway"))
    database.touch("structure")
    database.commit()
    with pytest.raises(Refused, match="no personal view"):
        threads.start(cast.cleo, category, "A new tent", "It is green.", "announcement",
                      as_house=True, is_personal=True)  # fmt: skip
