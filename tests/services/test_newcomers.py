"""Who has just come: few links, pictures, files and names in a post, and some time between posts.

features.md §4.1 point 6; the settings `newcomers.*`, and a list of groups for each ability.
"""

import re
from contextlib import suppress
from datetime import timedelta

import pytest

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import GroupMember, Post, SettingValue, Upload
from forum.models.columns import utcnow
from forum.policies import conversations as conversation_policy
from forum.services import posts, threads
from tests import factories


@pytest.fixture
def thread(cast):
    return factories.thread(author=cast.max, title="Which tent for wind?")


@pytest.fixture
def later(cast):
    """`later(seconds)`: what Nia did so far, she did that much earlier; `joined` as well."""

    def move(joined=False, **by):
        ago = timedelta(**by)
        for post in db.session.query(Post).filter_by(author_id=cast.nia.id):
            post.created_at -= ago
            if post.deleted_at is not None:
                post.deleted_at -= ago
        if joined:
            cast.nia.created_at -= ago
        db.session.flush()

    return move


def seconds_left(said):
    return int(re.search(r"in (\d+) seconds", said)[1])


def set_to(name, value):
    db.session.merge(SettingValue(name=name, value=value))
    database.touch("structure")
    db.session.flush()


def refusal(*call, **how):
    with pytest.raises(Refused) as refused:
        call[0](*call[1:], **how)
    assert refused.value.field == "body"
    return refused.value.message


TWO = "https://a.example and https://b.example"


def test_two_links_are_fine_and_a_third_is_said(cast, thread):
    said = refusal(posts.reply, cast.nia, thread, f"See {TWO} and https://c.example")
    assert "2 links to other sites; this has 3" in said
    assert "ends when you have read" in said
    assert thread.highest_number == 1
    posts.reply(cast.nia, thread, f"See {TWO}")


# Each of these would be a third link if it were not counted: the same link once more, too.
THIRD = [
    "<https://c.example>",
    "www.c.example",
    "[c](https://c.example)",
    "[c][1]\n\n[1]: https://c.example",
    "[1]\n\n[1]: https://c.example",
    "[c](HTTPS://c.example)",
    "[c](&#104;ttps://c.example)",
    "[c](https&colon;//c.example)",
    "[c][1]\n\n[1]: &#x68;ttps://c.example",
    "| a |\n| - |\n| https://c.example |",
    "- [ ] https://c.example",
    "> https://c.example",
    '[quote="max, post:1, thread:1"]\nhttps://c.example\n[/quote]',
    "text[^1]\n\n[^1]: https://c.example",
    "# https://c.example",
    "||https://c.example||",
    "**[c](https://c.example)**",
    "[![c](https://c.example/c.png)](/latest)",
    "[c](mailto:c@c.example)",
    "https://a.example",
    "[a](https://c.example#a)",
    "[c](https://localhost.c.example)",
    "[c](https:&#x2f;/c.example)",
]


def leaving(html):
    """How many links of a page go elsewhere, counted without knowing how we count them."""
    return sum(html.count(f'href="{start}') for start in ("http", "mailto", "//", "HTTP"))


@pytest.mark.parametrize("third", THIRD)
def test_no_way_of_writing_it_brings_a_third_link_past(cast, thread, third):
    text = f"{TWO}\n\n{third}\n"
    with suppress(Refused):
        posts.reply(cast.nia, thread, text)
    reply = db.session.query(Post).filter_by(author_id=cast.nia.id).first()
    assert reply is None or leaving(str(reply.html)) <= 2


def test_nearly_all_of_these_are_links_for_who_may_write_them(cast, thread):
    """Else the test above would show nothing."""
    drawn = [posts.reply(cast.max, thread, f"{TWO}\n\n{third}\n").html for third in THIRD]
    assert sum(leaving(str(html)) > 2 for html in drawn) >= len(THIRD) - 4


def test_links_that_stay_here_are_not_counted(cast, thread):
    ours = "[a](/latest) [b](/new) [c](#top) http://localhost:8000/top"
    posts.reply(cast.nia, thread, f"{ours} {TWO}")


