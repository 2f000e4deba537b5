"""What happens in the demonstration community happens in order, and always in the same way."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from forum.demo import happenings, texts
from forum.demo.content import load
from forum.demo.happenings import Happening
from forum.demo.shapes import Content
from forum.demo.texts import Place

NOW = datetime(2031, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


@pytest.fixture(scope="module")
def story(content: Content) -> list[Happening]:
    return happenings.in_order(content)


def test_it_is_told_from_the_oldest_to_the_newest_and_never_ahead(story: list[Happening]) -> None:
    times = [happening.ago for happening in story]
    assert times == sorted(times, reverse=True)
    assert times[-1] > timedelta(0)


def test_nobody_does_anything_before_joining(story: list[Happening]) -> None:
    joined: set[str] = set()
    for happening in story:
        if happening.what == "join":
            joined.add(happening.actor)
        assert happening.actor in joined


def test_nothing_is_done_to_a_post_that_is_not_there_yet(story: list[Happening]) -> None:
    written: set[tuple[str, int]] = set()
    for happening in story:
        if happening.thread and happening.post:
            place = (happening.thread.slug, happening.post.number)
            if happening.what == "post":
                assert happening.post.number == 1 or (place[0], place[1] - 1) in written
                written.add(place)
            assert place in written


def test_every_reaction_finds_somebody_who_may_give_it(
    content: Content, story: list[Happening]
) -> None:
    given = Counter(
        (happening.thread.slug, happening.post.number, happening.reaction)
        for happening in story
        if happening.what == "react" and happening.thread and happening.post
    )
    assert given == {
        (thread.slug, post.number, kind): count
        for thread in content.threads.values()
        for post in thread.posts
        for kind, count in post.reactions
    }
    for happening in story:
        if happening.what == "react":
            assert happening.thread
            assert happening.post
            category = content.categories[happening.thread.category]
            assert happening.actor != happening.post.author
            assert happenings.may_see(category, content.people[happening.actor])


def test_members_see_neither_of_the_private_rooms(content: Content) -> None:
    rooms = content.categories["ambassador-lounge"], content.categories["moderators-room"]
    who = {
        name: [happenings.may_see(room, content.people[name]) for room in rooms]
        for name in ("max", "amy", "mo", "cleo", "ada", "theo")
    }
    assert who == {
        "max": [False, False],
        "amy": [True, False],
        "mo": [False, True],
        "cleo": [True, True],
        "ada": [True, True],
        "theo": [False, False],
    }


def test_it_is_the_same_story_every_time(content: Content, story: list[Happening]) -> None:
    assert happenings.in_order(content) == story


def test_addresses_images_quotes_and_days_are_filled_in() -> None:
    body = (
        "[one](@far) [two](@far/7) ![a hill](images/hill.webp) until {date +9d}\n"
        '[quote="amy, post:2"]\nx\n[/quote]\n[quote="max, post:3, thread:@far"]\ny\n[/quote]'
    )
    places = {"here": Place(4, "here-it-is"), "far": Place(31, "far-away")}
    assert texts.resolve(body, "here", places, {"hill.webp": "k3y.webp"}, NOW) == (
        "[one](/t/31/far-away) [two](/t/31/far-away/7#post-7) "
        "![a hill](upload://k3y.webp) until 13 March\n"
        '[quote="amy, post:2, thread:4"]\nx\n[/quote]\n[quote="max, post:3, thread:31"]\ny\n[/quote]'
    )
    assert texts.images(body) == ["hill.webp"]


def test_nothing_of_the_files_own_notation_is_left(content: Content) -> None:
    places = {slug: Place(n, slug) for n, slug in enumerate(content.threads, 1)}
    uploads = {name: f"{n}.webp" for n, name in enumerate(content.images)}
    for thread in content.threads.values():
        for post in thread.posts:
            for text in (post, *post.edits):
                typed = texts.resolve(text.body, thread.slug, places, uploads, NOW)
                assert not any(mark in typed for mark in ("](@", "thread:@", "](images/", "{date"))
