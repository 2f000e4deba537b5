"""Slow mode, locks with an end, locked posts: what members may do, and what is said of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.jobs import threads as jobs
from forum.lib.verdict import Denied, Refused
from forum.models import Job, Post, StaffAction, Statement, Thread, ThreadEvent
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS
from forum.policies import threads as policy
from forum.queries import posts as post_queries
from forum.queries import thread_events as lines
from forum.queries import threads as queries
from forum.services import cooling, posts, threads, undoing
from tests import casework, factories
from tests.at_once import at_once


@pytest.fixture
def thread(cast):
    made = threads.start(cast.max, factories.category(name="Tents"), "Which tent?", "A dome?")
    posts.reply(cast.amy, made, "A tunnel.")
    database.commit()
    return made


def said(viewer, thread):
    seen = queries.seen(viewer, thread.id)
    found = lines.on_page(viewer, seen, post_queries.page(viewer, seen, 1))
    return {number: [line.said for line in each] for number, each in found.items()}


def test_in_a_slow_thread_a_member_waits_between_two_replies(cast, thread):
    cooling.slow(cast.mo, thread, 300, note="Let us breathe.")
    posts.reply(cast.max, thread, "First.")
    with pytest.raises(Refused) as refused:
        posts.reply(cast.max, thread, "Second, at once.")
    assert refused.value.field == "body" and "more seconds" in str(refused.value)
    posts.reply(cast.mo, thread, "Moderators do not wait.")
    posts.reply(cast.mo, thread, "Really not.")
    db.session.execute(
        update(Post)
        .where(Post.author_id == cast.max.id)
        .values(created_at=utcnow() - timedelta(seconds=301))
    )
    assert posts.reply(cast.max, thread, "Second, later.").number == 6


def test_who_deletes_a_reply_waits_all_the_same(cast, thread):
    cooling.slow(cast.mo, thread, 300)
    posts.delete(cast.max, posts.reply(cast.max, thread, "First."))
    with pytest.raises(Refused):
        posts.reply(cast.max, thread, "Once more.")


def test_starting_the_thread_is_no_reply(cast, thread):
    cooling.slow(cast.mo, thread, 300)
    assert posts.reply(cast.max, thread, "At once.").number == 3


def test_of_two_replies_at_the_same_moment_slow_mode_lets_one_through(app, cast, thread):
    cooling.slow(cast.mo, thread, 300)
    database.commit()
    thread_id, nia = thread.id, cast.nia
    db.session.expunge_all()

    def come(text):
        return lambda: posts.reply(nia, db.session.get_one(Thread, thread_id), text).number

    made, refusals = at_once(app, [come("One way."), come("Another way.")])
    assert made == [3] and len(refusals) == 1
    assert db.session.get_one(Thread, thread_id).highest_number == 3


def test_a_refused_reply_takes_no_number(cast, thread):
    cooling.slow(cast.mo, thread, 300)
    posts.reply(cast.max, thread, "First.")
    with pytest.raises(Refused):
        posts.reply(cast.max, thread, "Second.")
    db.session.refresh(thread)
    assert (thread.highest_number, thread.post_count) == (3, 3)


def test_slow_mode_with_an_end_is_over_at_its_time(cast, thread):
    cooling.slow(cast.mo, thread, 300, until=utcnow() + timedelta(hours=1))
    later = utcnow() + timedelta(hours=2)
    assert policy.seconds_between(cast.max, thread) == 300
    assert policy.seconds_between(cast.max, thread, later) == 0


def test_a_lock_with_an_end_opens_by_itself(cast, thread):
    cooling.close_for(cast.mo, thread, utcnow() + timedelta(hours=1), "Sleep on it.")
    assert not policy.can_reply(cast.max, thread) and policy.can_reply(cast.mo, thread)
    job = db.session.scalars(select(Job).where(Job.name == "thread.tend")).one()
    jobs.tend(**job.arguments)  # too early
    assert thread.is_closed
    thread.closed_until = utcnow() - timedelta(seconds=1)
    db.session.flush()
    assert policy.can_reply(cast.max, thread)  # whether the job has run or not
    jobs.tend(**job.arguments)
    jobs.tend(**job.arguments)
    assert not thread.is_closed
    verbs = db.session.scalars(select(ThreadEvent.verb).order_by(ThreadEvent.id)).all()
    assert verbs == ["close", "opened-itself"]
    assert "Sleep on it." in [e.note for e in db.session.scalars(select(ThreadEvent))]


def test_a_lock_without_an_end_stays(cast, thread):
    cooling.close_for(cast.mo, thread, utcnow() + timedelta(hours=1))
    threads.close(cast.mo, thread)
    assert thread.closed_until is None
    cooling.tend(None, thread.id, cast.mo.id)
    assert thread.is_closed
    threads.open(cast.mo, thread)
    assert policy.can_reply(cast.max, thread)


def test_a_locked_post_stays_as_it_is(cast, thread):
    post = db.session.scalars(select(Post).where(Post.number == 2)).one()
    made = casework.moderated(cast.mo, post, "lock")
    with pytest.raises(Denied):
        posts.edit(cast.amy, post, "Something else.", post.version)
    told = db.session.scalars(select(Statement).where(Statement.decision_id == made.id)).one()
    assert told.user_id == cast.amy.id
    posts.edit(cast.mo, post, "A moderator still can.", post.version, "A typo.")
    cooling.unlock_post(cast.mo, post)
    assert said(cast.max, thread) == {2: ["unlocked post 2"]} and made.state == "ended"
    posts.edit(cast.amy, post, "And so can she again.", post.version)


def test_others_cool_nothing_down(cast, thread):
    post = db.session.scalars(select(Post).where(Post.number == 2)).one()
    soon = utcnow() + timedelta(hours=1)
    for who in (cast.guest, cast.max, cast.amy, cast.sue):
        for do in (
            lambda who: cooling.slow(who, thread, 60),
            lambda who: cooling.fast(who, thread),
            lambda who: cooling.close_for(who, thread, soon),
            lambda who: cooling.unlock_post(who, post),
        ):
            with pytest.raises(Denied):
                do(who)
    with pytest.raises(Denied):
        cooling.tend(cast.ada, thread.id, cast.mo.id)
    assert db.session.scalar(select(ThreadEvent.id)) is None


def test_a_category_moderator_cools_down_their_own_category_only(cast, thread):
    helpers = factories.group("tent-helpers")
    access = {EVERYONE: "see", MEMBERS: "see reply start", helpers.id: "see reply start moderate"}
    own = factories.category(access=access)
    helper = factories.user(groups=["tent-helpers"])
    theirs = threads.start(cast.max, own, "Which pole?", "Carbon?")
    cooling.slow(helper, theirs, 60)
    with pytest.raises(Denied):
        cooling.slow(helper, thread, 60)


def test_what_was_done_is_said_by_name_and_in_capacity(cast, thread):
    threads.close(cast.cleo, thread, "The answer is found.")
    event = db.session.scalars(select(ThreadEvent)).one()
    assert (event.actor_id, event.actor_capacity) == (cast.cleo.id, "brand")
    assert (event.actor_byline, event.after_number) == ("Community manager, Fernway", 2)
    assert said(cast.guest, thread) == {2: ["closed this thread"]}
    assert db.session.scalars(select(StaffAction.verb)).all() == ["close"]


def test_a_private_category_is_not_named_to_who_may_not_know_of_it(cast, thread):
    hidden = factories.category(private_to="ambassadors", name="Lounge of the few")
    casework.out_of_sight(cast.ada, thread, hidden)
    assert said(cast.amy, thread)[2] == ["moved this thread from Tents to Lounge of the few"]
    threads.move(cast.ada, thread, db.session.get_one(type(hidden), thread.category_id - 1))
    assert "Lounge" not in str(said(cast.max, thread))
    assert said(cast.max, thread)[2] == ["moved this thread", "moved this thread to Tents"]


@pytest.mark.parametrize("verb", ["close", "slow", "archive", "pin", "move"])
def test_what_was_done_can_be_taken_back_once(cast, thread, verb):
    other = factories.category()
    {
        "close": lambda: threads.close(cast.mo, thread),
        "slow": lambda: cooling.slow(cast.mo, thread, 60),
        "archive": lambda: threads.archive(cast.mo, thread),
        "pin": lambda: threads.pin(cast.mo, thread, "category"),
        "move": lambda: threads.move(cast.mo, thread, other),
    }[verb]()
    event = db.session.scalars(select(ThreadEvent)).one()
    with pytest.raises(Denied):
        undoing.undo(cast.max, thread, event)
    undoing.undo(cast.mo, thread, event)
    assert not (thread.is_closed or thread.slow_seconds or thread.is_archived or thread.pin_scope)
    assert thread.category_id != other.id
    with pytest.raises(Refused):
        undoing.undo(cast.mo, thread, event)
