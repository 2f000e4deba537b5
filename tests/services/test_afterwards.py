"""What was decided is undone or waits after the world has moved on: threads merged, people erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import OPERATOR, Post, User, WatchedWord
from forum.models.columns import utcnow
from forum.queries import moderation, viewers
from forum.queries.moderation import Filters
from forum.services import decisions, movers, posts, recounting, spammers, threads
from tests import casework, factories


@pytest.fixture
def two(cast):
    """A thread with a reply of Max, and another that it is merged into."""
    factories.guidelines(at=utcnow() - timedelta(days=30))
    place = factories.category()
    one = threads.start(cast.amy, place, "Which tent?", "A dome?")
    reply = posts.reply(cast.max, one, "What was said.")
    other = threads.start(cast.amy, place, "Tents", "All about tents.")
    database.commit()
    return one, other, reply


def person(user):
    return viewers.with_groups(None, db.session.get_one(User, user.id))


def test_a_reversal_after_a_merge_gives_the_post_back_where_it_is_now(cast, two):
    one, other, reply = two
    made = casework.moderated(cast.mo, reply, "hide", quote="What was said.")
    movers.merge(cast.mo, one, other)
    found = db.session.get_one(Post, reply.id)
    assert (found.thread_id, found.state) == (other.id, "hidden")
    decisions.reverse(cast.ada, made, utcnow())
    assert (found.thread_id, found.state) == (other.id, "visible")
    assert recounting.recount(OPERATOR) == []


def test_undoing_a_spammer_after_a_merge_brings_the_posts_back_where_they_are_now(cast, two):
    one, other, reply = two
    spammers.mark(person(cast.ada), person(cast.max))
    movers.merge(person(cast.mo), one, other)
    assert db.session.get_one(Post, reply.id).state == "hidden"
    spammers.undo(person(cast.ada), person(cast.max))
    found = db.session.get_one(Post, reply.id)
    assert (found.thread_id, found.state) == (other.id, "visible")
    assert recounting.recount(OPERATOR) == []


def test_what_a_pattern_held_says_so_in_the_queue_and_an_erased_member_has_no_name_there(cast, two):
    db.session.add(
        WatchedWord(
            text=r"fr[e3]+ casinos?", is_pattern=True, action="hold", creator_id=cast.ada.id
        )
    )
    db.session.flush()
    held = posts.reply(cast.nia, two[1], "Visit my fre3e casino.")
    assert held.state == "pending"
    nia = db.session.get_one(User, cast.nia.id)
    (row,) = moderation.queue(cast.cleo, Filters()).rows
    assert "fre3e casino" in str(row.reasons)
    nia.name, nia.display_name, nia.erased_at = "former-1f3a", "former member 1f3a", utcnow()
    nia.email, nia.active = None, False
    db.session.flush()
    (row,) = moderation.queue(cast.cleo, Filters()).rows
    assert "former member" in str(row) and "nia" not in str(row)
    assert db.session.scalars(select(Post.state).where(Post.id == held.id)).one() == "pending"