def test_code_is_not_counted(cast, thread):
    posts.reply(
        cast.nia, thread, "`https://a.example`\n\n    https://b.example\n    https://c.example"
    )


def test_one_picture_is_fine(cast, thread):
    said = refusal(posts.reply, cast.nia, thread, "![a](/static/a.png) ![b](/static/b.png)")
    assert "1 picture; this has 2" in said
    posts.reply(cast.nia, thread, "![a](/static/a.png)")


@pytest.mark.parametrize("code", ["[a](upload://{})", "![a](upload://{})"])
def test_no_file_is_attached_yet_however_it_is_written(cast, thread, code):
    file = factories._save(
        Upload(key="k" * 30, uploader_id=cast.nia.id, name="a.pdf", mime="application/pdf", size=1,
               path="a", sha256="a" * 64)
    )  # fmt: skip
    said = refusal(posts.reply, cast.nia, thread, code.format(file.key))
    assert "0 attached files; this has 1" in said


def test_two_people_are_mentioned_and_no_third(cast, thread):
    said = refusal(posts.reply, cast.nia, thread, "Hello @max, @amy and @cleo")
    assert "2 people; this mentions 3" in said
    posts.reply(cast.nia, thread, "Hello @max and @amy, and again @Max")


def test_an_edit_brings_in_no_more_than_a_post(cast, thread):
    post = posts.reply(cast.nia, thread, "See below.")
    said = refusal(posts.edit, cast.nia, post, f"{TWO} https://c.example", post.version)
    assert "links" in said


def test_what_a_moderator_put_in_may_stay(cast, thread):
    post = posts.reply(cast.nia, thread, "See below.")
    posts.edit(cast.mo, post, f"{TWO} https://c.example", post.version, "Where to look.")
    posts.edit(cast.nia, post, f"See {TWO} https://c.example", post.version)
    refusal(posts.edit, cast.nia, post, f"{TWO} https://c.example https://d.example", post.version)


@pytest.mark.parametrize("who", ["max", "amy", "mo", "cleo", "ada"])
def test_others_keep_to_none_of_it(cast, thread, who):
    actor = getattr(cast, who)
    text = f"{TWO} https://c.example @max @amy @cleo ![a](/static/a.png) ![b](/static/b.png)"
    for n in range(5):
        posts.reply(actor, thread, f"{text} {n}")


def test_a_bot_keeps_to_none_of_it(cast, thread):
    cast.nia.is_bot = True
    for n in range(4):
        posts.reply(cast.nia, thread, f"{TWO} https://c.example {n}")


def test_what_comes_from_elsewhere_keeps_to_none_of_it(cast, thread):
    for n in range(5):
        posts.reply(cast.nia, thread, f"{TWO} https://c.example {n}", at=utcnow())


def test_each_number_is_a_setting(cast, thread):
    set_to("newcomers.links", 3)
    set_to("newcomers.seconds_between_posts", 0)
    posts.reply(cast.nia, thread, f"{TWO} https://c.example")
    posts.reply(cast.nia, thread, "And again.")


def test_each_ability_is_a_list_of_groups(cast, thread):
    friends = factories.group("friends")
    db.session.add(GroupMember(group_id=friends.id, user_id=cast.nia.id))
    cast.nia.join(friends.id)
    set_to("links.groups", [friends.id])
    posts.reply(cast.nia, thread, f"{TWO} https://c.example")
    assert "links" in refusal(posts.reply, cast.max, thread, f"{TWO} https://c.example")
    assert not conversation_policy.can_start_with(cast.nia, is_team=False)
    set_to("messages.groups", [friends.id])
    assert conversation_policy.can_start_with(cast.nia, is_team=False)
    assert not conversation_policy.can_start_with(cast.max, is_team=False)
    assert conversation_policy.can_start_with(cast.max, is_team=True)


