"""Deleting and restoring: nothing is lost, counters follow, who may not."""

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import Category, Post, StaffAction, User
from forum.services import answers, posts, reactions, threads
from tests import factories


@pytest.fixture
def thread(cast):
    return threads.start(cast.max, factories.category(), "Which tent?", "A dome?", "question")


@pytest.fixture
def post(cast, thread):
    return posts.reply(cast.amy, thread, "A tunnel.")


def first_of(thread):
    return db.session.scalar(select(Post).where(Post.thread_id == thread.id, Post.number == 1))


def test_ones_own_post_goes_and_comes_back(cast, thread, post):
    posts.delete(cast.amy, post)
    assert (post.state, post.deleted_by_id, thread.post_count) == ("deleted", cast.amy.id, 1)
    assert (thread.last_poster_id, thread.highest_number) == (cast.max.id, 2)
    assert db.session.get(User, cast.amy.id).post_count == 0
    posts.restore(cast.amy, post)
    assert (post.state, thread.post_count, thread.last_poster_id) == ("visible", 2, cast.amy.id)
    assert db.session.scalar(select(StaffAction)) is None


def test_a_number_is_never_given_twice(cast, thread, post):
    posts.delete(cast.amy, post)
    assert posts.reply(cast.amy, thread, "Again.").number == 3


def test_what_a_moderator_removed_its_author_cannot_bring_back(cast, thread, post):
    posts.delete(cast.mo, post, "off topic")
    assert post.state == "removed"
    with pytest.raises(Denied) as denied:
        posts.restore(cast.amy, post)
    assert denied.value.verdict.hidden
    posts.restore(cast.mo, post)
    assert [line.verb for line in db.session.scalars(select(StaffAction))] == ["remove", "restore"]


@pytest.mark.parametrize("state", ["pending", "hidden"])
def test_deleting_is_no_way_around_a_moderator(cast, thread, state):
    """T102: what waits for a moderator is not made visible by deleting and restoring it."""
    waiting = factories.post(thread=thread, author=cast.amy, state=state)
    posts.delete(cast.amy, waiting)
    with pytest.raises(Denied):
        posts.restore(cast.amy, waiting)
    posts.restore(cast.mo, waiting)
    assert waiting.state == "visible"


def test_the_first_post_takes_its_thread_along(cast, thread, post):
    first = first_of(thread)
    with pytest.raises(Denied, match="replies already"):
        posts.delete(cast.max, first)
    posts.delete(cast.mo, first)
    assert (thread.state, first.state) == ("removed", "removed")
    category = db.session.get(Category, thread.category_id)
    assert (category.thread_count, category.post_count, category.last_thread_id) == (0, 0, None)
    assert db.session.get(User, cast.amy.id).post_count == 0
    posts.restore(cast.mo, first)
    assert (thread.state, category.thread_count, category.post_count) == ("visible", 1, 2)


def test_an_answer_that_goes_is_the_answer_no_longer(cast, thread, post):
    answers.accept(cast.max, thread, post)
    posts.delete(cast.amy, post)
    assert thread.answer_id is None
    assert db.session.get(User, cast.amy.id).answer_count == 0


def test_reactions_go_with_the_post(cast, thread, post):
    reactions.add(cast.max, post, "heart")
    posts.delete(cast.amy, post)
    assert thread.reaction_count == 0
    assert db.session.get(User, cast.max.id).reactions_given_count == 0
    posts.restore(cast.amy, post)
    assert thread.reaction_count == 1
    assert db.session.get(User, cast.amy.id).reactions_received_count == 1


@pytest.mark.parametrize("who", ["guest", "max", "nia", "sue"])
def test_some_may_not(cast, post, who):
    for verb in (posts.delete, posts.restore):
        with pytest.raises(Denied):
            verb(getattr(cast, who), post)


def test_nothing_is_deleted_twice(cast, post):
    posts.delete(cast.amy, post)
    with pytest.raises(Denied, match="already"):
        posts.delete(cast.amy, post)


def test_a_private_post_is_not_there(cast):
    hidden = factories.thread(category=factories.category(private_to="ambassadors"))
    with pytest.raises(Denied) as denied:
        posts.delete(cast.max, first_of(hidden))
    assert denied.value.verdict.hidden


def test_an_archived_thread_keeps_its_posts(cast, thread, post):
    thread.is_archived = True
    with pytest.raises(Denied, match="archived"):
        posts.delete(cast.amy, post)
