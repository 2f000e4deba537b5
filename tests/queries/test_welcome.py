"""Newcomers' first posts: marked for who welcomes them, and in a queue until a person answers (D5)."""

from datetime import timedelta

import pytest

from forum import database
from forum.lib.verdict import Denied
from forum.models.columns import utcnow
from forum.queries import posts as post_queries
from forum.queries import viewers, welcome
from forum.services import posts, threads
from tests import factories

WELCOMES = ("amy", "mo", "cleo", "ada")


def waiting(viewer):
    return [one.author.name for one in welcome.queue(viewer)]


def newcomer(name, **with_):
    return factories.user(name=name, created_at=utcnow() - timedelta(days=2), **with_)


@pytest.fixture
def place(cast):
    """Everybody of the cast has been here for long."""
    for person in vars(cast).values():
        if person.is_authenticated:
            person.created_at = utcnow() - timedelta(days=400)
    return factories.category(slug="here")


def test_a_first_thread_waits_until_another_person_answers_it(cast, place):
    lea = newcomer("lea")
    thread = threads.start(lea, place, "Which boots?", "For a first walk.", "discussion")
    assert waiting(cast.amy) == ["lea"]
    posts.reply(lea, thread, "Nobody?")
    assert waiting(cast.amy) == ["lea"]  # not by themselves
    posts.reply(cast.max, thread, "Old ones.")
    assert waiting(cast.amy) == []


def test_a_first_reply_waits_for_an_answer_to_it(cast, place):
    lea, thread = newcomer("lea"), factories.thread(author=cast.max, category=place)
    first = posts.reply(lea, thread, "So do I.")
    posts.reply(cast.max, thread, "Somebody else has written to somebody else.")
    assert waiting(cast.cleo) == ["lea"]
    posts.reply(cast.nia, thread, "Welcome!", reply_to=first)
    assert waiting(cast.cleo) == []


def test_who_waits_longest_is_first_and_what_is_too_late_is_no_more(cast, place):
    now = utcnow()
    for name, days in (("lea", 3), ("tom", 9), ("ida", 40)):
        person = factories.user(name=name, created_at=now - timedelta(days=41))
        thread = factories.thread(author=person, category=place)
        at = now - timedelta(days=days)
        first = post_queries.first(cast.ada, thread)
        first.created_at = thread.created_at = at
    old = factories.user(name="old", created_at=now - timedelta(days=400))
    factories.thread(author=old, category=place)
    database.commit()
    assert waiting(cast.amy) == ["tom", "lea"]


@pytest.mark.parametrize("who", ["guest", "nia", "max", "sue"])
def test_others_see_neither_the_queue_nor_the_mark(cast, browser, place, who):
    viewer = getattr(cast, who)
    thread = threads.start(newcomer("lea"), place, "Which boots?", "For a walk.", "discussion")
    database.commit()
    with pytest.raises(Denied):
        welcome.queue(viewer)
    client = browser(viewer)
    assert "First post by" not in client.get(f"/t/{thread.id}/{thread.slug}").text
    assert client.get("/welcome").status_code in {302, 403}
    assert "/welcome" not in client.get("/latest").text


@pytest.mark.parametrize("who", WELCOMES)
def test_ambassadors_and_the_team_see_both(cast, browser, place, who):
    lea = newcomer("lea")
    thread = threads.start(lea, place, "Which boots?", "For a first walk.", "discussion")
    posts.reply(lea, thread, "A second one.")
    database.commit()
    client = browser(getattr(cast, who))
    page = client.get(f"/t/{thread.id}/{thread.slug}").text
    assert page.count("First post by Lea") == 1
    assert "Which boots?" in client.get("/welcome").text
    assert 'href="/welcome"' in client.get("/latest").text


def test_somebody_who_answers_for_the_brand_welcomes_as_well(cast, place):
    expert = factories.user(name="bea", byline="Repair workshop, Fernway")
    threads.start(newcomer("lea"), place, "Which boots?", "For a first walk.", "discussion")
    assert waiting(viewers.with_groups(None, expert)) == ["lea"]


def test_what_one_may_not_read_does_not_wait_for_one(cast, place):
    inside = factories.category(private_to="community-managers")
    lea = newcomer("lea", groups=["community-managers"])
    thread = factories.thread(author=lea, category=inside)
    hidden = factories.thread(author=newcomer("tom"), state="hidden")
    database.commit()
    assert waiting(cast.amy) == [] and thread.id and hidden.id


def test_a_page_without_newcomers_costs_one_statement_more_for_who_welcomes(cast, queries, place):
    thread = factories.thread(author=cast.max, category=place)
    database.commit()
    page = post_queries.page(cast.amy, thread, 1)
    with queries() as statements:
        assert welcome.on_page(cast.amy, page) == frozenset()
    assert len(statements) == 1
    with queries() as statements:
        assert welcome.on_page(cast.max, page) == frozenset()
    assert len(statements) == 0
