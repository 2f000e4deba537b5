"""Deleting and restoring: nothing is lost, counters follow, who may not."""

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Category, Post, StaffAction, User
from forum.services import answers, posts, reactions, threads
from tests import casework, factories


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
    made = casework.moderated(cast.mo, post)
    assert (made.origin, post.state) == ("own_initiative", "removed")
    with pytest.raises(Denied) as denied:
        posts.restore(cast.amy, post)
    assert denied.value.verdict.hidden
    with pytest.raises(Denied, match="can appeal"):
        posts.restore(cast.mo, post)
    posts.restore(cast.cleo, post, "It was on topic after all.")
    assert (post.state, made.state, thread.post_count) == ("visible", "ended", 2)
    lines = [(line.verb, line.note) for line in db.session.scalars(select(StaffAction))]
    assert lines == [("take-up", ""), ("remove", ""), ("lift", "It was on topic after all.")]


def test_what_came_with_a_sanction_does_not_come_back_alone(cast, thread, post):
    casework.moderated(cast.cleo, post, "warning", also="remove", jump="spam")
    with pytest.raises(Refused, match="appeals"):
        posts.restore(cast.ada, post)
    assert post.state == "removed"


def test_a_moderator_deletes_nothing_of_others(cast, thread, post):
    """community.md §5.4 (2): nothing is taken without a statement; so it is decided."""
    for who in (cast.mo, cast.cleo, cast.ada):
        for one in (post, first_of(thread)):
            with pytest.raises(Denied, match="Moderate"):
                posts.delete(who, one)
    assert (post.state, thread.state) == ("visible", "visible")


def test_what_its_author_deleted_stays_theirs(cast, thread, post):
    posts.delete(cast.amy, post)
    for who in (cast.mo, cast.ada):
        with pytest.raises(Denied, match="only they"):
            posts.restore(who, post)


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
    casework.moderated(cast.mo, first)
    assert (thread.state, first.state) == ("removed", "removed")
    category = db.session.get(Category, thread.category_id)
    assert (category.thread_count, category.post_count, category.last_thread_id) == (0, 0, None)
    assert db.session.get(User, cast.amy.id).post_count == 0
    posts.restore(cast.cleo, first)
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
