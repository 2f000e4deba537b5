"""An archive becomes a part of this forum."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from forum import database, structure
from forum.extensions import db
from forum.importers.discourse.records import KINDS
from forum.lib import names
from forum.models import Address, Category, Post, ReactionCount, Tag, Thread, ThreadTag, User
from tests import factories
from tests.importers import archives
from tests.importers.bringing import assert_counters_are_right, bring, member, posts, thread


def reasons(outcome):
    return [problem.reason for problem in outcome.problems]


def test_members_come_as_accounts_that_nobody_can_use_yet(app, archive):
    bring(archive(archives.post(username="Liz.Finch", name="Liz Finch ⚡️", user_id=5)))
    liz = member("discourse:old.example/u/5")
    assert (liz.name, liz.display_name) == ("Liz.Finch", "Liz Finch ⚡️")
    assert (liz.email, liz.password, liz.claimed_at, liz.confirmed_at) == (None,) * 4
    assert (liz.trust_level, liz.is_bot) == (0, False)
    assert liz.created_at == datetime(2024, 1, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "username,user_id,expected",
    [
        ("admin", 41, "member-41"),
        ("admin", 5, "member-5-2"),  # "member-5" looks like "members", which is kept
        ("system", -1, "discourse"),
        ("a", 6, "a-2"),
        ("two__marks", 7, "two-marks"),
        ("_edge_", 8, "edge"),
        ("max", 9, "max-2"),
        ("mаx", 10, "max-2"),  # with a Cyrillic letter
        ("x" * 60, 11, "x" * 32),
        ("*", 12, "member-12"),
    ],
)
def test_a_name_that_cannot_be_kept_becomes_the_nearest_that_can(
    app, cast, archive, username, user_id, expected
):
    outcome = bring(archive(archives.post(username=username, user_id=user_id, name="")))
    found = member(f"discourse:old.example/u/{user_id}")
    if username == "mаx":
        assert names.problem(found.name) is None and found.name != "max"
    else:
        assert found.name == expected
    assert found.is_bot == (user_id < 0)
    assert f"“{username}” is called “{found.name}” here" in reasons(outcome)


def test_nobody_comes_in_under_the_name_of_somebody_here(app, cast, archive):
    """Nor under that of somebody who comes with them, nor as staff."""
    bring(
        archive(
            archives.post(62, 1, username="first", name="Nia"),
            archives.post(62, 2, username="second", name="third"),
            archives.post(62, 3, username="third", name="Official Support"),
        )
    )
    rows = db.session.execute(select(User.name, User.display_name))
    shown = {row.name: row.display_name for row in rows}
    assert (shown["first"], shown["second"], shown["third"]) == ("first", "second", "third")


def test_categories_are_public_and_named_as_well_as_the_archive_tells(app, archive):
    listed = {
        "categories": [
            {"id": 4, "name": "Tents", "slug": "tents", "parent_category_id": 3, "color": "aabbcc"},
            {"id": 3, "name": "Gear", "slug": "gear", "description_text": "All of it."},
        ]
    }
    outcome = bring(archive(listed, archives.post(category_id=4), archives.post(63, category_id=7)))
    assert outcome.imported["categories"] == 3
    nodes = structure.current().by_slug
    assert nodes["tents"].parent_id == nodes["gear"].id
    assert (nodes["tents"].colour, nodes["gear"].description) == ("#aabbcc", "All of it.")
    assert nodes["category-7"].name == "Category 7"
    assert all(not node.is_private for node in nodes.values())


def test_categories_in_a_circle_are_all_there(app, archive):
    listed = {"categories": [{"id": 3, "name": "A", "parent_category_id": 4},
                             {"id": 4, "name": "B", "parent_category_id": 3}]}  # fmt: skip
    bring(archive(listed, archives.post(category_id=3)))
    assert set(structure.current().by_slug) == {"a", "b"}


def test_a_slug_that_is_taken_is_counted_on(app, archive):
    factories.category(name="Gear", slug="gear")
    bring(
        archive(
            {"categories": [{"id": 3, "name": "Gear", "slug": "gear"}]},
            archives.post(category_id=3),
        )
    )
    assert "gear-2" in structure.current().by_slug


def test_threads_keep_what_they_were(app, archive):
    bring(
        archive(
            archives.topic(62, closed=True, archived=True, tags=["Rain Coat", "rain coat", "…"]),
            archives.topic(63, pinned_globally=True, pinned_until="2030-01-01T00:00:00Z"),
            archives.topic(64, pinned_at="2024-01-02T00:00:00Z"),
            archives.topic(65, visible=False, posts=[archives.post(65), archives.post(65, 2)]),
        )
    )
    closed = thread(62)
    assert (closed.is_closed, closed.is_archived, closed.view_count) == (True, True, 321)
    assert closed.created_at == datetime(2024, 1, 1, 10, tzinfo=UTC)
    assert db.session.scalars(select(Tag.name)).all() == ["rain-coat"]
    assert db.session.scalar(select(func.count()).select_from(ThreadTag)) == 1
    assert (thread(63).pin_scope, thread(63).pinned_until.year) == ("everywhere", 2030)
    assert thread(64).pin_scope == "category"
    assert thread(65).state == "hidden"
    assert_counters_are_right()


def test_posts_are_numbered_without_gaps_and_remember_what_they_were(app, archive):
    contents = [
        archives.post(62, 2, username="finch"),
        archives.post(62, 5, reply_to_post_number=2, version=3),
        archives.post(62, 9, reply_to_post_number=4, hidden=True),
    ]
    outcome = bring(archive(*reversed(contents)))
    first, second, third = posts(62)
    assert [post.number for post in (first, second, third)] == [1, 2, 3]
    assert first.created_at == datetime(2024, 1, 2, 10, tzinfo=UTC)
    assert (second.reply_to_id, second.edit_count) == (first.id, 2)
    assert second.edited_at == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert (first.edit_count, first.edited_at, first.reply_count) == (0, None, 1)
    assert (third.reply_to_id, third.state, first.state) == (None, "hidden", "visible")
    assert {first.author_capacity, second.author_capacity} == {"member"}
    assert thread(62).author_id == first.author_id
    assert thread(62).post_count == 2
    assert reasons(outcome) == [
        "its first post is not in the archive; it begins with what was number 2",
        "the post it answers, number 4, is not in the archive",
    ]
    assert_counters_are_right()


def test_staff_there_are_nobody_special_here(app, archive):
    bring(
        archive(archives.post(admin=True, moderator=True, staff=True, user_title="Boss", user_id=5))
    )
    boss = member("discourse:old.example/u/5")
    assert (boss.byline, boss.title) == ("", "")
    assert posts(62)[0].author_capacity == "member"


def test_reactions_are_counted_by_our_kinds(app, archive):
    given = [{"id": "+1", "count": 3}, {"id": "heart", "count": 2}, {"id": "joy", "count": 1},
             {"id": "rocket", "count": 4}, {"id": "our_own_logo", "count": 1}]  # fmt: skip
    outcome = bring(archive(archives.post(reactions=given)))
    (post,) = posts(62)
    counts = db.session.execute(
        select(ReactionCount.kind, ReactionCount.count, ReactionCount.from_elsewhere).where(
            ReactionCount.post_id == post.id
        )
    )
    assert sorted(tuple(row) for row in counts) == [
        ("agree", 3, 3), ("heart", 2, 2), ("laugh", 1, 1), ("other", 5, 5),
    ]  # fmt: skip
    assert (post.reaction_count, thread(62).reaction_count) == (11, 11)
    assert outcome.imported["reactions"] == 11
    assert_counters_are_right()


def test_an_accepted_answer_is_the_answer(app, archive):
    held = [archives.post(62, 1), archives.post(62, 4, username="finch", user_id=8)]
    bring(archive(archives.topic(62, held, accepted_answer={"post_number": 4})))
    question = thread(62)
    assert (question.kind, question.answer_id) == ("question", posts(62)[1].id)
    assert member("discourse:old.example/u/8").answer_count == 1
    assert_counters_are_right()


def test_quotes_and_links_lead_to_the_new_place_in_both_directions(app, archive):
    """Also from an earlier thread to a later one, and to a post whose number is another now."""
    back = '[quote="wren, post:7, topic:63"]\nx\n[/quote]\n@wren https://old.example/t/x/63/7'
    bring(
        archive(
            archives.post(62, 1, raw=back),
            archives.post(62, 2, raw=back),
            archives.post(63, 1, raw='[quote="wren, post:2, topic:62"]\ny\n[/quote]'),
            archives.post(63, 7, raw="seven", username="finch"),
        )
    )
    there = f"/t/{thread(63).id}/thread-number-63/2#post-2"
    for post in posts(62):
        assert f"post:2, thread:{thread(63).id}" in post.body
        assert post.html.count(f'href="{there}"') == 2
        assert 'class="mention"' in post.html
    assert f'href="/t/{thread(62).id}/thread-number-62/2#post-2"' in posts(63)[0].html
    assert not db.session.scalars(select(Thread.id).where(Thread.is_closed)).all()


def test_html_alone_becomes_source_that_draws_the_same(app, archive):
    html = "<p>Some <strong>bold</strong> words &amp; *stars*</p>"
    bring(archive(archives.topic(62, [archives.post(62, 1, cooked=html)])))
    (post,) = posts(62)
    assert post.body == r"Some **bold** words & \*stars\*"
    assert post.html == "<p>Some <strong>bold</strong> words &amp; *stars*</p>\n"
    assert thread(62).excerpt == "Some bold words & *stars*"


def test_old_addresses_lead_to_the_new_place(app, cast, browser, archive):
    bring(
        archive(
            {"categories": [{"id": 7, "name": "Gear", "slug": "gear"}]},
            archives.post(62, 1, username="Wren"), archives.post(62, 5),
        )
    )  # fmt: skip
    new = f"/t/{thread(62).id}/thread-number-62"
    for old, place in (
        ("/t/thread-62/62", new),
        ("/t/an-older-title/62", new),
        ("/t/thread-62/62/1", new),
        ("/t/thread-62/62/5", f"{new}/2#post-2"),
        ("/t/thread-62/62/4", new),
        ("/u/Wren", "/m/Wren"),
        ("/u/wren/summary", "/m/Wren"),
        ("/c/gear/7", "/c/gear"),
    ):
        answer = browser(cast.guest).get(old)
        assert (answer.status_code, answer.location) == (301, place), old
    assert browser(cast.guest).get("/t/thread-62/63").status_code == 404


@pytest.mark.parametrize("is_one_call", [False, True])
def test_two_forums_with_the_same_numbers_keep_apart(app, cast, browser, archive, is_one_call):
    def of(host, slug):
        return archives.post(
            62, 1, topic_slug=slug, topic_title=f"{slug} {slug}", category_id=7, username=slug,
            user_id=5, avatar_template=f"/user_avatar/{host}/x/{{size}}/1.png", id=1,
        )  # fmt: skip

    gear = {"categories": [{"id": 7, "name": "Gear", "slug": "gear"}]}
    one = archive(of("one.example", "first"), name="one")
    two = archive(of("two.example", "second"), gear, name="two")
    for call in [[one, two]] if is_one_call else [[one], [two]]:
        bring(*call)
    guest = browser(cast.guest)
    first, second = thread(62, "one.example"), thread(62, "two.example")
    assert guest.get("/t/first/62").location == f"/t/{first.id}/first-first"
    assert guest.get("/t/second/62").location == f"/t/{second.id}/second-second"
    assert guest.get("/c/x/7").location == "/c/category-7"
    assert guest.get("/c/gear/7").location == "/c/gear"
    assert db.session.scalar(select(func.count()).select_from(Address)) == 8


def test_the_parts_of_one_forum_are_read_together(app, archive):
    """A later post may lie in the first part, and one part may not tell which forum it is of."""
    untold = archives.post(62, 1, avatar_template="/letter_avatar/wren/{size}/1.png")
    bring(archive(archives.post(62, 2), name="two"), archive(untold, name="one"))
    assert [post.number for post in posts(62)] == [1, 2]
    assert [post.body for post in posts(62)] == [f"Post {n} of thread 62." for n in (1, 2)]


def test_older_copies_of_a_post_give_way_to_the_newest(app, archive):
    older = {"updated_at": "2024-03-01T00:00:00Z", "reactions": [{"id": "+1", "count": 1}]}
    newer = {"updated_at": "2024-03-02T00:00:00Z", "version": 2, "raw": "newer",
             "topic_title": "The newer title", "reactions": [{"id": "+1", "count": 2}]}  # fmt: skip
    outcome = bring(
        archive(archives.post(id=9, **newer), archives.post(id=9, raw="older", **older))
    )
    assert (posts(62)[0].body, thread(62).title) == ("newer", "The newer title")
    assert outcome.skipped["posts"] == 1
    assert (outcome.read["reactions"], outcome.imported["reactions"]) == (3, 2)


def test_what_cannot_be_brought_over_is_told_and_the_rest_goes_on(app, archive, tmp_path):
    report = tmp_path / "report.json"
    outcome = bring(
        archive(
            b"{ broken",
            archives.topic(62, archetype="private_message"),
            archives.topic(63, category_id=None),
            archives.topic(64, deleted_at="2024-01-01T00:00:00Z"),
            archives.topic(65, [archives.post(65, 1, post_type=3, username="mo")]),
            archives.topic(
                66,
                [archives.post(66, 1), archives.post(66, 2, post_type=2),
                 archives.post(66, 3, post_type=4), archives.post(66, 4, deleted_at="2024-01-01"),
                 {**archives.post(66, 5), "created_at": None}],
                posts_count=9,
            ),
        ),
        report=report,
    )  # fmt: skip
    assert [number for number in range(62, 67) if thread(number)] == [66]
    assert len(posts(66)) == 1
    for reason in (
        "it is no JSON",
        "it is a private message, and this is no place for it",
        "its category is unknown; private messages are the ones that have none",
        "it was deleted there",
        "none of its posts can be brought over",
        "it is a note by a moderator or the software, not a post",
        "it was for staff only",
        "it has no created_at that can be read",
        "5 of its 9 posts are not in the archive",
    ):
        assert reason in reasons(outcome)
    written = json.loads(report.read_text())
    for kind in KINDS:
        assert written["read"][kind] == written["imported"][kind] + written["skipped"][kind]
    assert written["read"]["posts"] == 9 and written["imported"]["posts"] == 1
    assert written["reasons"]["members"] == {"nothing they wrote is brought over": 1}
    assert {"kind", "where", "reason"} == set(written["problems"][0])
    assert "posts                  9           1           8" in outcome.table()


def test_a_private_message_is_not_even_found_by_its_words(app, archive):
    bring(
        archive(
            archives.topic(
                62, [archives.post(62, cooked="<p>hush</p>")], archetype="private_message"
            )
        )
    )
    assert db.session.scalar(select(func.count()).select_from(Post)) == 0
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_a_quote_does_not_name_what_not_everyone_may_see(app, archive):
    """The category was made private here after the first import."""
    bring(archive(archives.post(62, 1, category_id=7), name="one"))
    found = db.session.scalar(select(Category))
    db.session.execute(db.text("DELETE FROM category_access"))
    database.touch("structure")
    bring(
        archive(
            archives.post(63, 1, category_id=8, raw='[quote="wren, post:1, topic:62"]\nx\n[/quote]\n'
                          "https://old.example/t/thread-62/62"),
            name="two",
        )
    )  # fmt: skip
    assert found.name == "Category 7"
    assert "thread-number-62" not in posts(63)[0].html
    assert "Thread number 62" not in posts(63)[0].body


def test_texts_that_are_far_too_long_are_cut_and_told(app, archive):
    outcome = bring(archive(archives.post(raw="word " * 40_000)))
    assert len(posts(62)[0].body) == 100_000
    assert "it is longer than a post can be here, and cut" in reasons(outcome)


def test_a_thread_without_a_title_has_one(app, archive):
    bring(archive(archives.post(topic_title=" \u200f\x07 ", raw="")))
    assert thread(62).title == "Thread 62"
    assert posts(62)[0].body == "…"
