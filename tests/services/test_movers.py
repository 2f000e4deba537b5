"""Splitting and merging: what moves, what goes along, what is refused, and that every count is right."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import threads as jobs
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import (
    CutReply,
    Job,
    MovedPost,
    Post,
    Thread,
    ThreadEvent,
)
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS
from forum.queries import moved
from forum.services import movers, posts, reactions, states, threads
from tests import factories
from tests.at_once import at_once
from tests.moving import node, nothing_is_wrong, numbered, other, post, tents, thread

__all__ = ["other", "tents", "thread"]


def test_posts_are_split_off_into_a_new_thread(cast, thread, tents):
    four = post(thread, 4).id
    made = movers.split(cast.mo, thread, [4, 5], "Which stove?", node(tents), note="On its own.")
    assert numbered(made) == {1: "By the way, which stove?", 2: "Gas."}
    assert numbered(thread) == {1: "A dome?", 2: "A tunnel.", 3: "Why?"}
    assert (made.author_id, made.title, made.state) == (cast.cleo.id, "Which stove?", "visible")
    assert made.author_capacity == "brand" and post(made, 1).id == four
    assert post(made, 2).reply_to_id == four
    assert (made.post_count, thread.post_count, thread.highest_number) == (2, 3, 5)
    assert thread.last_poster_id == cast.max.id and not thread.is_closed
    nothing_is_wrong(cast)


def test_a_first_post_is_copied_and_the_old_thread_keeps_its_head(cast, thread, tents):
    made = movers.split(cast.mo, thread, [1, 2], "Which one, again?", node(tents))
    assert numbered(made) == {1: "A dome?", 2: "A tunnel."}
    assert numbered(thread)[1] == "A dome?" and post(made, 1).id != post(thread, 1).id
    assert post(thread, 3).reply_to_id is None  # its parent is elsewhere
    assert thread.merged_into_id is None
    nothing_is_wrong(cast)


def test_a_whole_thread_is_merged_at_the_end_of_another(cast, thread, other):
    movers.merge(cast.mo, thread, other, note="The same question.")
    assert list(numbered(other).values()) == [
        "All about stoves.", "Wood!", "A dome?", "A tunnel.", "Why?", "By the way, which stove?",
        "Gas.",
    ]  # fmt: skip
    assert post(other, 5).reply_to_id == post(other, 4).id
    assert numbered(thread) == {1: "A dome?"}
    assert thread.is_closed and thread.merged_into_id == other.id
    nothing_is_wrong(cast)


def test_what_is_left_of_a_merged_thread_goes_after_a_week(cast, thread, other):
    movers.merge(cast.mo, thread, other)
    job = db.session.scalars(select(Job).where(Job.name == "thread.remove_emptied")).one()
    assert 6.9 < (job.run_at - utcnow()).total_seconds() / 86400 <= 7
    jobs.remove_emptied(**job.arguments)
    jobs.remove_emptied(**job.arguments)
    assert thread.state == "deleted" and other.state == "visible"
    nothing_is_wrong(cast)
    assert moved.instead(cast.guest, thread.id).id == other.id


def test_old_addresses_lead_to_where_the_posts_are(cast, thread, other):
    movers.merge(cast.mo, thread, other)
    assert moved.instead(cast.guest, thread.id).id == other.id
    for old, new in ((1, 3), (2, 4), (5, 7)):
        assert moved.post_href(cast.guest, thread.id, old).endswith(f"/stoves/{new}#post-{new}")
    assert moved.post_href(cast.guest, thread.id, 9) is None


def test_posts_that_move_twice_are_found_from_both_old_places(cast, thread, other, tents):
    movers.move_posts(cast.mo, thread, [4, 5], other)
    made = movers.split(cast.mo, other, [3, 4], "Which stove?", node(tents))
    for place, number in ((thread, 4), (other, 3)):
        assert moved.post_href(cast.guest, place.id, number).endswith("/which-stove/1#post-1")
    assert made.id not in (thread.id, other.id)
    nothing_is_wrong(cast)


def test_posts_can_go_back(cast, thread, tents):
    made = movers.split(cast.mo, thread, [4, 5], "Which stove?", node(tents))
    movers.merge(cast.mo, made, thread)
    assert list(numbered(thread).values())[3:] == ["By the way, which stove?", "Gas."]
    assert list(numbered(thread)) == [1, 2, 3, 6, 7]
    nothing_is_wrong(cast)


def test_a_reply_whose_parent_comes_back_is_a_reply_to_it_again(cast, thread, other):
    parent, reply = post(thread, 2), post(thread, 3)
    assert (reply.reply_to_id, parent.reply_count) == (parent.id, 1)
    movers.move_posts(cast.mo, thread, [2], other)
    db.session.expire_all()
    assert (reply.reply_to_id, parent.reply_count) == (None, 0)
    movers.move_posts(cast.mo, thread, [4], other)  # somebody else's going there changes nothing
    db.session.expire_all()
    assert reply.reply_to_id is None
    movers.move_posts(cast.mo, other, [parent.number], thread)
    db.session.expire_all()
    assert (reply.reply_to_id, parent.reply_count) == (parent.id, 1)
    assert db.session.query(CutReply).filter_by(reply_id=reply.id).all() == []
    nothing_is_wrong(cast)


def test_so_is_one_that_follows_its_parent_and_one_whose_parent_began_a_thread(
    cast, thread, other, tents
):
    reply = post(thread, 5)
    movers.move_posts(cast.mo, thread, [4], other)
    movers.move_posts(cast.mo, thread, [5], other)
    db.session.expire_all()
    assert reply.reply_to_id == post(other, 3).id
    made = movers.split(cast.mo, other, [3], "Which stove?", node(tents))
    db.session.expire_all()
    assert reply.reply_to_id is None
    movers.merge(cast.mo, made, other)
    db.session.expire_all()
    assert reply.reply_to_id == post(other, 5).id and post(other, 5).body.startswith("By the way")
    nothing_is_wrong(cast)


def test_replies_to_a_first_post_that_was_copied_are_replies_to_it_when_they_come_back(
    cast, thread, tents
):
    reply = posts.reply(cast.amy, thread, "A dome.", post(thread, 1))
    made = movers.split(cast.mo, thread, [1, reply.number], "Domes", node(tents))
    db.session.expire_all()
    assert reply.reply_to_id == post(made, 1).id != post(thread, 1).id
    movers.move_posts(cast.mo, made, [reply.number], thread)
    db.session.expire_all()
    assert reply.reply_to_id == post(thread, 1).id
    nothing_is_wrong(cast)


def test_it_is_said_in_both_threads_with_a_link(cast, thread, other):
    movers.move_posts(cast.mo, thread, [4, 5], other, note="About stoves.")
    rows = db.session.scalars(select(ThreadEvent).order_by(ThreadEvent.id)).all()
    said = [(row.verb, row.thread_id, row.other_id, row.after_number, row.note) for row in rows]
    assert said == [
        ("split-off", thread.id, other.id, 3, "About stoves."),
        ("split-from", other.id, thread.id, 2, "About stoves."),
    ]
    assert (thread.event_count, other.event_count) == (1, 1)


def test_what_few_may_read_is_not_mixed_with_what_all_may(cast, thread):
    hidden = factories.category(private_to="ambassadors")
    secret = threads.start(cast.ada, hidden, "Among us", "A secret.")
    for source, target in ((secret, thread), (thread, secret)):
        with pytest.raises(Refused) as refused:
            movers.merge(cast.ada, source, target)
        assert refused.value.field == "mixes"
    with pytest.raises(Refused):
        movers.split(cast.ada, thread, [2], "Elsewhere", node(hidden))
    assert db.session.scalar(select(MovedPost.post_id)) is None
    movers.merge(cast.ada, secret, thread, mixes=True)
    nothing_is_wrong(cast)


def test_members_move_nothing_and_category_moderators_only_their_own(cast, thread, other, tents):
    """T29, T30: source and target are both asked."""
    helpers = factories.group("pole-helpers")
    access = {EVERYONE: "see", MEMBERS: "see reply start", helpers.id: "see reply start moderate"}
    poles = factories.category(access=access)
    helper = factories.user(groups=["pole-helpers"])
    own = threads.start(cast.max, poles, "Which pole?", "Carbon?")
    posts.reply(cast.amy, own, "Wood.")
    for who in (cast.guest, cast.max, cast.amy, cast.sue):
        with pytest.raises(Denied):
            movers.merge(who, thread, other)
        with pytest.raises(Denied):
            movers.split(who, thread, [2], "Mine now", node(tents))
    for do in (
        lambda: movers.merge(helper, own, thread),
        lambda: movers.merge(helper, thread, own),
        lambda: movers.move_posts(helper, own, [2], thread),
        lambda: movers.split(helper, own, [2], "Elsewhere", node(tents)),
        lambda: movers.split(helper, thread, [2], "Here", node(poles)),
    ):
        with pytest.raises(Denied):
            do()
    movers.split(helper, own, [2], "Wooden poles", node(poles))
    hidden = factories.category(private_to="ambassadors")
    secret = threads.start(cast.ada, hidden, "Among us", "A secret.")
    with pytest.raises(Denied):
        movers.merge(cast.mo, thread, secret)


def test_nothing_or_itself_cannot_be_moved(cast, thread, tents):
    with pytest.raises(Refused):
        movers.split(cast.mo, thread, [], "Which stove?", node(tents))
    with pytest.raises(Refused):
        movers.split(cast.mo, thread, [2, 99], "Which stove?", node(tents))
    with pytest.raises(Refused):
        movers.merge(cast.mo, thread, thread)


def test_of_two_who_merge_the_same_threads_one_does(app, cast, thread, other):
    one, two, mo, cleo = thread.id, other.id, cast.mo, cast.cleo
    db.session.expunge_all()

    def come(who, source, target):
        return lambda: movers.merge(
            who, db.session.get_one(Thread, source), db.session.get_one(Thread, target)
        )

    made, refusals = at_once(app, [come(mo, one, two), come(cleo, two, one)])
    assert len(made) == 1 and len(refusals) == 1
    assert isinstance(refusals[0], Refused | Conflict)
    db.session.expire_all()
    nothing_is_wrong(cast)


def test_who_reacts_and_replies_while_posts_move_is_counted_right(app, cast, thread, other):
    one, two, mo, amy, nia = thread.id, other.id, cast.mo, cast.amy, cast.nia
    three = post(thread, 3).id
    database.commit()
    db.session.expunge_all()

    def react():
        found = select(Post).where(Post.id == three).options(db.joinedload(Post.thread))
        return reactions.add(amy, db.session.scalars(found).one(), "heart")

    def reply(who, where, text):
        def do():
            try:
                posts.reply(who, db.session.get_one(Thread, where), text)
            except Denied as denied:  # it was merged a moment before
                raise Refused(str(denied)) from denied

        return do

    works = [
        lambda: movers.merge(mo, db.session.get_one(Thread, one), db.session.get_one(Thread, two)),
        react,
        reply(nia, one, "Late to the party."),
        reply(amy, two, "In the other one."),
    ]
    at_once(app, works)
    db.session.expire_all()
    nothing_is_wrong(cast)


@pytest.mark.parametrize("state", ["hidden", "removed", "deleted"])
def test_a_thread_does_not_begin_with_what_is_hidden_or_gone(cast, thread, tents, state):
    first = db.session.query(Post).filter_by(thread_id=thread.id, number=4).one()
    states.change(cast.mo, first, state)
    with pytest.raises(Refused, match="hidden or gone"):
        movers.split(cast.cleo, thread, [4, 5], "Stoves", node(tents))
    made = movers.split(cast.cleo, thread, [3, 4], "Stoves", node(tents))
    assert made.excerpt == "Why?" and made.post_count == 1
