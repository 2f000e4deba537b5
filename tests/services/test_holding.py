"""What waits for a moderator leaves no trace until it is published."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.models import (
    Job,
    ModerationCase,
    Post,
    Thread,
    User,
)
from forum.models.columns import utcnow
from forum.services import holding, posts, recounting, threads
from tests.screened import category, put, thread

__all__ = ["category", "thread"]


@pytest.fixture
def held(cast, thread):
    put(cast, "screening.first_posts", 1)
    return posts.reply(cast.nia, thread, "Hello @amy, I am new here.")


def counts(thread):
    user = db.session.scalar(select(User.post_count).where(User.name == "nia"))
    return (thread.highest_number, thread.post_count, thread.last_post_at, thread.last_poster_id,
            thread.category.post_count, thread.category.last_poster_id, user)  # fmt: skip


def test_a_reply_that_waits_leaves_no_trace_in_the_thread(cast, thread):
    put(cast, "screening.first_posts", 1)
    before = counts(thread)
    held = posts.reply(cast.nia, thread, "Hello @amy, I am new here.")
    assert held.number == -1 and counts(thread) == before
    jobs = db.session.scalars(select(Job.name)).all()
    assert "notify.post" not in jobs and "badge.judge" not in jobs


def test_a_reply_that_is_approved_stands_at_the_end_as_of_now(cast, thread, held):
    held.created_at -= timedelta(days=1)
    posts.reply(cast.amy, thread, "Meanwhile somebody else wrote.")
    holding.publish(cast.mo, held)
    assert (held.state, held.number, thread.highest_number, thread.post_count) == (
        "visible",
        3,
        3,
        3,
    )
    assert utcnow() - held.created_at < timedelta(minutes=1)
    assert thread.last_poster_id == cast.nia.id
    assert db.session.get(User, cast.nia.id).post_count == 1
    assert db.session.scalar(select(func.count()).where(Job.name == "notify.post")) == 2


def test_a_thread_that_is_approved_is_new_then_and_counted(cast, category):
    put(cast, "screening.first_posts", 1)
    started = threads.start(cast.nia, category, "Which dome tent?", "I need one.")
    assert (started.state, started.post_count, category.thread_count) == ("pending", 0, 0)
    post = db.session.scalar(select(Post).where(Post.thread_id == started.id))
    started.created_at = post.created_at = started.last_post_at = utcnow() - timedelta(days=3)
    db.session.flush()
    holding.publish(cast.mo, post)
    assert (started.state, started.post_count) == ("visible", 1)
    assert (category.thread_count, category.post_count, category.last_thread_id) == (
        1,
        1,
        started.id,
    )
    assert utcnow() - db.session.get(Thread, started.id).created_at < timedelta(minutes=1)
    user = db.session.get(User, cast.nia.id)
    assert (user.thread_count, user.post_count) == (1, 1)


def test_what_is_published_counts_as_if_it_had_never_waited(cast, category):
    put(cast, "screening.first_posts", 9)
    put(cast, "newcomers.seconds_between_posts", 0)
    started = threads.start(cast.nia, category, "Which dome tent?", "I need one.")
    holding.publish(cast.mo, db.session.scalars(select(Post)).one())
    answer = posts.reply(cast.nia, started, "I found one myself.")
    holding.publish(cast.mo, answer)
    posts.reply(cast.nia, started, "This one waits.")
    assert recounting.recount(cast.ada) == []


def test_who_deletes_what_waits_closes_its_case(cast, thread, held):
    posts.delete(cast.nia, held)
    case = db.session.scalars(
        select(ModerationCase).execution_options(populate_existing=True)
    ).one()
    assert case.closed_at is not None
    posts.restore(cast.mo, held)
    assert (held.state, held.number) == ("visible", 2)


def test_the_same_form_sent_twice_waits_once(cast, thread):
    put(cast, "screening.first_posts", 2)
    one = posts.reply(cast.nia, thread, "Hello there.", submission_key="a" * 32)
    other = posts.reply(cast.nia, thread, "Hello there.", submission_key="a" * 32)
    assert one.id == other.id
