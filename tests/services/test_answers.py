"""Answers: one per question, moved and taken back, decided in SQL."""

import pytest
from sqlalchemy import update

from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import Thread, User
from forum.services import answers, posts, threads
from tests import factories


@pytest.fixture
def thread(cast):
    return threads.start(cast.max, factories.category(), "Which tent?", "A dome?", "question")


@pytest.fixture
def replies(cast, thread):
    return [posts.reply(cast.amy, thread, "A tunnel."), posts.reply(cast.nia, thread, "A tarp.")]


def answer_counts(*people):
    return [db.session.get(User, person.id).answer_count for person in people]


def test_who_asked_marks_the_answer(cast, thread, replies):
    answers.accept(cast.max, thread, replies[0])
    assert (thread.answer_id, thread.answered_by_id) == (replies[0].id, cast.max.id)
    assert answer_counts(cast.amy, cast.nia) == [1, 0]


def test_another_answer_takes_its_place(cast, thread, replies):
    answers.accept(cast.max, thread, replies[0])
    answers.accept(cast.mo, thread, replies[1])
    answers.accept(cast.mo, thread, replies[1])
    assert thread.answer_id == replies[1].id
    assert answer_counts(cast.amy, cast.nia) == [0, 1]


def test_the_mark_can_be_taken_back(cast, thread, replies):
    answers.accept(cast.max, thread, replies[0])
    answers.withdraw(cast.max, thread)
    answers.withdraw(cast.max, thread)
    assert (thread.answer_id, thread.answered_at) == (None, None)
    assert answer_counts(cast.amy) == [0]


def test_of_two_at_once_one_is_told(cast, thread, replies):
    """What the second had read is no longer so when it writes."""
    assert thread.answer_id is None
    db.session.execute(
        update(Thread).where(Thread.id == thread.id).values(answer_id=replies[0].id),
        execution_options={"synchronize_session": False},
    )
    with pytest.raises(Conflict):
        answers.accept(cast.mo, thread, replies[1])


@pytest.mark.parametrize("who", ["guest", "nia", "amy", "sue"])
def test_some_may_not(cast, thread, replies, who):
    with pytest.raises(Denied):
        answers.accept(getattr(cast, who), thread, replies[0])
    with pytest.raises(Denied):
        answers.withdraw(getattr(cast, who), thread)


def test_a_discussion_has_no_answer(cast):
    thread = threads.start(cast.max, factories.category(), "Which tent?", "A dome?")
    reply = posts.reply(cast.amy, thread, "A tunnel.")
    with pytest.raises(Denied, match="Only questions"):
        answers.accept(cast.max, thread, reply)


def test_the_question_is_not_the_answer(cast, thread, replies):
    elsewhere = factories.post(author=cast.amy)
    first = db.session.query(type(elsewhere)).filter_by(thread_id=thread.id, number=1).one()
    for post in (first, elsewhere):
        with pytest.raises(Refused):
            answers.accept(cast.max, thread, post)


def test_what_is_hidden_is_not_the_answer(cast, thread, replies):
    replies[0].state = "removed"
    with pytest.raises(Denied) as denied:
        answers.accept(cast.max, thread, replies[0])
    assert denied.value.verdict.hidden
    with pytest.raises(Refused):
        answers.accept(cast.mo, thread, replies[0])


def test_a_private_question_is_not_there(cast):
    thread = threads.start(
        cast.amy, factories.category(private_to="ambassadors"), "Which tent?", "A dome?", "question"
    )
    with pytest.raises(Denied) as denied:
        answers.accept(cast.max, thread, factories.post(thread=thread))
    assert denied.value.verdict.hidden
