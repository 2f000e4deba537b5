"""A decision is one act: what it does, what it means, who is told, what is written down."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import (
    OPERATOR,
    Decision,
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
from forum.queries import figures, guidelines, viewers
from forum.services import answers, decisions, posts
from forum.services.decisions import Choice
from tests import casework, factories
from tests.at_once import at_once

FACTS = "The post offers a shop of the author's own without saying that it is theirs."


@pytest.fixture
def rules(app, cast):
    factories.guidelines()
    return {section.anchor: section for section in guidelines.applying(cast.ada)}


def choice(rules, action="hide", **with_):
    given = {"section_id": next(iter(rules.values())).id, "quote": "was said", "facts": FACTS,
             "explanation": "Please say whose shop it is."}  # fmt: skip
    return Choice(action, **{**given, **with_})


def read(case):
    db.session.expire_all()
    return db.session.get_one(ModerationCase, case.id)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_deciding_does_everything_at_once(rules, cast):
    case = casework.case(cast.max)
    report = casework.report(case, cast.nia)
    made = decisions.decide(cast.mo, case, choice(rules), case.version)
    post = db.session.get_one(Post, case.post_id)
    assert (made.state, post.state, case.state) == ("in_force", "hidden", "decided")
    assert case.closed_at and case.claimed_by_id is None
    assert report.is_upheld and report.answered_at
    author, reporter = db.session.scalars(select(Statement).order_by(Statement.id)).all()
    assert (author.recipient, author.user_id) == ("author", cast.max.id)
    assert (reporter.recipient, reporter.user_id) == ("reporter", cast.nia.id)
    assert author.appeal_until - author.sent_at == timedelta(days=183)
    line = db.session.scalars(select(StaffAction).order_by(StaffAction.id.desc())).first()
    assert (line.verb, line.actor_id, line.user_id) == ("hide", cast.mo.id, cast.max.id)


def test_a_statement_says_all_that_is_owed_and_never_who_reported(rules, cast):
    case = casework.case(cast.max)
    casework.report(case, cast.nia)
    decisions.decide(cast.mo, case, choice(rules), case.version)
    author, reporter = db.session.scalars(select(Statement).order_by(Statement.id)).all()
    section = next(iter(rules.values()))
    for owed in ("We hid", case.reference, "for good", section.title, "version 1", "was said",
                 "You can disagree", "out-of-court", "somebody reported it", "none", "Mo"):  # fmt: skip
        assert owed in author.body, owed
    assert "Please say whose shop it is" in author.body
    assert "nia" not in author.body.casefold()
    assert "acted on it" in reporter.body and FACTS not in reporter.body
    assert "max" not in reporter.body.casefold()


def test_what_is_owed_has_to_be_there_and_nothing_is_written_otherwise(rules, cast):
    case = casework.case(cast.max)
    version = case.version
    before = count(StaffAction)
    for field, wrong in [
        ("ground", choice(rules, ground="none")), ("ground", choice(rules, ground="x")),
        ("section_id", choice(rules, section_id=None)),
        ("section_id", choice(rules, section_id=999_999)),
        ("law", choice(rules, ground="illegal")),
        ("facts", choice(rules, facts="Spam.")),
        ("quote", choice(rules, quote="")), ("quote", choice(rules, quote="never written")),
        ("action", choice(rules, action="nonsense")),
        ("days", choice(rules, action="restriction", days=15, jump="spam")),
        ("jump", choice(rules, action="restriction", days=3)),
        ("body", choice(rules, action="edit")),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused, db.session.begin_nested():
            decisions.decide(cast.mo, read(case), wrong, version)
        assert refused.value.field == field
    assert count(Decision) == count(Statement) == 0 and count(StaffAction) == before
    assert read(case).closed_at is None and read(case).version == version


def test_two_decide_and_one_is_told_who_was_faster(rules, cast):
    case = casework.case(cast.max)
    version = case.version
    decisions.decide(cast.mo, case, choice(rules), version)
    with pytest.raises((Conflict, Denied)):
        decisions.decide(cast.cleo, read(case), choice(rules), version)
    assert count(Decision) == 1


def test_nobody_decides_about_themselves_their_threads_or_whom_they_sanctioned(rules, cast):
    own = casework.case(cast.mo)
    with pytest.raises(Denied):
        decisions.decide(cast.mo, own, choice(rules), own.version)
    theirs = casework.case(cast.max, thread=factories.thread(author=cast.mo))
    with pytest.raises(Denied):
        decisions.decide(cast.mo, theirs, choice(rules), theirs.version)
    casework.decided(casework.case(cast.max), cast.mo)
    again = casework.case(cast.max)
    with pytest.raises(Denied):
        decisions.decide(cast.mo, again, choice(rules), again.version)
    assert decisions.decide(cast.cleo, again, choice(rules), again.version).state == "in_force"


def test_the_ladder_is_taken_step_by_step_or_with_a_reason(rules, cast):
    now = utcnow()
    for action, days, jump in [("reminder", None, ""), ("warning", None, ""),
                               ("restriction", 3, ""), ("suspension", 7, "")]:  # fmt: skip
        case = casework.case(factories.user() if jump else cast.max)
        who = factories.user(groups=["admins"])
        made = decisions.decide(who, case, choice(rules, action=action, days=days), case.version)
        assert made.state == "in_force", action
    user = db.session.get_one(User, cast.max.id)
    assert timedelta(days=2) < user.restricted_until - now < timedelta(days=4)
    assert user.is_suspended and user.is_restricted
    points = dict(db.session.execute(select(Sanction.kind, Sanction.points)).all())
    assert points == {"warning": 1, "restriction": 2, "suspension": 3}


def test_only_staff_suspends_and_a_termination_needs_two(rules, cast):
    case = casework.case(cast.max)
    with pytest.raises(Denied):
        decisions.decide(cast.mo, case, choice(rules, "suspension", days=1, jump="spam"),
                         case.version)  # fmt: skip
    made = decisions.decide(cast.cleo, case, choice(rules, "termination", jump="safety"),
                            case.version)  # fmt: skip
    assert made.state == "proposed" and read(case).state == "waiting"
    assert not db.session.get_one(User, cast.max.id).is_suspended and count(Statement) == 0
    made = db.session.get_one(Decision, made.id)
    for wrong in (cast.cleo, cast.mo, cast.max):
        with pytest.raises(Denied):
            decisions.agree(wrong, made)
    decisions.agree(cast.ada, made)
    user = db.session.get_one(User, cast.max.id)
    assert user.terminated_at and user.is_suspended and count(Statement) == 1
    assert made.second_by_id == cast.ada.id and read(case).closed_at


def test_a_second_person_says_no_and_the_case_is_open_again(rules, cast):
    case = casework.case(cast.max, is_about_brand=True)
    made = decisions.decide(cast.mo, case, choice(rules, "remove"), case.version)
    assert made.state == "proposed" and db.session.get_one(Post, case.post_id).state == "visible"
    with pytest.raises(Refused):
        decisions.decline(cast.cleo, made, " ")
    decisions.decline(cast.cleo, made, "This is criticism, and it is welcome.")
    assert made.state == "declined" and read(case).state == "open"


def test_danger_is_acted_on_at_once_and_comes_back_when_nobody_agrees(rules, cast):
    case = casework.case(cast.max, is_about_brand=True, severity=1)
    made = decisions.decide(cast.mo, case, choice(rules, "hide"), case.version)
    assert made.state == "in_force" and db.session.get_one(Post, case.post_id).state == "hidden"
    decisions.end_due(OPERATOR, utcnow() + timedelta(hours=23))
    assert db.session.get_one(Post, case.post_id).state == "hidden"
    decisions.end_due(OPERATOR, utcnow() + timedelta(hours=25))
    assert db.session.get_one(Post, case.post_id).state == "visible" and made.state == "ended"


def ended_in_danger(cast, rules, how):
    """A post hidden in danger, over in one of the ways in which it can be, seen to late."""
    case = casework.case(cast.max, is_about_brand=True, severity=1)
    made = decisions.decide(cast.mo, case, choice(rules, "hide"), case.version)
    late = made.restores_at + timedelta(hours=3)
    if how == "its own time":
        made.ends_at = made.restores_at - timedelta(hours=1)
    elif how == "its own time, later":
        made.ends_at = made.restores_at + timedelta(hours=1)
    elif how == "a no":
        made.restores_at = utcnow() - timedelta(hours=1)
        decisions.decline(cast.cleo, made, "Nobody is in danger.")
    elif how == "lifted by staff":
        made.restores_at = utcnow() - timedelta(hours=1)
        decisions.end(cast.cleo, made, utcnow())
    elif how == "a yes":
        decisions.agree(cast.ada, made)
        made.ends_at = utcnow()
    elif how == "the post gone":
        db.session.get_one(Post, case.post_id).state = "removed"
    db.session.flush()
    decisions.end_due(OPERATOR, late)
    assert made.state == "ended"
    return made


@pytest.mark.parametrize("how, counts", [
    ("nobody", True), ("its own time, later", True), ("the post gone", True),
    ("its own time", False), ("a no", False), ("lifted by staff", False), ("a yes", False),
])  # fmt: skip
def test_only_what_ended_because_nobody_agreed_is_counted_so(rules, cast, how, counts):
    """Also where this is seen to after the time in which somebody could have agreed."""
    made = ended_in_danger(cast, rules, how)
    assert (made.lapsed_at is not None) is counts
    found = figures.decisions(cast.ada, made.decided_at - timedelta(days=1), utcnow())
    assert [line["not_agreed"] for line in found] == [int(counts)]


def test_danger_that_a_second_person_confirms_stays(rules, cast):
    case = casework.case(cast.max, is_about_brand=True, severity=1)
    made = decisions.decide(cast.mo, case, choice(rules, "hide"), case.version)
    decisions.agree(cast.ada, made)
    decisions.end_due(OPERATOR, utcnow() + timedelta(days=9))
    assert made.state == "in_force" and made.second_by_id == cast.ada.id


def test_what_ends_ends_by_itself(rules, cast):
    case = casework.case(cast.max)
    made = decisions.decide(cast.cleo, case, choice(rules, "restriction", days=2, jump="spam"),
                            case.version)  # fmt: skip
    later = utcnow() + timedelta(days=2, minutes=1)
    decisions.end_due(OPERATOR, later)
    user = db.session.get_one(User, cast.max.id)
    assert made.state == "ended" and user.restricted_until is None


def test_leaving_it_says_why_to_who_reported_and_nothing_to_the_author(rules, cast):
    case = casework.case(cast.max)
    report = casework.report(case, cast.nia)
    guest = casework.report(case, None, source="guest", reporter_email="guest@example.net",
                            reporter_name="G")  # fmt: skip
    decisions.decide(cast.mo, case, Choice("none", explanation="It is fair criticism."),
                     case.version)  # fmt: skip
    told = db.session.scalars(select(Statement).order_by(Statement.id)).all()
    assert [(one.recipient, one.user_id, one.email) for one in told] == [
        ("reporter", cast.nia.id, ""), ("reporter", None, "guest@example.net"),
    ]  # fmt: skip
    assert all("leave it as it is" in one.body and "fair criticism" in one.body for one in told)
    assert report.is_upheld is False and guest.answered_at


def test_software_hides_with_a_statement_and_a_person_takes_its_place(rules, cast):
    case = casework.case(cast.max)
    casework.report(case, cast.nia)
    section = next(iter(rules.values()))
    made = decisions.by_software(OPERATOR, case, Choice("hide", section_id=section.id))
    assert (made.automation, made.decided_by_id) == ("fully", None)
    assert db.session.get_one(Post, case.post_id).state == "hidden"
    told = db.session.scalars(select(Statement)).one()
    assert "it decided alone" in told.body and told.user_id == cast.max.id
    for wrong in (cast.ada, cast.mo, cast.guest):
        with pytest.raises(Denied):
            decisions.by_software(wrong, case, Choice("hide", section_id=section.id))
    case = read(case)
    decisions.decide(cast.mo, case, Choice("none", explanation="Nothing wrong."), case.version)
    assert db.session.get_one(Post, case.post_id).state == "visible"


def test_reversing_puts_everything_back_where_it_was(rules, cast):
    thread = factories.thread(author=cast.nia, kind="question")
    case = casework.case(cast.max, thread=thread)
    post = db.session.get_one(Post, case.post_id)
    answers.accept(cast.nia, thread, post)
    was = _everything_of(post)
    made = decisions.decide(cast.cleo, case, choice(rules, "restriction", days=5, jump="spam",
                                                    also="remove"), case.version)  # fmt: skip
    assert post.state == "removed" and thread.answer_id is None
    with pytest.raises(Denied):
        decisions.reverse(cast.cleo, made, utcnow())
    decisions.reverse(cast.ada, made, utcnow())
    assert _everything_of(post) == was
    user = db.session.get_one(User, cast.max.id)
    assert user.restricted_until is None and db.session.scalar(select(Sanction.lifted_at))


def _everything_of(post):
    db.session.expire_all()
    post = db.session.get_one(Post, post.id)
    thread = db.session.get_one(Thread, post.thread_id)
    author = db.session.get_one(User, post.author_id)
    return (
        post.state, post.number, post.created_at, post.reaction_count, post.deleted_by_id,
        thread.answer_id, thread.answered_at, thread.answered_by_id, thread.post_count,
        thread.last_post_at, author.post_count, author.answer_count,
    )  # fmt: skip


def test_the_only_admin_is_spared(rules, cast):
    case = casework.case(cast.ada)
    with pytest.raises(Refused) as refused:
        decisions.decide(cast.cleo, case, choice(rules, "suspension", days=1, jump="safety"),
                         case.version)  # fmt: skip
    assert refused.value.field == "action"


def test_what_is_previewed_is_what_is_sent(rules, cast):
    case = casework.case(cast.max)
    chosen = choice(rules, "warning", jump="spam")
    shown = decisions.preview(cast.mo, case, chosen)
    decisions.decide(cast.mo, case, chosen, case.version)
    assert db.session.scalar(select(Statement.body)) == shown
    assert count(Report) == 0 and structure.current()


def test_a_case_without_grounds_is_nobody_elses(rules, cast):
    case = casework.case(cast.max)
    for wrong in (cast.max, cast.nia, cast.guest, cast.sue):
        with pytest.raises(Denied):
            decisions.decide(wrong, case, choice(rules), case.version)


def test_two_admins_who_suspend_each_other_at_once_leave_one(app, cast):
    """T98: whoever comes second is suspended by then, or would be the last."""
    other = factories.user(name="una", groups=["admins"])
    pairs = [
        (cast.ada.id, casework.case(other).id),
        (other.id, casework.case(cast.ada).id),
    ]
    database.commit()

    def suspend(actor_id, case_id):
        actor = viewers.with_groups(None, db.session.get_one(User, actor_id))
        case = db.session.get_one(ModerationCase, case_id)
        wanted = Choice("suspension", ground="illegal", law="A law", quote="was said",
                        facts=FACTS, days=1, jump="safety")  # fmt: skip
        try:
            return decisions.decide(actor, case, wanted, case.version).id
        except Denied as error:
            raise Refused(str(error)) from error

    made, refusals = at_once(app, [lambda pair=pair: suspend(*pair) for pair in pairs])
    assert len(made) == len(refusals) == 1
    db.session.expire_all()
    left = [db.session.get_one(User, id_).is_suspended for id_ in (cast.ada.id, other.id)]
    assert sorted(left) == [False, True]


def test_who_may_not_write_for_a_while_cannot_reply(app, cast):
    thread = factories.thread()
    cast.max.restricted_until = utcnow() + timedelta(days=1)
    with pytest.raises(Denied, match="cannot write here until"):
        posts.reply(cast.max, thread, "Quickly now.")