def test_posts_are_half_a_minute_apart(cast, thread, later):
    posts.reply(cast.nia, thread, "One.")
    later(seconds=12)
    assert seconds_left(refusal(posts.reply, cast.nia, thread, "Two.")) in range(1, 19)
    later(seconds=18)
    posts.reply(cast.nia, thread, "Two.")


def test_threads_are_two_minutes_apart(cast, later):
    place = factories.category()
    threads.start(cast.nia, place, "Which tent?", "A dome?")
    later(seconds=60)
    left = seconds_left(refusal(threads.start, cast.nia, place, "Which stove?", "Gas?"))
    assert left in range(31, 61)  # no more than two minutes, and no longer the pace of replies
    later(seconds=60)
    threads.start(cast.nia, place, "Which stove?", "Gas?")


def test_the_fourth_reply_in_a_row_waits_for_somebody_else(cast, thread, later):
    for n in range(3):
        posts.reply(cast.nia, thread, f"Reply {n}.")
        later(minutes=1)
    assert "nobody has answered" in refusal(posts.reply, cast.nia, thread, "One more.")
    elsewhere = factories.thread()
    posts.reply(cast.nia, elsewhere, "Elsewhere it is fine.")
    later(minutes=1)
    posts.reply(cast.amy, thread, "Let me think.")
    posts.reply(cast.nia, thread, "One more.")


def test_deleting_ones_replies_makes_no_room_for_more(cast, thread, later):
    for n in range(3):
        posts.delete(cast.nia, posts.reply(cast.nia, thread, f"Reply {n}."))
        later(minutes=1)
    assert "nobody has answered" in refusal(posts.reply, cast.nia, thread, "One more.")


def test_ones_own_first_post_is_no_reply(cast, later):
    thread = threads.start(cast.nia, factories.category(), "Which tent?", "A dome?")
    for n in range(3):
        later(minutes=1)
        posts.reply(cast.nia, thread, f"Reply {n}.")
    later(minutes=1)
    assert "nobody has answered" in refusal(posts.reply, cast.nia, thread, "One more.")


def test_three_threads_begin_on_the_first_day_and_more_on_the_second(cast, later):
    place = factories.category()
    for n in range(3):
        threads.start(cast.nia, place, f"Thread {n} of mine", f"Text {n}.")
        later(joined=True, hours=2)
    said = refusal(threads.start, cast.nia, place, "A fourth thread", "Text.")
    assert "you can start 3 threads. You can go on in 18 hours" in said
    later(joined=True, hours=18)
    threads.start(cast.nia, place, "A fourth thread", "Text.")


def test_ten_replies_are_written_on_the_first_day(cast, later):
    for n in range(10):
        posts.reply(cast.nia, factories.thread(), f"Reply {n}.")
        later(joined=True, minutes=1)
    said = refusal(posts.reply, cast.nia, factories.thread(), "Reply.")
    assert "you can write 10 replies. You can go on in 24 hours" in said
    cast.nia.trust_level = 1
    cast.nia.join()
    posts.reply(cast.nia, factories.thread(), "Reply.")


def test_the_same_request_again_is_no_second_post(cast, thread):
    one = posts.reply(cast.nia, thread, "Hello.", submission_key="a" * 32)
    assert posts.reply(cast.nia, thread, "Hello.", submission_key="a" * 32).id == one.id


def test_who_may_not_reply_hears_that_and_nothing_of_limits(cast, thread):
    thread.is_closed = True
    db.session.flush()
    with pytest.raises(Denied, match="closed"):
        posts.reply(cast.nia, thread, f"{TWO} https://c.example")


def test_a_newcomers_reply_costs_one_statement_more(cast, thread, queries):
    def statements(actor):
        with queries() as seen:
            posts.reply(actor, thread, f"From {actor.name}.")
        return len(seen)

    database.commit()
    settled = factories.user(name="settled").join()
    new = factories.user(name="fresh", trust_level=0).join()
    database.commit()
    statements(cast.amy)
    assert statements(new) == statements(settled) + 2
