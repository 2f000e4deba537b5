"""A spammer, in one action: everything goes, nothing is sent, and one action brings all of it back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum import database
from forum.extensions import db
from forum.lib.verdict import Conflict, Denied
from forum.models import (
    OPERATOR,
    BlockedAddress,
    CategoryAccess,
    Job,
    MemberSession,
    ModerationCase,
    Post,
    Report,
    StaffAction,
    Statement,
    SweptPost,
    Thread,
    ThreadEvent,
    User,
)
from forum.models.columns import utcnow
from forum.policies import spammers as policy
from forum.queries import accounts as account_queries
from forum.queries import proposals, viewers
from forum.security import addresses
from forum.services import (
    answers,
    decisions,
    movers,
    recounting,
    reports,
    settings,
    spammers,
    sweeping,
    threads,
)
from forum.services.filing import Said
from tests import casework, factories
from tests.at_once import at_once


def rows():
    """Everything that has to be as it was: posts, threads, numbers, the account."""
    db.session.flush()
    db.session.expire_all()
    posts = select(Post.id, Post.state, Post.number, Post.created_at, Post.reaction_count)
    threads = select(Thread.id, Thread.state, Thread.post_count, Thread.last_poster_id,
                     Thread.answer_id, Thread.answered_by_id)  # fmt: skip
    users = select(User.id, User.post_count, User.thread_count, User.answer_count,
                   User.terminated_at, User.suspended_until, User.restricted_until)  # fmt: skip
    return [
        db.session.execute(each.order_by(each.selected_columns[0])).all()
        for each in (posts, threads, users)
    ]


@pytest.fixture
def wrote(cast):
    """What Max wrote: a thread that others answered, replies, one of them the answer."""
    factories.guidelines(at=utcnow() - timedelta(days=30))
    own = factories.thread(author=cast.max)
    factories.post(thread=own, author=cast.nia)
    question = factories.thread(author=cast.nia, kind="question")
    reply = factories.post(thread=question, author=cast.max)
    answers.accept(cast.nia, question, reply)
    for _ in range(4):
        factories.post(author=cast.max)
    recounting.recount(OPERATOR)
    return db.session.scalars(select(Post.id).where(Post.author_id == cast.max.id)).all()


def states(ids):
    return set(db.session.scalars(select(Post.state).where(Post.id.in_(ids))))


@pytest.fixture
def people(cast):
    """The cast again after everything was read anew; groups live in memory only."""

    def load(name):
        return viewers.with_groups(None, db.session.get_one(User, getattr(cast, name).id))

    return load


def test_everything_goes_at_once_and_comes_back_as_it_was(cast, wrote, people):
    before = rows()
    ada, max_ = people("ada"), people("max")
    factories.signed_in(max_)
    email = max_.email
    made = spammers.mark(ada, max_, "Links to a shop.")
    assert states(wrote) == {"hidden"}
    assert max_.terminated_at is not None and max_.is_suspended
    revoked = select(MemberSession.revoked_at).where(MemberSession.user_id == max_.id)
    assert None not in db.session.scalars(revoked).all()
    assert account_queries.is_blocked(cast.guest, email)
    (told,) = db.session.scalars(select(Statement)).all()  # written, and sent to nobody
    assert made.is_untold and "everything that you wrote" in told.body and "a shop" in told.body
    log = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert log == ["suspension"]
    assert not recounting.recount(OPERATOR)
    spammers.undo(people("ada"), people("max"))
    assert rows() == before
    assert not account_queries.is_blocked(cast.guest, email)
    assert db.session.scalar(select(func.count()).select_from(SweptPost)) == 0
    assert not recounting.recount(OPERATOR)
    with pytest.raises(Conflict):
        spammers.undo(people("ada"), people("max"))


def test_the_cost_is_the_same_for_ten_posts_and_for_many(cast, wrote, people, queries, monkeypatch):
    monkeypatch.setattr(sweeping, "STEP", 3)
    ada, max_ = people("ada"), people("max")
    made = spammers.mark(ada, max_)
    hidden = select(func.count()).where(Post.state == "hidden", Post.author_id == max_.id)
    assert db.session.scalar(hidden) == 3
    counts = []
    for _ in range(2):
        with queries() as said:
            sweeping.go_on(OPERATOR, made.id)
        counts.append(len(said))
    assert db.session.scalar(hidden) == len(wrote)
    spammers.undo(people("ada"), people("max"))
    while db.session.scalar(hidden):
        sweeping.bring_back(OPERATOR, made.id)
    assert states(wrote) == {"visible"}


def test_what_was_changed_meanwhile_stays_as_somebody_left_it(cast, wrote, people):
    spammers.mark(people("ada"), people("max"))
    removed = db.session.scalars(
        select(Post).where(Post.id == wrote[-1]).options(joinedload(Post.thread))
    ).one()
    removed.state = "removed"
    db.session.flush()
    spammers.undo(people("ada"), people("max"))
    assert db.session.scalar(select(Post.state).where(Post.id == wrote[-1])) == "removed"
    assert states(wrote[:-1]) == {"visible"}


def test_what_was_moved_while_it_was_hidden_comes_back_to_where_it_stood(cast, wrote, people):
    """Replies that were split off, and a thread that was put where its author cannot read it."""
    inner = factories.category(private_to="ambassadors")
    bin_ = factories.thread(category=inner, author=cast.amy)
    thread = factories.thread(author=cast.nia)
    theirs = [factories.post(thread=thread, author=cast.max) for _ in range(2)]
    answer = factories.post(thread=thread, author=cast.amy, reply_to_id=theirs[1].id)
    recounting.recount(OPERATOR)
    before = rows()
    own = db.session.get_one(Post, wrote[0]).thread_id
    spammers.mark(people("ada"), people("max"))
    movers.move_posts(
        people("ada"), db.session.get_one(Thread, thread.id), [2, 3], bin_, mixes=True
    )
    threads.move(people("ada"), db.session.get_one(Thread, own), inner)
    db.session.expire_all()
    assert {one.thread_id for one in theirs} == {bin_.id} and answer.reply_to_id is None
    spammers.undo(people("ada"), people("max"))
    assert rows() == before
    assert [(one.thread_id, one.number) for one in theirs] == [(thread.id, 2), (thread.id, 3)]
    assert (answer.reply_to_id, theirs[1].reply_count) == (theirs[1].id, 1)
    assert db.session.get_one(Thread, own).category_id != inner.id
    said = db.session.query(ThreadEvent).filter_by(thread_id=thread.id, verb="split-from").one()
    assert (said.other_id, said.details["count"]) == (bin_.id, 2)  # one line for both
    assert not recounting.recount(OPERATOR)


def test_a_copy_of_a_first_post_is_shown_again_too(cast, wrote, people):
    own = db.session.get_one(Post, wrote[0]).thread_id
    to = factories.thread(author=cast.nia)
    recounting.recount(OPERATOR)
    spammers.mark(people("ada"), people("max"))
    movers.move_posts(people("ada"), db.session.get_one(Thread, own), [1], to)
    copy = db.session.query(Post).filter_by(thread_id=to.id, number=2).one()
    assert copy.state == "hidden"
    spammers.undo(people("ada"), people("max"))
    db.session.expire_all()
    assert copy.state == "visible" and states(wrote) == {"visible"}
    assert not recounting.recount(OPERATOR)


def test_an_address_that_was_blocked_before_stays_so(cast, wrote, people):
    max_ = people("max")
    db.session.add(BlockedAddress(address_hash=addresses.hashed(max_.email),
                                  until=utcnow() + timedelta(days=3)))  # fmt: skip
    db.session.flush()
    spammers.mark(people("ada"), max_)
    spammers.undo(people("ada"), max_)
    assert db.session.scalar(select(func.count()).select_from(BlockedAddress)) == 1


def test_who_may_and_whom(cast, wrote, people):
    new = factories.user(name="brandnew")
    old = factories.user(name="older", created_at=utcnow() - timedelta(days=8))
    many = factories.user(name="busy")
    for _ in range(11):
        factories.post(author=many)
    for who in (cast.guest, cast.nia, cast.max, cast.amy, cast.sue):
        with pytest.raises(Denied):
            spammers.mark(who, new)
    assert policy.can_mark(cast.mo, new)
    assert not policy.can_mark(cast.mo, old) and not policy.can_mark(cast.mo, many)
    assert policy.can_mark(cast.cleo, old) and policy.can_mark(cast.cleo, many)
    for known in (cast.mo, cast.cleo, cast.ada, cast.amy):
        assert not policy.can_mark(cast.ada, known), known.name
    spammers.mark(cast.mo, new)
    with pytest.raises(Denied):
        spammers.undo(cast.max, new)
    spammers.mark(cast.ada, old)
    with pytest.raises(Denied):
        spammers.undo(cast.mo, old)
    spammers.undo(cast.mo, new)


def test_criticism_is_not_called_spam_by_one_person(cast, people):
    """community.md §4.6: however new somebody is, taking what they say against us takes two."""
    factories.guidelines(at=utcnow() - timedelta(days=30))
    settings.change(OPERATOR, "brand.company", "Fernway")
    new = factories.user(name="brandnew")
    post = factories.post(author=new, body="My Fernway tent is junk, I am disappointed.")
    with pytest.raises(Denied, match="may criticise us"):
        spammers.mark(people("mo"), new)
    made = spammers.mark(people("cleo"), new)
    assert made.restores_at is not None and not made.is_untold
    assert db.session.get_one(ModerationCase, made.case_id).is_about_brand
    asked = {job.name for job in db.session.scalars(select(Job))}
    assert {"notify.second_person", "notify.statement"} <= asked and post.state == "hidden"
    decisions.end_due(OPERATOR, utcnow() + timedelta(hours=25))
    assert post.state == "visible"


def test_the_moderator_of_a_category_reaches_nobody_outside_of_it(cast, people):
    """T29: an account is closed everywhere, and its posts are hidden everywhere."""
    keepers = factories.group("keepers")
    here, there = factories.category(), factories.category()
    db.session.add(CategoryAccess(category_id=here.id, group_id=keepers.id, may_see=True,
                                  may_moderate=True))  # fmt: skip
    kim, new = factories.user(groups=["keepers"]), factories.user(name="brandnew")
    database.commit()
    assert not policy.can_mark(kim, new)  # who wrote nothing at all
    factories.post(thread=factories.thread(category=here), author=new)
    assert policy.can_mark(kim, new)
    factories.post(thread=factories.thread(category=there), author=new)
    with pytest.raises(Denied, match="where you do not moderate"):
        spammers.mark(kim, new)
    spammers.mark(people("mo"), new)


def test_a_member_of_years_is_told_and_comes_back_unless_somebody_else_agrees(cast, wrote, people):
    max_ = db.session.get_one(User, cast.max.id)
    max_.created_at = utcnow() - timedelta(days=900)
    reported = casework.case(people("max"))
    recounting.recount(OPERATOR)
    before = rows()
    made = spammers.mark(people("cleo"), people("max"))
    assert made.restores_at is not None and not made.is_untold
    assert states(wrote) == {"hidden"} and reported.closed_at is not None
    asked = {job.name for job in db.session.scalars(select(Job))}
    assert {"notify.second_person", "notify.statement"} <= asked
    assert [one.may_second for one in proposals.every(people("ada"))] == [True]
    (mine,) = proposals.every(people("cleo"))
    assert mine.is_mine and not mine.may_second
    with pytest.raises(Denied):
        decisions.agree(people("cleo"), made)
    decisions.end_due(OPERATOR, utcnow() + timedelta(hours=25))
    assert rows() == before
    assert not account_queries.is_blocked(cast.guest, people("max").email)
    assert db.session.get_one(ModerationCase, reported.id).closed_at is None
    with pytest.raises(Denied, match="nobody agreed"):
        spammers.mark(people("cleo"), people("max"))
    made = spammers.mark(people("ada"), people("max"))
    decisions.agree(people("cleo"), made)
    decisions.end_due(OPERATOR, utcnow() + timedelta(hours=25))
    assert states(wrote) == {"hidden"} and made.second_by_id == cast.cleo.id
    assert db.session.get_one(User, cast.max.id).terminated_at is not None


def test_who_reported_the_member_is_answered(cast, wrote, people):
    reports.report_member(cast.nia, cast.max, Said("other", "A shop."))
    spammers.mark(cast.ada, cast.max)
    report = db.session.scalars(select(Report)).one()
    assert report.is_upheld and report.answered_at is not None
    assert db.session.scalars(select(ModerationCase.state)).all() == ["decided"]
    told = select(Statement.id).where(Statement.recipient == "reporter")
    jobs = select(Job.arguments).where(Job.name == "notify.statement")
    assert db.session.scalars(jobs).all() == [{"statement_id": db.session.scalar(told)}]


def test_what_is_open_about_them_is_closed_with_it_and_waits_again_after_the_undo(
    cast, wrote, people
):
    reported = casework.case(people("max"))
    casework.report(reported, people("nia"), explanation="A shop.")
    held = casework.case(people("max"), kind="held")
    db.session.get_one(Post, held.post_id).state = "pending"
    second, other = casework.case(people("max"), state="waiting"), casework.case(people("amy"))
    db.session.flush()
    made = spammers.mark(people("ada"), people("max"))

    def is_open():
        db.session.expire_all()
        of = {
            case.id: case.closed_at is None for case in db.session.scalars(select(ModerationCase))
        }
        return [of[id_] for id_ in ids]

    ids = [case.id for case in (reported, held, second, other)]
    assert is_open() == [False, False, True, True]
    report = db.session.scalars(select(Report)).one()
    told = select(Statement.user_id).where(Statement.report_id == report.id)
    assert report.is_upheld and db.session.scalars(told).all() == [people("nia").id]
    assert db.session.scalar(select(Post.state).where(Post.id == held.post_id)) == "pending"
    spammers.undo(people("ada"), people("max"))
    assert is_open() == [True, True, True, True] and made.state == "reversed"
    assert db.session.scalars(select(Report.is_upheld)).all() == [None]


def test_of_two_at_the_same_moment_one_does_it_and_the_other_is_told(app, cast):
    spammer = factories.user(name="brandnew")
    factories.post(author=spammer)
    ids = [cast.ada.id, cast.cleo.id, cast.mo.id, spammer.id]
    database.commit()

    def mark(by):
        user = db.session.get_one(User, ids[-1])
        return spammers.mark(viewers.with_groups(None, db.session.get_one(User, by)), user).id

    made, refused = at_once(app, [lambda by=by: mark(by) for by in ids[:3]])
    assert len(made) == 1 and len(refused) == 2
    assert all("Nothing was done twice" in str(one) for one in refused)
    assert db.session.scalar(select(func.count(Statement.id))) == 1
