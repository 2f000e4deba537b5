"""Software acts on what is said of a post: it hides, silences, closes, and takes all of it back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import (
    OPERATOR,
    Decision,
    ModerationCase,
    Post,
    Report,
    Statement,
    SweptPost,
    Thread,
    ThreadEvent,
    User,
)
from forum.models.columns import utcnow
from forum.policies import posts as post_policy
from forum.queries import guidelines, thread_events
from forum.services import acting, decisions, posts, recounting, reports, sweeping, unattended
from forum.services.decisions import Choice
from forum.services.filing import Said
from tests import casework, factories

SPAM = Said("no-spam-no-hidden-advertising", "A shop.")
OTHER = Said("other", "Beside the point.")


@pytest.fixture
def rules(app, cast):
    factories.guidelines(at=utcnow() - timedelta(days=30))
    return {section.anchor: section for section in guidelines.applying(cast.ada)}


@pytest.fixture
def post(rules, cast):
    return factories.post(author=cast.max, body="As it was.")


def state(post):
    db.session.flush()
    return db.session.scalar(select(Post.state).where(Post.id == post.id))


def people(count, level=1):
    return [factories.user(name=f"person{level}x{n}", trust_level=level) for n in range(count)]


def statements():
    return db.session.scalars(select(Statement).order_by(Statement.id)).all()


def test_a_post_is_hidden_once_enough_is_said_and_its_author_is_told(post):
    *four, fifth = people(5)
    for who in four:
        reports.report_post(who, post, SPAM)
    assert state(post) == "visible" and statements() == []
    reports.report_post(fifth, post, SPAM)  # five of level 1: 10 of 8.33
    assert state(post) == "hidden"
    (told,) = statements()
    assert told.user_id == post.author_id and "it decided alone" in told.body
    assert "No spam" in told.body and "person1x" not in told.body
    case = db.session.scalars(select(ModerationCase)).one()
    assert case.closed_at is None  # a person still looks at it


def test_one_of_the_team_hides_at_once_and_two_members_do_in_danger(cast, post):
    reports.report_post(cast.mo, post, Said("other", "Threat.", acts=True))
    assert state(post) == "hidden"
    other = factories.post(author=cast.amy)
    one, two = people(2)
    reports.report_post(one, other, Said("safety", "A threat."))
    assert state(other) == "visible"
    reports.report_post(two, other, Said("safety", "A threat."))
    assert state(other) == "hidden"
    third = factories.post(author=cast.amy)
    reports.report_post(cast.mo, third, Said("privacy", "An address."))
    assert state(third) == "hidden"


def test_members_do_not_hide_what_the_team_writes(rules, cast):
    post = factories.post(author=cast.cleo)
    for who in people(8):
        reports.report_post(who, post, Said("safety", "I do not like it."))
    assert state(post) == "visible"
    reports.report_post(cast.ada, post, Said("safety", "A threat.", acts=True))
    assert state(post) == "hidden"


def test_its_author_mends_it_after_ten_minutes_and_the_first_time_it_is_shown(cast, post):
    def report():
        for who in people_:
            reports.report_post(who, db.session.get_one(Post, post.id), SPAM)

    people_ = people(5)
    report()
    mine = post
    assert not post_policy.can_edit(cast.max, mine)
    decision = db.session.scalars(select(Decision)).one()
    decision.decided_at -= timedelta(minutes=11)
    db.session.flush()
    assert post_policy.can_edit(cast.max, mine) and not post_policy.can_edit(cast.nia, mine)
    posts.edit(cast.max, mine, "As it should be.", mine.version)
    assert state(post) == "visible"
    case = db.session.scalars(select(ModerationCase)).one()
    assert case.score == 0 and case.closed_at is None
    report()  # the new text is reported, and this time an edit shows nothing
    assert state(post) == "hidden"
    for one in db.session.scalars(select(Decision)):
        one.decided_at -= timedelta(minutes=11)
    db.session.flush()
    mine = db.session.get_one(Post, post.id)
    posts.edit(cast.max, mine, "As it should be, really.", mine.version)
    assert state(post) == "hidden"


def test_a_newcomer_reported_for_spam_writes_nothing_and_todays_posts_are_hidden(rules, cast):
    old = factories.post(author=cast.nia, created_at=utcnow() - timedelta(days=2))
    new = [factories.post(author=cast.nia) for _ in range(3)]
    recounting.recount(OPERATOR)
    new = db.session.scalars(
        select(Post)
        .where(Post.author_id == cast.nia.id, Post.id > old.id, Post.number > 1)
        .options(joinedload(Post.thread), joinedload(Post.author))
    ).all()
    for who in people(2):
        reports.report_post(who, new[0], SPAM)
    assert db.session.get_one(User, cast.nia.id).restricted_until is None
    reports.report_post(cast.amy, new[0], SPAM)
    nia = db.session.get_one(User, cast.nia.id)
    assert nia.is_restricted
    assert [state(one) for one in (old, *new)] == ["visible", "hidden", "hidden", "hidden"]
    assert any("within the last day" in one.body for one in statements())
    case = db.session.scalars(select(ModerationCase)).one()
    decisions.decide(cast.ada, case, Choice("none", explanation="No spam at all."), case.version)
    assert {state(one) for one in (old, *new)} == {"visible"}
    assert not db.session.get_one(User, cast.nia.id).is_restricted
    assert db.session.scalar(select(func.count()).select_from(SweptPost)) == 0
    assert not recounting.recount(OPERATOR)


def test_a_thread_of_which_much_is_said_is_closed_for_four_hours(rules, cast):
    thread = factories.thread(author=cast.amy)
    bad = [factories.post(thread=thread, author=cast.max) for _ in range(4)]
    loud = people(4, level=3)
    for who in loud:
        for post in bad[:2]:
            if state(post) == "visible":
                reports.report_post(who, post, OTHER)
    assert not db.session.get_one(Thread, thread.id).is_closed
    last = factories.user(name="last", trust_level=4)
    for post in bad[2:]:
        for who in (last, *reversed(loud)):
            if state(post) == "visible":
                reports.report_post(who, post, OTHER)
    found = db.session.get_one(Thread, thread.id)
    assert found.is_closed and timedelta(hours=3) < found.closed_until - utcnow()
    told = [one for one in statements() if one.user_id == cast.amy.id]
    assert len(told) == 1 and "Nobody can reply in it" in told[0].body
    decisions.end_due(OPERATOR, utcnow() + timedelta(hours=5))
    assert not db.session.get_one(Thread, thread.id).is_closed
    closed, opened = db.session.scalars(select(ThreadEvent).order_by(ThreadEvent.id)).all()
    assert closed.actor_id is None and opened.actor_id is None
    words = thread_events.said(cast.guest, closed.verb, closed.details)
    assert words.startswith("closed this thread, until") and "several people reported" in words
    db.session.refresh(found)
    assert found.event_count == 2


def test_the_typical_score_is_this_forums_once_there_is_enough(cast):
    assert acting.typical_score(OPERATOR) is None
    for number in range(15):
        case = casework.case(cast.max, score=float(number + 1), closed_at=utcnow())
        for who in (cast.amy, cast.nia):
            casework.report(case, who, is_upheld=True)
    assert acting.typical_score(OPERATOR) == 1300


def test_nobody_but_the_forum_acts_by_itself(cast, post):
    case = casework.case(cast.max)
    for who in (cast.guest, cast.max, cast.mo, cast.ada):
        for act in (
            lambda who=who: acting.settle(who, case), lambda who=who: acting.edited(who, post),
            lambda who=who: unattended.close_old(who), lambda who=who: unattended.remind(who),
        ):  # fmt: skip
            with pytest.raises(Denied):
                act()


def test_what_nobody_looks_at_ends_after_sixty_days_and_everybody_is_answered(rules, cast):
    reported = casework.case(cast.max)
    report = casework.report(reported, cast.amy)
    held = casework.case(cast.nia, kind="held")
    waiting = db.session.get_one(Post, held.post_id)
    waiting.state = "pending"
    danger = casework.case(cast.max, severity=1)
    critical = casework.case(cast.max, kind="held", is_about_brand=True)  # two refuse it, not none
    for case in (reported, held, danger, critical):
        case.opened_at = utcnow() - timedelta(days=61)
    young = casework.case(cast.max)
    db.session.flush()
    assert unattended.close_old(OPERATOR) == 2
    left = [case for case in (reported, held, danger, young, critical) if case.closed_at is None]
    assert left == [danger, young, critical]
    assert report.answered_at is not None and report.is_upheld is None
    assert state(waiting) == "removed"
    told = {one.recipient: one for one in statements()}
    assert told["author"].user_id == cast.nia.id and "within 60 days" in told["author"].body
    assert "somebody has looked" not in told["reporter"].body
    assert unattended.close_old(OPERATOR) == 0


def test_what_ends_by_itself_comes_back_when_software_had_hidden_it(rules, cast, post):
    for who in people(5):
        reports.report_post(who, post, SPAM)
    case = db.session.scalars(select(ModerationCase)).one()
    case.opened_at = utcnow() - timedelta(days=61)
    case.severity = 3
    db.session.flush()
    unattended.close_old(OPERATOR)
    assert state(post) == "visible"


def test_a_sweep_goes_on_in_steps_and_comes_back_in_steps(rules, cast, monkeypatch):
    monkeypatch.setattr(sweeping, "STEP", 2)
    mine = [factories.post(author=cast.nia) for _ in range(5)]
    case = casework.case(cast.nia)
    recounting.recount(OPERATOR)
    made = decisions.by_software(
        OPERATOR, case, Choice("restriction", "none", days=1, also="hide-lately")
    )
    assert [state(one) for one in mine].count("hidden") == 2
    for _ in range(3):
        sweeping.go_on(OPERATOR, made.id)
    assert {state(one) for one in mine} == {"hidden"}
    decisions.end(OPERATOR, db.session.get_one(Decision, made.id), utcnow())
    for _ in range(3):
        sweeping.bring_back(OPERATOR, made.id)
        sweeping.go_on(OPERATOR, made.id)  # a late step finds that it was taken back
    assert {state(one) for one in mine} == {"visible"}
    assert not recounting.recount(OPERATOR)


def test_the_reports_of_an_old_text_are_kept(rules, cast, post):
    for who in people(5):
        reports.report_post(who, post, SPAM)
    assert db.session.scalar(select(func.count()).select_from(Report)) == 5
