"""Starting threads: what is written and counted, and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Category, SettingValue, Tag, Thread, ThreadTag, User
from forum.models.columns import utcnow
from forum.queries import reading
from forum.services import posts, threads
from tests import factories


@pytest.fixture
def category(cast):
    return factories.category(kinds="discussion question announcement")


def test_a_thread_has_its_first_post_and_its_counters(cast, category):
    thread = threads.start(cast.max, category, "  Which tent\nfor wind? ", "A *dome*, or a tunnel?")
    assert (thread.title, thread.slug, thread.kind) == (
        "Which tent for wind?",
        "which-tent-for-wind",
        "discussion",
    )
    assert thread.excerpt == "A dome, or a tunnel?"
    assert (thread.highest_number, thread.post_count) == (1, 1)
    db.session.refresh(category)
    assert (category.thread_count, category.post_count, category.last_thread_id) == (
        1,
        1,
        thread.id,
    )
    assert db.session.get(User, cast.max.id).thread_count == 1


def test_who_starts_a_thread_or_replies_has_read_what_they_wrote(cast, category):
    thread = threads.start(cast.max, category, "Which tent for wind?", "A dome, or a tunnel?")
    assert reading.position(cast.max, thread)[:2] == (1, None)
    posts.reply(cast.amy, thread, "A tunnel, with its tail to the wind.")
    assert reading.position(cast.amy, thread)[:2] == (2, None)
    assert reading.position(cast.max, thread)[:2] == (1, 2)
    posts.reply(cast.max, thread, "Thank you. Which one?")
    assert reading.position(cast.max, thread)[:2] == (3, None)
    assert reading.position(cast.amy, thread)[:2] == (2, 3)


def test_what_comes_from_elsewhere_moves_nobodys_read_position(cast, category):
    then = utcnow() - timedelta(days=2)
    thread = threads.start(cast.max, category, "Which tent?", "A dome, or a tunnel?", at=then)
    posts.reply(cast.max, thread, "Or none at all?", at=then)
    assert reading.position(cast.max, thread)[0] is None


def test_a_private_thread_counts_for_nobody_to_see(cast):
    private = factories.category(private_to="ambassadors")
    threads.start(cast.amy, private, "Among ourselves", "Hello there.", tags=[])
    assert db.session.get(User, cast.amy.id).thread_count == 0
    assert db.session.get(Category, private.id).thread_count == 1


def test_a_repeated_request_starts_once(cast, category):
    one = threads.start(cast.max, category, "Which tent?", "A dome?", submission_key="k" * 32)
    other = threads.start(cast.max, category, "Which tent?", "A dome?", submission_key="k" * 32)
    assert one.id == other.id
    assert db.session.scalar(select(func.count(Thread.id))) == 1


def test_who_may_makes_new_tags(cast, category):
    thread = threads.start(
        cast.ada, category, "Which tent?", "A dome?", tags=["Tents", "wild camp"]
    )
    names = db.session.scalars(
        select(Tag.name)
        .join(ThreadTag)
        .where(ThreadTag.thread_id == thread.id)
        .order_by(ThreadTag.position)
    )
    assert list(names) == ["tents", "wild-camp"]
    assert set(db.session.scalars(select(Tag.thread_count))) == {1}


def test_others_choose_from_those_there_are(cast, category):
    threads.start(cast.ada, category, "Which tent?", "A dome?", tags=["tents"])
    threads.start(cast.nia, category, "Which stove?", "Gas?", tags=["TENTS"])
    with pytest.raises(Refused) as refused:
        threads.start(cast.max, category, "Which map?", "Paper?", tags=["maps"])
    assert refused.value.field == "tags"
    assert db.session.scalar(select(Tag.thread_count)) == 2


@pytest.mark.parametrize("title", ["", "Hm", "x" * 256, "\0\0\0\0\0"])
def test_a_title_has_to_be_one(cast, category, title):
    with pytest.raises(Refused) as refused:
        threads.start(cast.max, category, title, "A dome, or a tunnel?")
    assert refused.value.field == "title"


@pytest.mark.parametrize("kind", ["poll", "announcement"])
def test_a_kind_has_to_be_offered_to_the_member(cast, category, kind):
    with pytest.raises(Refused) as refused:
        threads.start(cast.max, category, "Which tent?", "A dome?", kind=kind)
    assert refused.value.field == "kind"


def test_moderators_announce(cast, category):
    assert threads.start(cast.mo, category, "A new guide", "Here.", kind="announcement").kind == (
        "announcement"
    )


@pytest.mark.parametrize(("who", "hidden"), [("guest", False), ("sue", False)])
def test_some_may_not(cast, category, who, hidden):
    with pytest.raises(Denied) as denied:
        threads.start(getattr(cast, who), category, "Which tent?", "A dome?")
    assert denied.value.verdict.hidden is hidden


def test_a_private_category_is_not_there(cast):
    with pytest.raises(Denied) as denied:
        threads.start(cast.max, factories.category(private_to="ambassadors"), "Which?", "A dome?")
    assert denied.value.verdict.hidden


def test_an_archived_category_takes_no_threads(cast):
    with pytest.raises(Denied, match="archived"):
        threads.start(cast.ada, factories.category(is_archived=True), "Which tent?", "A dome?")


def test_there_is_a_number_of_threads_a_day(cast, category):
    db.session.add(SettingValue(name="limits.threads_per_day", value=1))
    db.session.flush()
    threads.start(cast.max, category, "Which tent?", "A dome?")
    with pytest.raises(Refused, match="many threads"):
        threads.start(cast.max, category, "Which stove?", "Gas?")
