"""Replying: what is written, counted and told, and who may not."""

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Category, Post, User
from forum.services import posts
from tests import factories


@pytest.fixture
def thread(cast):
    return factories.thread(author=cast.max, title="Which tent for wind?")


def test_a_reply_is_numbered_drawn_and_counted(cast, thread):
    post = posts.reply(cast.amy, thread, "Hello *Max*. <script>alert(1)</script>")
    assert post.number == 2
    assert str(post.html) == "<p>Hello <em>Max</em>. &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    assert (thread.highest_number, thread.post_count, thread.last_poster_id) == (2, 2, cast.amy.id)
    category = db.session.get(Category, thread.category_id)
    assert (category.post_count, category.last_thread_id, category.last_poster_id) == (
        1,
        thread.id,
        cast.amy.id,
    )
    assert db.session.get(User, cast.amy.id).post_count == 1


def test_the_capacity_is_the_one_at_publication(cast, thread):
    post = posts.reply(cast.cleo, thread, "We hear you.")
    cast.cleo.byline = ""
    db.session.flush()
    assert (post.author_capacity, post.author_byline) == ("brand", "Community manager, Fernway")


@pytest.mark.parametrize(
    ("who", "capacity"),
    [("nia", "member"), ("amy", "ambassador"), ("mo", "moderator"), ("ada", "brand")],
)
def test_each_speaks_in_their_capacity(cast, thread, who, capacity):
    assert posts.reply(getattr(cast, who), thread, "Hello there.").author_capacity == capacity


def test_a_reply_to_a_post_counts_there(cast, thread):
    first = posts.reply(cast.amy, thread, "A dome.")
    posts.reply(cast.max, thread, "Why a dome?", reply_to=first)
    assert first.reply_count == 1


def test_a_reply_to_a_post_of_another_thread_is_refused(cast, thread):
    elsewhere = factories.post(author=cast.amy)
    with pytest.raises(Refused) as refused:
        posts.reply(cast.max, thread, "Why?", reply_to=elsewhere)
    assert refused.value.field == "to"


@pytest.mark.parametrize("who", ["guest", "sue"])
def test_some_may_not(cast, thread, who):
    with pytest.raises(Denied) as denied:
        posts.reply(getattr(cast, who), thread, "Hello.")
    assert not denied.value.verdict.hidden


def test_a_private_thread_is_not_there(cast):
    hidden = factories.thread(category=factories.category(private_to="ambassadors"))
    with pytest.raises(Denied) as denied:
        posts.reply(cast.max, hidden, "Hello.")
    assert denied.value.verdict.hidden


def test_nobody_but_a_moderator_replies_to_a_closed_thread(cast, thread):
    thread.is_closed = True
    db.session.flush()
    with pytest.raises(Denied, match="closed"):
        posts.reply(cast.amy, thread, "Hello.")
    posts.reply(cast.mo, thread, "Hello.")


def test_nobody_replies_to_an_archived_thread(cast, thread):
    thread.is_archived = True
    with pytest.raises(Denied, match="archived"):
        posts.reply(cast.ada, thread, "Hello.")


def test_a_thread_closed_meanwhile_takes_no_reply(cast, thread):
    """T103: what the request read before it waited for the lock no longer counts."""
    db.session.flush()
    db.session.execute(db.text(f"UPDATE thread SET is_closed = true WHERE id = {thread.id}"))
    with pytest.raises(Denied, match="closed"):
        posts.reply(cast.amy, thread, "Hello.")


def test_a_repeated_request_posts_once(cast, thread):
    """T96."""
    one = posts.reply(cast.amy, thread, "Hello.", submission_key="a" * 32)
    other = posts.reply(cast.amy, thread, "Hello.", submission_key="a" * 32)
    assert one.id == other.id
    assert thread.highest_number == 2
    assert db.session.scalar(select(func.count(Post.id))) == 2


def test_the_key_of_one_member_says_nothing_about_another(cast, thread):
    one = posts.reply(cast.amy, thread, "Hello.", submission_key="a" * 32)
    other = posts.reply(cast.max, thread, "Hello.", submission_key="a" * 32)
    assert one.id != other.id


def test_the_same_text_twice_is_refused_for_a_while(cast, thread):
    posts.reply(cast.amy, thread, "Bump.")
    with pytest.raises(Refused, match="same text"):
        posts.reply(cast.amy, thread, "Bump.")
    posts.reply(cast.max, thread, "Bump.")


@pytest.mark.parametrize("body", ["", "  \n ", "x", "\0", "y" * 32_001])
def test_a_text_has_to_be_one(cast, thread, body):
    with pytest.raises(Refused) as refused:
        posts.reply(cast.amy, thread, body)
    assert refused.value.field == "body"
