"""Somebody else's JSON becomes records, or a sentence that says why not."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.importers.discourse import fields
from forum.importers.discourse.parsing import parse
from forum.importers.discourse.records import Category, Member, Post, Problem, Thread
from tests.importers import archives


def parsed(content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return list(parse("a.json", data))


def only(kind, content):
    return [record for record in parsed(content) if isinstance(record, kind)]


def reasons(content):
    return [problem.reason for problem in only(Problem, content)]


def test_a_post_of_its_own_tells_of_member_thread_and_post():
    content = archives.post(
        62, 3, username="Finch", name="Finch Fletcher", reply_to_post_number=1, version=4,
        edit_reason="typo", reactions=[{"id": "+1", "type": "emoji", "count": 2}],
    )  # fmt: skip
    member, thread, post = parsed(content)
    assert isinstance(member, Member) and member.username == "Finch"
    assert member.name == "Finch Fletcher" and member.host == archives.HOST
    assert isinstance(thread, Thread)
    assert (thread.number, thread.slug, thread.category) == (62, "thread-62", 7)
    assert isinstance(post, Post)
    assert (post.number, post.reply_to, post.version, post.reactions) == (3, 1, 4, (("+1", 2),))
    assert post.created_at == datetime(2024, 1, 3, 10, tzinfo=UTC)
    assert post.raw == "Post 3 of thread 62."


def test_a_topic_tells_what_only_topics_know():
    content = archives.topic(
        62, [archives.post(62, 1), archives.post(62, 2)], closed=True, archived=True,
        pinned_globally=True, pinned_at="2024-01-02T00:00:00Z", tags=["tent", {"name": "stove"}, 5],
        accepted_answer={"post_number": 2}, unicode_title="ℹ Thread", visible=False,
    )  # fmt: skip
    (thread,) = only(Thread, content)
    assert thread.closed and thread.archived and thread.pinned_everywhere and not thread.listed
    assert (thread.answer, thread.views, thread.expected) == (2, 321, 2)
    assert thread.tags == ("tent", "stove")
    assert thread.title == "ℹ Thread"
    assert thread.pinned_at == datetime(2024, 1, 2, tzinfo=UTC)
    assert [post.raw for post in only(Post, content)] == [None, None]


def test_pinned_without_a_time_is_pinned_since_it_was_started():
    (thread,) = only(Thread, archives.topic(pinned=True))
    assert thread.pinned_at == datetime(2024, 1, 1, 10, tzinfo=UTC)


def test_likes_of_an_old_archive_are_hearts():
    content = archives.post(actions_summary=[{"id": 2, "count": 5}, {"id": 4, "count": 9}])
    del content["reactions"]
    assert only(Post, content)[0].reactions == (("heart", 5),)


def test_polls_keep_their_votes():
    content = archives.post(
        polls=[{"name": "poll", "options": [{"html": "Yes", "votes": 3}, {"html": "No"}]}]
    )
    (poll,) = only(Post, content)[0].polls
    assert poll.choices == (("Yes", 3), ("No", None))


@pytest.mark.parametrize(
    "content,reason",
    [
        (b"{", "it is no JSON"),
        (b"\xff\xfe\xff", "it is no JSON"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b"[1]", "it holds no object"),
        (b"{}", "it is neither a post, nor a topic, nor a list of categories"),
        (b'{"post_stream": 5}', "it has no id"),
        (b'{"id": 5, "post_stream": 5}', None),
    ],
)
def test_a_broken_file_is_a_problem_with_its_reason(content, reason):
    assert reasons(content) == ([reason] if reason else [])


@pytest.mark.parametrize(
    "field,value,reason",
    [
        ("id", None, "it has no id"),
        ("id", 2**40, "it has no id"),
        ("topic_id", "62", "it has no topic_id"),
        ("post_number", 0, "it has no post_number"),
        ("post_number", True, "it has no post_number"),
        ("user_id", None, "it has no user_id"),
        ("username", "", "it has no username"),
        ("created_at", "yesterday", "it has no created_at that can be read"),
        ("created_at", "9999-12-31T23:59:59-12:00", "it has no created_at that can be read"),
    ],
)
def test_a_post_without_what_it_needs_is_a_problem_and_the_others_go_on(field, value, reason):
    broken = archives.post(62, 2, **{field: value})
    assert reasons(broken) == [reason]
    if field != "topic_id":  # in a topic it is the topic that counts
        whole = archives.topic(62, [archives.post(62, 1), broken, archives.post(62, 3)])
        assert len(only(Post, whole)) == 2
        assert reasons(whole) == [reason]


def test_a_post_with_no_text_at_all_is_a_problem():
    content = archives.post()
    del content["raw"], content["cooked"]
    assert reasons(content) == ["it has neither raw nor cooked text"]


def test_categories_of_a_site_come_with_colours_and_children():
    content = {
        "category_list": {
            "categories": [
                {
                    "id": 3, "name": "Gear", "slug": "gear", "color": "AB12cd", "position": 2,
                    "description_text": "All about\ngear.",
                    "subcategory_list": [{"id": 4, "name": "Tents", "color": "red"}],
                },
                {"id": "5", "name": "left out"},
            ]
        }
    }  # fmt: skip
    gear, tents = only(Category, content)
    assert (gear.number, gear.name, gear.colour, gear.position) == (3, "Gear", "#AB12cd", 2)
    assert gear.description == "All about gear."
    assert (tents.number, tents.parent, tents.colour) == (4, 3, "")
    assert only(Category, {"category": {"id": 6, "name": "Maps"}})[0].number == 6


def test_a_category_is_named_by_the_thread_about_it_and_by_links_to_it():
    about = archives.post(
        topic_title="About the Gear category", raw="Tents and\nstoves.\n\nMore.", category_id=7
    )
    (category,) = only(Category, about)
    assert (category.number, category.name, category.description) == (
        7,
        "Gear",
        "Tents and stoves.",
    )
    unfilled = archives.post(
        topic_title="About the Gear category", raw="(Replace this first paragraph with …)"
    )
    assert only(Category, unfilled)[0].description == ""
    later = archives.post(62, 2, topic_title="About the Gear category")
    assert only(Category, later) == []
    linking = archives.post(
        cooked='<a class="hashtag-cooked" href="/c/gear/tents/9" data-slug="tents"><svg></svg>'
        '<span>Tents</span></a> <a class="badge-wrapper bullet" href="/c/maps/8"><span></span>'
        '<span class="badge-category clear" title="Where to go.">Maps</span></a>'
    )
    tents, maps = only(Category, linking)
    assert (tents.number, tents.name, tents.slug, tents.rank) == (9, "Tents", "tents", 0)
    assert (maps.number, maps.description) == (8, "Where to go.")


def test_text_is_stored_by_any_database():
    content = archives.post(raw="a\x00b\ud800c\r\nd\re", name="two\nlines")
    assert only(Post, content)[0].raw == "a\ufffdb\ufffdc\nd\ne"
    assert only(Member, content)[0].name == "two lines"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
KNOWN = [*archives.post(), *archives.topic(), "polls", "tags", "accepted_answer", "actions_summary"]


@given(st.dictionaries(st.sampled_from(KNOWN), json_values), st.sampled_from(["post", "topic"]))
def test_no_value_of_any_field_stops_the_reading(values, shape):
    base = (
        archives.post() if shape == "post" else archives.topic(62, [{**archives.post(), **values}])
    )
    for record in parsed({**base, **values}):
        assert isinstance(record, Member | Thread | Post | Problem | Category)


@given(st.text())
def test_a_line_is_one_line(text):
    line = fields.line({"a": text}, "a", 50)
    assert len(line) <= 50 and len(line.splitlines()) <= 1
