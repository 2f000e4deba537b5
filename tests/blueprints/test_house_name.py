"""The brand announces, and who posted it is named with it, everywhere and for good (community.md B4)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from forum import database, structure
from forum.extensions import db
from forum.jobs import letters
from forum.lib.verdict import Denied, Refused
from forum.models import Mailing, Notification, Post, SettingValue, Thread
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS, MODERATORS
from forum.queries import bookmarks, composing, mailings
from forum.queries import posts as post_queries
from forum.services import posts, threads
from tests import factories

BOTH = "Fernway, posted by Cleo"


@pytest.fixture
def house(cast):
    db.session.add(SettingValue(name="brand.company", value="Fernway"))
    factories.category(
        slug="here", kinds="discussion announcement",
        access={EVERYONE: "see", MEMBERS: "see reply start", MODERATORS: "see reply start moderate"},
    )  # fmt: skip
    database.commit()


def announce(who, kind="announcement", **more):
    place = structure.current().by_slug["here"]
    return threads.start(who, place, "The new catalogue", "Here it is.", kind, **more)


@pytest.fixture
def announced(cast, house):
    """Announced by Cleo in the brand's name; Max answered it with a quote."""
    thread = announce(cast.cleo, as_house=True)
    first = post_queries.first(cast.max, thread)
    quoted = f'[quote="cleo, post:1, thread:{thread.id}"]\nHere it is.\n[/quote]\n\nThanks.'
    posts.reply(cast.max, thread, quoted, first)
    database.commit()
    return thread


def first_of(thread):
    return db.session.scalars(
        select(Post).where(Post.thread_id == thread.id, Post.number == 1)
    ).one()


def wrote(post):
    """Everything about who wrote a post and its thread, as stored."""
    db.session.expire_all()
    return db.session.execute(
        select(Post.author_id, Post.author_capacity, Post.author_byline, Post.house_name,
               Thread.author_id, Thread.author_capacity, Thread.house_name)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id == inspect(post).identity[0])
    ).one()  # fmt: skip


PLACES = ["/t/{id}/{slug}", "/t/{id}/feed.atom", "/feed.atom", "/latest", "/", "/c/here",
          "/c/here/feed.atom", "/m/cleo/threads", "/m/cleo/feed.atom"]  # fmt: skip


@pytest.mark.parametrize("who", ["guest", "max"])
@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_stands_both_are_named(cast, browser, announced, who, place):
    text = browser(getattr(cast, who)).get(place.format(id=announced.id, slug=announced.slug)).text
    assert BOTH in text
    alone = re.findall(r">\s*Fernway\s*<", text)
    assert not alone, "the brand never stands there as an author by itself"


def test_quotes_machines_and_who_answers_read_both(cast, browser, announced):
    page = browser(cast.max).get(f"/t/{announced.id}/{announced.slug}").text
    quote = re.search(r'<p class="quote__author">(.*?)</p>', page, re.S)[1]
    assert f"{BOTH} (Community manager, Fernway)" in quote
    assert re.search(rf"In reply to: </span>{BOTH} #1", page)
    page = browser(cast.guest).get(f"/t/{announced.id}/{announced.slug}").text
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1]
    assert data.count(f'"name": "{BOTH}"') == 1
    assert composing.answered(cast.max, announced, 1).name == BOTH


def test_mail_the_bell_and_bookmarks_read_both(cast, browser, announced):
    first = first_of(announced)
    told = Notification(user_id=cast.max.id, event="watched", group="x", actor_id=cast.cleo.id,
                        post_id=first.id, thread_id=announced.id)  # fmt: skip
    db.session.add(told)
    database.commit()
    max_ = browser(cast.max)
    assert BOTH in max_.get("/notifications").text
    max_.post(f"/posts/{first.id}/bookmark", data={"note": ""})
    assert BOTH in [row.author.display_name for row in bookmarks.page(cast.max).rows]
    worth = mailings.worth_opening(cast.nia, utcnow() - timedelta(days=1), 8)
    assert [each.by for each in worth] == [f"{BOTH} (Community manager, Fernway)"]
    post = db.session.scalars(
        select(Post).where(Post.id == first.id).options(
            db.joinedload(Post.author), db.joinedload(Post.thread))
    ).one()  # fmt: skip
    mailing = Mailing(kind="watched", user_id=cast.max.id)
    assert letters._name(mailing, told, cast.max, post) == f"{BOTH} (Community manager, Fernway)"


