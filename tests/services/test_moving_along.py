"""What goes along when posts move: what hangs on them, what was told of them, what is being written."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import notifications as notify
from forum.jobs import posts as post_jobs
from forum.lib.verdict import Refused
from forum.models import (
    Bookmark,
    Draft,
    Job,
    ModerationCase,
    Notification,
    Post,
    Reaction,
    ReadPosition,
    ThreadLevel,
)
from forum.models.notifications import NORMAL, TRACKING, WATCHING
from forum.queries import references
from forum.services import answers, cases, movers, posts, reactions
from tests.moving import node, nothing_is_wrong, numbered, other, post, tents, thread

__all__ = ["other", "tents", "thread"]


def test_what_hangs_on_the_posts_goes_along(cast, thread, other):
    two, head = post(thread, 2), post(thread, 1)
    reactions.add(cast.max, two, "heart")
    reactions.add(cast.amy, head, "heart")
    db.session.add(Bookmark(user_id=cast.nia.id, post_id=head.id))
    case = cases.open_case(cases.of_post(two), "report")
    of_head = cases.open_case(cases.of_post(head), "report")
    database.commit()
    movers.merge(cast.mo, thread, other)
    copy = post(other, 3)
    given = set(db.session.execute(select(Reaction.post_id, Reaction.user_id)).all())
    assert {(two.id, cast.max.id), (copy.id, cast.amy.id)} == {tuple(row) for row in given}
    marked = db.session.scalars(select(Bookmark.post_id).where(Bookmark.user_id == cast.nia.id))
    assert marked.all() == [copy.id]
    db.session.refresh(case)
    db.session.refresh(of_head)
    assert case.thread_id == of_head.thread_id == other.id
    assert (of_head.post_id, of_head.target) == (copy.id, f"post:{copy.id}")
    assert (
        db.session.scalar(select(ModerationCase.id).where(ModerationCase.thread_id == thread.id))
        is None
    )
    nothing_is_wrong(cast)


def test_levels_are_the_greater_and_places_read_hold(cast, thread, other):
    def follow(user, where, level):
        known = db.session.get(ThreadLevel, (user.id, where.id))
        if known is None:
            known = ThreadLevel(user_id=user.id, thread_id=where.id)
            db.session.add(known)
        known.level = level

    follow(cast.nia, thread, WATCHING)
    follow(cast.nia, other, NORMAL)
    follow(cast.amy, thread, NORMAL)
    follow(cast.amy, other, TRACKING)
    db.session.add(ReadPosition(user_id=cast.nia.id, thread_id=thread.id, last_number=3))
    db.session.add(ReadPosition(user_id=cast.nia.id, thread_id=other.id, last_number=2))
    db.session.add(ReadPosition(user_id=cast.sue.id, thread_id=thread.id, last_number=5))
    database.commit()
    movers.merge(cast.mo, thread, other)
    db.session.expire_all()
    level = lambda user: db.session.get(ThreadLevel, (user.id, other.id)).level  # noqa: E731
    assert (level(cast.nia), level(cast.amy)) == (WATCHING, TRACKING)
    assert db.session.get(ReadPosition, (cast.nia.id, other.id)).last_number == 5
    assert db.session.get(ReadPosition, (cast.sue.id, other.id)) is None  # never read the others


def test_notices_say_where_the_post_is_now(cast, thread, other):
    four, five, theirs = post(thread, 4), post(thread, 5), post(other, 2)

    def tell(about, group, count=1):
        db.session.add(Notification(
            user_id=cast.nia.id, event="watched", group=group, thread_id=about.thread_id,
            post_id=about.id, actor_id=about.author_id, details={"first": about.number},
            count=count,
        ))  # fmt: skip

    tell(five, f"thread:{thread.id}", 2)
    tell(theirs, f"thread:{other.id}")
    tell(four, f"reaction:{four.id}")
    database.commit()
    movers.move_posts(cast.mo, thread, [4, 5], other)
    rows = db.session.scalars(
        select(Notification).where(Notification.user_id == cast.nia.id).order_by(Notification.id)
    ).all()
    assert [(row.group, row.thread_id, row.count) for row in rows] == [
        (f"thread:{other.id}", other.id, 3), (f"reaction:{four.id}", other.id, 1),
    ]  # fmt: skip
    assert rows[1].details["first"] == 3


def test_what_somebody_is_typing_is_kept(cast, thread, other):
    def draft(user, where, **payload):
        db.session.add(
            Draft(user_id=user.id, key=f"thread:{where.id}", sequence=1, payload=payload)
        )

    draft(cast.nia, thread, body="I think", reply_to="2")
    draft(cast.amy, thread, body="And also")
    draft(cast.amy, other, body="Stoves are")
    database.commit()
    movers.merge(cast.mo, thread, other)
    db.session.expire_all()
    rows = {row.user_id: row for row in db.session.scalars(select(Draft))}
    assert rows[cast.nia.id].key == f"thread:{other.id}"
    assert rows[cast.nia.id].payload == {"body": "I think", "reply_to": "4"}
    assert rows[cast.amy.id].payload["body"] == "Stoves are\n\nAnd also"


def test_quotes_lead_to_where_the_post_is(app, cast, thread, other):
    quote = f'[quote="amy, post:5, thread:{thread.id}"]\nGas.\n[/quote]\n\nNever.'
    quoting = posts.reply(cast.mo, other, quote)
    assert f"/t/{thread.id}/which-tent/5#post-5" in quoting.html
    movers.move_posts(cast.mo, thread, [4, 5], other)
    database.commit()
    post_jobs.render_quotes(thread.id)
    database.begin("write")
    db.session.expire_all()
    assert f"/t/{other.id}/stoves/5#post-5" in db.session.get_one(Post, quoting.id).html
    now = references.places_now(cast.guest, [(thread.id, 5)])
    assert now == {(thread.id, 5): (other.id, 5)}


def test_the_answer_goes_with_its_post(cast, thread, tents):
    answers.accept(cast.max, thread, post(thread, 5))
    answer = thread.answer_id
    made = movers.split(cast.mo, thread, [4, 5], "Which stove?", node(tents))
    assert thread.answer_id is None and made.answer_id == answer and made.kind == "question"
    nothing_is_wrong(cast)


@pytest.mark.parametrize("choice", ["kept", "moved"])
def test_of_two_answers_one_is_chosen(cast, thread, other, choice):
    answers.accept(cast.max, thread, post(thread, 5))
    answers.accept(cast.cleo, other, post(other, 2))
    mine, theirs = thread.answer_id, other.answer_id
    with pytest.raises(Refused) as refused:
        movers.merge(cast.mo, thread, other)
    assert refused.value.field == "answer" and len(numbered(thread)) == 5
    movers.merge(cast.mo, thread, other, answer=choice)
    assert other.answer_id == (theirs if choice == "kept" else mine)
    assert thread.answer_id is None
    nothing_is_wrong(cast)


def test_authors_are_told_once(cast, thread, other):
    movers.move_posts(cast.mo, thread, [3, 4, 5], other)
    found = db.session.scalars(select(Job).where(Job.name == "notify.moved")).all()
    assert len(found) == 3
    for job in found:
        notify.moved(**job.arguments)
    told = db.session.execute(
        select(Notification.user_id, Notification.thread_id).where(Notification.event == "moved")
    ).all()
    assert sorted(told) == sorted((who.id, other.id) for who in (cast.max, cast.amy, cast.cleo))
