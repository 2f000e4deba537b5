"""What was split off or merged by mistake stands again where it stood, in one go."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import threads as jobs
from forum.lib.verdict import Denied, Refused
from forum.models import (
    Address,
    CategoryAccess,
    MovedPost,
    Notification,
    Post,
    Reaction,
    StaffAction,
    StaffNote,
    Thread,
    ThreadEvent,
)
from forum.queries import moved, thread_events
from forum.queries import posts as posts_of
from forum.services import (
    answers,
    movers,
    posts,
    reactions,
    recounting,
    staff_notes,
    threads,
    undoing,
)
from tests import casework, factories
from tests.moving import node, nothing_is_wrong, numbered, other, post, tents, thread

__all__ = ["other", "tents", "thread"]


def line(thread, verb):
    found = select(ThreadEvent).where(ThreadEvent.thread_id == thread.id, ThreadEvent.verb == verb)
    return db.session.scalars(found.order_by(ThreadEvent.id.desc())).first()


def lines_of(who, thread, page):
    found = thread_events.on_page(who, thread, page)
    return [one for number in sorted(found) for one in found[number]]


def undo(who, thread, verb):
    undoing.undo(who, thread, line(thread, verb))
    db.session.expire_all()


def everything(thread):
    """What of it has to be as it was."""
    db.session.flush()
    db.session.expire_all()
    rows = db.session.execute(
        select(Post.id, Post.number, Post.body, Post.reply_to_id, Post.reply_count,
               Post.reaction_count, Post.state, Post.author_id, Post.created_at)
        .where(Post.thread_id == thread.id).order_by(Post.number)
    ).all()  # fmt: skip
    seen = db.session.get_one(Thread, thread.id)
    return rows, (
        seen.state, seen.is_closed, seen.merged_into_id, seen.post_count, seen.highest_number,
        seen.answer_id, seen.answered_by_id, seen.last_poster_id, seen.reaction_count,
    )  # fmt: skip


def test_a_merge_is_taken_back_with_all_that_hangs_on_the_first_post(cast, thread, other):
    reactions.add(cast.amy, post(thread, 1), "heart")
    posts.reply(cast.cleo, thread, "A dome.", post(thread, 1))
    database.commit()
    was, there = everything(thread), everything(other)
    movers.merge(cast.mo, thread, other)
    reactions.add(cast.cleo, post(other, 3), "heart")  # on the copy, meanwhile
    undo(cast.mo, other, "merged-from")
    rows, seen = everything(thread)
    assert [row.number for row in rows] == [row.number for row in was[0]]
    assert [(r.body, r.reply_to_id, r.reply_count) for r in rows] == [
        (r.body, r.reply_to_id, r.reply_count) for r in was[0]
    ]
    assert rows[0].id == was[0][0].id and rows[0].reaction_count == 2
    assert (seen[:4], seen[5:8]) == (was[1][:4], was[1][5:8])
    assert everything(other)[0] == there[0]
    assert set(db.session.scalars(select(Reaction.post_id))) == {rows[0].id}
    nothing_is_wrong(cast)


def test_what_was_written_after_a_merge_stays_and_loses_the_post_it_answered(cast, thread, other):
    movers.merge(cast.mo, thread, other)
    later = posts.reply(cast.cleo, other, "A dome, I think.", post(other, 3))
    undo(cast.mo, other, "merged-from")
    assert (later.thread_id, later.reply_to_id) == (other.id, None)
    assert numbered(other) == {1: "All about stoves.", 2: "Wood!", 8: "A dome, I think."}
    nothing_is_wrong(cast)


def test_old_addresses_lead_home_again(cast, thread, other):
    movers.merge(cast.mo, thread, other)
    undo(cast.mo, other, "merged-from")
    for number in range(1, 6):  # those of the time when it was merged
        assert moved.post_href(cast.guest, other.id, number + 2).endswith(
            f"/t/{thread.id}/which-tent/{number}#post-{number}"
        )
    assert db.session.query(MovedPost).filter_by(thread_id=thread.id).all() == []
    assert moved.instead(cast.guest, thread.id) is None


def test_a_thread_that_went_after_a_week_comes_back(cast, thread, other):
    threads.close(cast.mo, thread)
    movers.merge(cast.mo, thread, other)
    jobs.remove_emptied(thread.id, cast.mo.id)
    db.session.expire_all()
    assert thread.state == "deleted"
    undo(cast.mo, other, "merged-from")
    assert (thread.state, thread.is_closed, thread.post_count) == ("visible", True, 5)
    jobs.remove_emptied(thread.id, cast.mo.id)  # asked for by the merge, and not meant any more
    db.session.expire_all()
    assert thread.state == "visible"
    nothing_is_wrong(cast)


def test_notes_old_links_and_the_answer_go_back_with_their_thread(cast, thread, other):
    staff_notes.about_thread(cast.mo, thread, "Look out for shops.")
    db.session.add(Address(path="/viewtopic.php?t=7", thread_id=thread.id))
    answers.accept(cast.max, thread, post(thread, 2))
    answers.accept(cast.cleo, other, post(other, 2))
    database.commit()
    movers.merge(cast.mo, thread, other, answer="kept")
    assert thread.answer_id is None
    undo(cast.mo, other, "merged-from")
    assert thread.answer_id == post(thread, 2).id and other.answer_id == post(other, 2).id
    assert thread.answered_by_id == cast.max.id
    assert db.session.scalars(select(StaffNote.thread_id)).all() == [thread.id]
    assert db.session.scalars(select(Address.thread_id)).all() == [thread.id]
    nothing_is_wrong(cast)


def test_a_first_post_that_was_edited_meanwhile_keeps_its_words(cast, thread, other):
    movers.merge(cast.mo, thread, other)
    copy = post(other, 3)
    db.session.refresh(copy, ["thread", "author"])
    posts.edit(cast.max, copy, "A dome, for two people?", copy.version)
    undo(cast.mo, other, "merged-from")
    head = post(thread, 1)
    assert head.body == "A dome, for two people?"
    assert thread.excerpt.startswith("A dome, for two")
    assert db.session.get(Post, copy.id) is None
    nothing_is_wrong(cast)


def test_a_first_post_about_which_something_was_decided_is_moved_by_hand(cast, thread, other):
    movers.merge(cast.mo, thread, other)
    copy = post(other, 3)
    db.session.refresh(copy, ["thread", "author"])
    factories.guidelines()
    casework.moderated(cast.ada, copy, "lock")
    was = everything(other)[0]
    with pytest.raises(Refused, match="decided about the first post"):
        undo(cast.mo, other, "merged-from")
    assert everything(other)[0] == was


def test_posts_that_were_split_into_another_thread_go_back(cast, thread, other):
    was, there = everything(thread), everything(other)
    movers.move_posts(cast.mo, thread, [2, 4, 5], other)
    undo(cast.mo, thread, "split-off")
    assert everything(thread) == was
    assert everything(other)[0] == there[0]
    nothing_is_wrong(cast)


def test_a_thread_made_by_a_split_goes_back_with_what_came_since(cast, thread, tents):
    was = everything(thread)[0]
    made = movers.split(cast.mo, thread, [4, 5], "Which stove?", node(tents))
    posts.reply(cast.max, made, "Wood!", post(made, 2))
    reactions.add(cast.amy, post(made, 1), "heart")
    undo(cast.mo, made, "split-from")
    rows = everything(thread)[0]
    assert [row.body for row in rows] == [*[row.body for row in was], "Wood!"]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[3].reaction_count == 1 and rows[4].reply_to_id == rows[3].id
    assert rows[5].reply_to_id == rows[4].id
    assert made.merged_into_id == thread.id and made.is_closed and numbered(made).keys() == {1}
    assert moved.instead(cast.guest, made.id).id == thread.id
    nothing_is_wrong(cast)


def test_where_the_first_post_had_been_copied_its_copy_is_left_behind(cast, thread, other, tents):
    was = everything(thread)
    made = movers.split(cast.mo, thread, [1, 2, 3], "Tents", node(tents))
    undo(cast.mo, thread, "split-off")
    assert everything(thread) == was
    assert made.merged_into_id == thread.id
    movers.move_posts(cast.mo, thread, [1, 2], other)
    with pytest.raises(Refused, match="copied there"):
        undo(cast.mo, thread, "split-off")
    nothing_is_wrong(cast)


def test_what_was_moved_on_since_stays_there(cast, thread, other, tents):
    movers.move_posts(cast.mo, thread, [3, 4, 5], other)
    movers.split(cast.mo, other, [4, 5], "Which stove?", node(tents))
    undo(cast.mo, thread, "split-off")
    assert list(numbered(thread)) == [1, 2, 3]
    movers.move_posts(cast.mo, thread, [2], other)
    movers.split(cast.mo, other, [6], "Tunnels", node(tents))
    with pytest.raises(Refused, match="moved on since"):
        undo(cast.mo, thread, "split-off")
    nothing_is_wrong(cast)


def test_it_is_said_in_both_threads_and_in_the_log_and_authors_hear(cast, thread, other):
    movers.move_posts(cast.mo, thread, [4], other)
    undo(cast.mo, thread, "split-off")
    here, there = line(thread, "split-from"), line(other, "split-off")
    said = [thread_events.said(cast.max, one.verb, one.details) for one in (here, there)]
    assert said == [
        "took back that 1 post was moved away; it is here again",
        "took back that 1 post was moved here; it is where it was",
    ]
    assert (here.after_number, here.other_id, there.other_id) == (3, other.id, thread.id)
    log = db.session.scalars(select(StaffAction).where(StaffAction.verb == "unsplit")).one()
    assert (log.actor_id, log.thread_id, log.details["target"]) == (cast.mo.id, other.id, thread.id)
    with pytest.raises(Refused):  # that it was taken back is not taken back
        undo(cast.mo, thread, "split-from")
    assert db.session.scalar(select(Notification.id)) is None  # by a job, as when they were moved


def test_only_the_newest_of_a_thread_is_taken_back(cast, thread, other):
    movers.move_posts(cast.mo, thread, [2], other)
    first = line(thread, "split-off")
    movers.move_posts(cast.mo, thread, [3], other)
    with pytest.raises(Refused, match="Something else has been done"):
        undoing.undo(cast.mo, thread, first)


def test_who_does_not_moderate_both_takes_nothing_back(cast, thread, tents):
    elsewhere = factories.category(name="Stoves", slug="stoves")
    away = factories.thread(category=elsewhere, author=cast.cleo)
    keepers = factories.group("keepers")
    rights = {f"may_{right}": True for right in ("see", "reply", "start", "moderate")}
    db.session.add(CategoryAccess(category_id=tents.id, group_id=keepers.id, **rights))
    keeper = factories.user(groups=["keepers"])
    recounting.recount(cast.ada)
    movers.move_posts(cast.mo, thread, [2], away)
    for who in (cast.max, cast.amy, keeper):
        with pytest.raises(Denied):
            undo(who, thread, "split-off")
    page = posts_of.page(keeper, thread, 1)
    assert not any(one.may_undo for one in lines_of(keeper, thread, page))
    assert [one.may_undo for one in lines_of(cast.mo, thread, page)] == [True]
    undo(cast.mo, thread, "split-off")
    assert [one.may_undo for one in lines_of(cast.mo, thread, page)] == [False, False]
    nothing_is_wrong(cast)


def test_what_was_written_for_few_is_not_shown_to_all_by_it(cast, tents):
    thread = threads.start(cast.mo, tents, "Shops", "Which shops do we know?", "question", tags=[])
    posts.reply(cast.mo, thread, "That one.")
    few = factories.category(private_to="moderators", slug="few")
    database.commit()
    made = movers.split(cast.ada, thread, [2], "That shop", node(few), mixes=True)
    posts.reply(cast.mo, made, "Between us: they are all the same.")
    with pytest.raises(Refused, match="other people can read that category"):
        undo(cast.ada, made, "split-from")