def test_only_the_team_announces_in_the_name_of_the_brand(cast, browser, house):
    for person in (cast.max, cast.amy, cast.mo):
        with pytest.raises(Denied, match="team"):
            announce(person, as_house=True)
        assert "In the name of" not in browser(person).get("/start").text
    with pytest.raises(Refused) as refused:
        announce(cast.cleo, "discussion", as_house=True)
    assert refused.value.field == "as_house"
    assert announce(cast.cleo).house_name == "", "who does not ask for it speaks as before"
    assert "In the name of Fernway" in browser(cast.cleo).get("/start").text


def test_a_brand_without_a_name_does_not_announce(cast, browser, house):
    db.session.merge(SettingValue(name="brand.company", value=" "))
    database.commit()
    with pytest.raises(Denied, match="no name yet"):
        announce(cast.cleo, as_house=True)
    assert "In the name of" not in browser(cast.cleo).get("/start").text


def test_the_form_announces_and_keeps_what_was_typed(cast, browser, house):
    typed = {"title": "The new catalogue", "body": "Here it is.", "category": "here",
             "kind": "discussion", "as_house": "1"}  # fmt: skip
    cleo = browser(cast.cleo)
    wrong = cleo.post("/start", data=typed)
    assert wrong.status_code == 422 and "Only announcements" in wrong.text
    assert re.search(r'name="as_house" value="1" checked', wrong.text)
    cleo.post("/start", data={**typed, "kind": "announcement"})
    database.begin("write")
    thread = db.session.scalars(select(Thread)).one()
    assert (thread.author_id, thread.house_name) == (cast.cleo.id, "Fernway")
    assert first_of(thread).house_name == "Fernway"


def test_it_stays_true_when_the_brand_is_renamed_and_she_has_left(cast, browser, announced):
    db.session.merge(SettingValue(name="brand.company", value="Acme"))
    cast.cleo.byline = ""
    database.touch("members")
    database.commit()
    page = browser(cast.guest).get(f"/t/{announced.id}/{announced.slug}").text
    assert BOTH in page and "Acme, posted" not in page


def test_what_the_brand_announced_does_not_become_something_else(cast, announced):
    first = post_queries.get(cast.cleo, first_of(announced).id)
    with pytest.raises(Refused, match="stays an announcement"):
        posts.edit(cast.cleo, first, "Here it is.", version=first.version, kind="discussion")


FORGED = {"author": "ada", "author_id": "7", "author_capacity": "brand", "house_name": "Fernway",
          "author_byline": "Admin, Fernway", "as_house": "1", "user_id": "7"}  # fmt: skip


def test_nobody_changes_who_wrote_a_post(cast, browser, announced):
    """B4: whatever is sent to whatever is done to posts and threads, by staff as well."""
    mine = db.session.scalars(
        select(Post).where(Post.thread_id == announced.id, Post.number == 2)
    ).one()
    other = factories.category(slug="there")
    factories.post(thread=announced, author=cast.amy)
    before = {post.id: wrote(post) for post in (first_of(announced), mine)}
    ids, thread_id, there = list(before), announced.id, other.slug
    database.commit()
    for person in (cast.ada, cast.cleo, cast.mo):
        client = browser(person)
        for post_id in ids:
            for n, verb in enumerate(("edit", "delete", "restore", "accept", "react", "bookmark")):
                client.post(f"/posts/{post_id}/{verb}", data={
                    **FORGED, "body": f"Changed {n} by {person.name}.", "version": n,
                    "kind": "heart" if verb == "react" else "announcement"})  # fmt: skip
        for verb in ("close", "open", "archive", "unarchive", "move", "pin", "unpin"):
            client.post(f"/threads/{thread_id}/{verb}", data={
                **FORGED, "category": there, "scope": "category"})  # fmt: skip
    database.begin("write")
    assert db.session.get(Post, ids[0]).body.startswith("Changed")
    assert {post_id: wrote(db.session.get(Post, post_id)) for post_id in ids} == before
