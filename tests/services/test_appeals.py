"""Whoever is told of a decision can contradict it, and somebody else answers."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from forum import database
from forum.extensions import db
from forum.lib import appealing as words
from forum.lib import leaving
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import (
    Appeal,
    Decision,
    Job,
    ModerationCase,
    Post,
    Report,
    Sanction,
    StaffAction,
    Statement,
    Thread,
    User,
)
from forum.models.columns import utcnow
from forum.policies import appeals as policy
from forum.queries import eligibility, exports
from forum.services import (
    answers,
    appeals,
    cases,
    decisions,
    erasing_own,
    holding,
    reactions,
    trust,
)
from forum.services.appeals import Answer
from forum.services.screening import Findings
from tests import appealing, casework, factories
from tests.at_once import at_once


def count(table, *which):
    return db.session.scalar(select(func.count()).select_from(table).where(*which))


def test_the_author_appeals_once_within_half_a_year_and_is_answered_within_a_week(app, cast):
    decision = appealing.decided(cast, cast.mo)
    told = appealing.told(decision)
    with pytest.raises(Refused) as refused:
        appeals.appeal(cast.max, told, " ")
    assert refused.value.field == "grounds"
    made = appeals.appeal(cast.max, told, "It was not my shop.")
    assert made.reference.startswith("A-") and made.due_at - made.submitted_at == timedelta(days=7)
    assert (made.by_role, made.user_id, made.state) == ("author", cast.max.id, "submitted")
    with pytest.raises(Denied):
        appeals.appeal(cast.max, told, "Once more.")
    late = appealing.told(appealing.decided(cast, cast.cleo, author=cast.amy))
    late.appeal_until = utcnow() - timedelta(seconds=1)
    with pytest.raises(Denied):
        appeals.appeal(cast.amy, late, "Too late.")


def test_only_whom_it_was_said_to_can_appeal_suspended_or_not(app, cast):
    decision = appealing.decided(cast, cast.cleo, "suspension", days=3, jump="spam")
    told = appealing.told(decision)
    for wrong in (cast.guest, cast.nia, cast.amy, cast.mo, cast.cleo, cast.ada):
        with pytest.raises(Denied):
            appeals.appeal(wrong, told, "Mine.")
    assert db.session.get_one(User, cast.max.id).is_suspended
    assert appeals.appeal(cast.max, told, "I am not a spammer.").state == "submitted"


def test_who_reported_appeals_only_against_nothing_being_done(app, cast):
    acted = appealing.told(appealing.decided(cast, cast.mo), "reporter")
    with pytest.raises(Denied):
        appeals.appeal(cast.nia, acted, "More!")
    left = appealing.decided(cast, cast.cleo, "none", author=cast.amy)
    assert appealing.appealed(left, cast.nia, "reporter").by_role == "reporter"


def test_of_fifty_appeals_at_once_one_is_made(app, cast):
    told = appealing.told(appealing.decided(cast, cast.mo))
    told_id, max_id = told.id, cast.max.id
    database.commit()

    def come():
        user, found = db.session.get_one(User, max_id), db.session.get_one(Statement, told_id)
        try:
            return appeals.appeal(user, found, "It was not my shop.").id
        except Denied as denied:
            raise Refused(str(denied)) from denied

    made, refused = at_once(app, [come] * 50)
    assert (len(made), len(refused), count(Appeal)) == (1, 49, 1)


def test_nobody_reviews_what_they_decided_agreed_to_reported_or_are_concerned_by(app, cast):
    decision = appealing.decided(cast, cast.cleo)
    made = appealing.appealed(decision, cast.max)
    others = factories.user(groups=["admins"])
    for wrong in (cast.cleo, cast.mo, cast.max, cast.nia, cast.guest, cast.sue):
        assert not policy.can_review(wrong, made)
        with pytest.raises(Denied):
            appeals.claim(wrong, made)
    casework.report(appealing.case_of(decision), others)
    assert not policy.can_review(others, made) and policy.can_review(cast.ada, made)
    for viewer in (cast.cleo, cast.mo, cast.max, others, cast.ada, cast.guest):
        shown = db.session.scalars(select(Appeal.id).where(policy.reviewable(viewer))).all()
        assert bool(shown) == bool(policy.can_review(viewer, made))


def test_the_second_person_does_not_review_either(app, cast):
    decision = appealing.decided(cast, cast.cleo, "termination", jump="safety")
    decisions.agree(cast.ada, decision)
    made = appealing.appealed(decision, cast.max)
    third = factories.user(groups=["community-managers"])
    assert not policy.can_review(cast.ada, made) and policy.can_review(third, made)


def test_the_database_itself_keeps_reviewer_and_decider_apart(app, cast):
    decision = appealing.decided(cast, cast.cleo)
    made = appealing.appealed(decision, cast.max)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(Appeal).values(reviewer_id=cast.cleo.id))
    db.session.execute(update(Appeal).values(reviewer_id=cast.ada.id))
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(
            update(Decision).where(Decision.id == decision.id).values(second_by_id=cast.ada.id)
        )
    assert made.id


def test_one_of_two_reviewers_answers(app, cast):
    made = appealing.appealed(appealing.decided(cast, cast.mo), cast.max)
    version = made.version
    appeals.claim(cast.ada, made)
    with pytest.raises(Conflict) as told:
        appeals.claim(cast.cleo, made)
    assert "Ada" in str(told.value)
    appeals.release(cast.ada, made)
    appeals.claim(cast.cleo, made)
    appeals.release(cast.cleo, made)
    appeals.answer(cast.ada, made, Answer("confirmed", appealing.WHY), version)
    with pytest.raises((Conflict, Denied)):
        appeals.answer(cast.cleo, made, Answer("reversed", appealing.WHY, "facts"), version)
    assert made.state == "confirmed" and count(Statement, Statement.recipient == "answer") == 1


def test_an_answer_needs_its_reasons_and_nothing_is_written_otherwise(app, cast):
    made = appealing.appealed(appealing.decided(cast, cast.mo), cast.max)
    before = count(StaffAction)
    for field, wrong in [
        ("outcome", Answer("", appealing.WHY)), ("outcome", Answer("won", appealing.WHY)),
        ("reasons", Answer("confirmed", "")), ("reasons", Answer("confirmed", "No.")),
        ("code", Answer("reversed", appealing.WHY)),
        ("code", Answer("inadmissible", appealing.WHY, "facts")),
        ("action", Answer("varied", appealing.WHY, "facts")),
        ("action", Answer("varied", appealing.WHY, "facts",
                          instead=appealing.choice(cast, "termination"))),
        ("apology", Answer("reversed", appealing.WHY, "facts", "x" * 501)),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused, db.session.begin_nested():
            appeals.answer(cast.ada, made, wrong, made.version)
        assert refused.value.field == field
        db.session.refresh(made)
    assert made.state == "submitted" and count(StaffAction) == before


def test_a_reversal_puts_everything_back(app, cast):
    """Place, time, number, reactions, accepted mark, sanction, points, level and gates."""
    thread = factories.thread(author=cast.nia, kind="question")
    case = casework.case(cast.max, thread=thread)
    casework.report(case, cast.amy)
    post = db.session.get_one(Post, case.post_id)
    answers.accept(cast.nia, thread, post)
    reactions.add(cast.amy, post, "heart")
    was = _all_of(post)
    chosen = appealing.choice(cast, "suspension", days=9, jump="spam", also="remove")
    decision = decisions.decide(cast.cleo, case, chosen, case.version)
    assert _all_of(post) != was and _is_clean(cast.max) == 0
    made = appealing.appealed(decision, cast.max)
    appealing.answered(made, cast.ada)
    assert _all_of(post) == was
    assert _is_clean(cast.max) == 1
    user = db.session.get_one(User, cast.max.id)
    assert user.suspended_until is None and not user.is_suspended
    assert db.session.scalar(select(Sanction.lifted_at)) is not None
    assert db.session.scalars(select(Report.is_upheld)).all() == [False]
    assert appealing.read(decision).state == "reversed"


def _all_of(post):
    db.session.expire_all()
    post = db.session.get_one(Post, post.id)
    thread = db.session.get_one(Thread, post.thread_id)
    author = db.session.get_one(User, post.author_id)
    return (
        post.state, post.number, post.created_at, post.reaction_count, post.deleted_by_id,
        thread.answer_id, thread.answered_at, thread.answered_by_id, thread.post_count,
        thread.last_post_at, thread.reaction_count, author.post_count, author.answer_count,
        author.reactions_received_count, author.suspended_until,
        sum(db.session.scalars(select(Sanction.points).where(Sanction.lifted_at.is_(None)))),
    )  # fmt: skip


def _is_clean(user):
    db.session.expire_all()
    user = db.session.get_one(User, user.id)
    gates = eligibility.gates(user, user, eligibility.DEFAULTS, utcnow())
    return next(gate.have for gate in gates if gate.name == "clean")


def test_a_level_that_the_suspension_cost_is_judged_anew(app, cast):
    assert callable(trust.judge)
    made = appealing.appealed(appealing.decided(cast, cast.mo), cast.max)
    appealing.answered(made, cast.ada)

    asked = db.session.scalars(select(Job).where(Job.name == "trust.judge")).one()
    assert asked.arguments == {"user_ids": [cast.max.id]}


def test_both_sides_are_told_and_neither_hears_of_the_other(app, cast):
    decision = appealing.decided(cast, cast.mo, "restriction", days=3, jump="spam")
    made = appealing.appealed(decision, cast.max)
    appealing.answered(made, cast.ada, apology="We are sorry: this was hasty.")
    author, reporter = db.session.scalars(
        select(Statement).where(Statement.recipient == "answer").order_by(Statement.id)
    ).all()
    assert (author.user_id, reporter.user_id) == (cast.max.id, cast.nia.id)
    assert "reversed" in author.body and "We are sorry" in author.body
    assert appealing.WHY.split(",")[0] in author.body and "nia" not in author.body.casefold()
    assert "taken back" in reporter.body and "recommendation" not in reporter.body
    for secret in ("max", "restrict", "write here", "sorry", "points"):
        assert secret not in reporter.body.casefold()


def test_something_milder_takes_the_place(app, cast):
    decision = appealing.decided(cast, cast.cleo, "suspension", days=9, jump="spam", also="hide")
    made = appealing.appealed(decision, cast.max)
    milder = appealing.choice(cast, "warning", also="hide")
    appealing.answered(made, cast.ada, "varied", "disproportionate", instead=milder)
    new = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert (appealing.read(decision).state, new.action, new.state) == (
        "reversed", "warning", "in_force",
    )  # fmt: skip
    assert not db.session.get_one(User, cast.max.id).is_suspended
    assert db.session.get_one(Post, appealing.case_of(new).post_id).state == "hidden"
    points = db.session.scalars(select(Sanction.points).where(Sanction.lifted_at.is_(None)))
    assert points.all() == [1]
    assert "A warning about" in appealing.told(new).body
    again = appealing.appealed(new, cast.max)  # a decision of its own: it can be contradicted
    assert policy.can_review(cast.cleo, again) and not policy.can_review(cast.ada, again)


def test_the_same_for_a_shorter_time_is_milder_and_longer_is_not(app, cast):
    decision = appealing.decided(cast, cast.cleo, "suspension", days=9, jump="spam")
    made = appealing.appealed(decision, cast.max)
    longer = appealing.choice(cast, "suspension", days=9)
    with pytest.raises(Refused) as refused:
        appealing.answered(made, cast.ada, "varied", "disproportionate", instead=longer)
    assert refused.value.field == "days"
    shorter = appealing.choice(cast, "suspension", days=2)
    appealing.answered(made, cast.ada, "varied", "disproportionate", instead=shorter)
    left = db.session.get_one(User, cast.max.id).suspended_until - utcnow()
    assert timedelta(days=1) < left < timedelta(days=3)


def test_of_a_report_that_was_left_something_mild_can_be_done_at_once(app, cast):
    decision = appealing.decided(cast, cast.mo, "none")
    made = appealing.appealed(decision, cast.nia, "reporter")
    with pytest.raises(Refused) as refused:
        appealing.answered(made, cast.ada, "varied", instead=appealing.choice(cast, "suspension"))
    assert refused.value.field == "action"
    appealing.answered(made, cast.ada, "varied", instead=appealing.choice(cast, "reminder"))
    new = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert (appealing.read(decision).state, new.action) == ("reversed", "reminder")
    assert appealing.case_of(new).closed_at is not None
    assert db.session.scalars(select(Report.is_upheld)).all() == [True]
    said = select(Statement.body).where(Statement.user_id == cast.nia.id).order_by(Statement.id)
    assert "partly right" in db.session.scalars(said).all()[-1]
    assert appealing.told(new).user_id == cast.max.id
    critical = appealing.decided(cast, cast.mo, "none")
    appealing.case_of(critical).is_about_brand = True
    made = appealing.appealed(critical, cast.nia, "reporter")
    with pytest.raises(Refused, match="two people"):
        appealing.answered(made, cast.ada, "varied", instead=appealing.choice(cast, "hide"))


def test_a_refused_edit_is_let_through_with_a_reminder(app, cast):
    post = factories.post(thread=factories.thread(), author=cast.max, body="Hello.")
    db.session.refresh(post, ["thread", "author"])
    held = holding.keep_edit(cast.max, post, "Hello, see my shop.", post.version, "",
                             (None, None, None), Findings(("Links.",)))  # fmt: skip
    case = db.session.scalars(select(ModerationCase).where(ModerationCase.kind == "edit")).one()
    assert held.post_id == case.post_id
    refusal = appealing.choice(cast, "remove", quote="my shop")
    decision = decisions.decide(cast.mo, case, refusal, case.version)
    made = appealing.appealed(decision, cast.max)
    reminder = appealing.choice(cast, "reminder", quote="my shop")
    appealing.answered(made, cast.ada, "varied", instead=reminder)
    assert db.session.get_one(Post, post.id).body == "Hello, see my shop."
    assert db.session.scalars(select(Decision.action).order_by(Decision.id)).all() == [
        "remove", "reminder",
    ]  # fmt: skip


def test_a_report_that_was_left_is_looked_at_again(app, cast):
    decision = appealing.decided(cast, cast.mo, "none")
    made = appealing.appealed(decision, cast.nia, "reporter")
    appealing.answered(made, cast.ada)
    case = appealing.case_of(decision)
    assert (case.state, case.closed_at) == ("open", None)
    report = db.session.scalars(select(Report)).one()
    assert report.answered_at is None and report.is_upheld is None
    decisions.decide(cast.cleo, case, appealing.choice(cast), case.version)
    said = db.session.scalars(
        select(Statement.recipient).where(Statement.user_id == cast.nia.id).order_by(Statement.id)
    ).all()
    assert said == ["reporter", "answer", "reporter"]
    about_author = db.session.scalars(
        select(Statement.recipient).where(Statement.user_id == cast.max.id)
    ).all()
    assert about_author == ["author"]


def test_it_goes_into_the_case_that_is_open_about_the_same_meanwhile(app, cast):
    decision = appealing.decided(cast, cast.mo, "none")
    case = appealing.case_of(decision)
    made = appealing.appealed(decision, cast.nia, "reporter")

    other = cases.open_case(cases.of_post(db.session.get_one(Post, case.post_id)), "report")
    appealing.answered(made, cast.ada)
    assert db.session.scalars(select(Report.case_id)).all() == [other.id]
    assert count(ModerationCase, ModerationCase.closed_at.is_(None)) == 1


def test_an_appeal_is_taken_back_by_its_maker_and_nobody_else(app, cast):
    made = appealing.appealed(appealing.decided(cast, cast.mo), cast.max)
    for wrong in (cast.guest, cast.nia, cast.mo, cast.ada):
        with pytest.raises(Denied):
            appeals.withdraw(wrong, made)
    appeals.withdraw(cast.max, made)
    assert made.state == "withdrawn"
    with pytest.raises(Denied):
        appealing.answered(made, cast.ada)


def test_every_outcome_and_code_has_words():
    assert set(words.OUTCOMES) == {"confirmed", "reversed", "varied", "inadmissible"}
    assert set(words.CODES["reversed"]) == {
        "facts", "section", "disproportionate", "unclear", "context",
    }  # fmt: skip
    assert set(words.CODES["inadmissible"]) == {"late", "duplicate", "unaffected"}


def test_a_copy_holds_what_one_was_told_and_leaving_takes_the_name_out_of_it(app, cast):
    decision = appealing.decided(cast, cast.mo)
    made = appealing.appealed(decision, cast.max, grounds="I am Max, and it is not my shop.")
    appealing.answered(made, cast.ada)
    copy = exports.gather(cast.max, cast.max)
    assert appealing.FACTS.split("'")[0] in copy["statements"][0]["body"]
    assert copy["appeals"][0]["reasons"] == appealing.WHY
    assert "nia" not in str([copy["statements"], copy["appeals"]]).casefold()
    names = leaving.Names(("max",), ("Max",), "former-1a2b", "former member 1a2b")
    erasing_own._forget_reports(cast.max, names)
    db.session.expire_all()
    assert "Max" not in made.grounds and "former member 1a2b" in made.grounds
    assert appealing.told(appealing.read(decision)).appeal_until > utcnow()
