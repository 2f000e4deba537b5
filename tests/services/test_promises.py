"""Tests that try to break the promises of community.md §5.4."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from forum import database, events
from forum.extensions import db
from forum.jobs import HANDLERS
from forum.lib.verdict import Denied
from forum.models import OPERATOR, Decision, ModerationCase, Sanction, Statement, User
from forum.models.columns import utcnow
from forum.models.decisions import OF_MISUSE, RESTRICTIVE, REVOCATION
from forum.policies import deciding
from forum.queries import guidelines, promises
from forum.services import decisions, misuse
from forum.services.decisions import Choice
from forum.services.misuse import Assessment
from tests import appealing, casework, factories
from tests.june import case, decision

FACTS = "The post offers a shop of the author's own without saying that it is theirs."


@pytest.fixture
def rules(app, cast):
    factories.guidelines()
    cast.sue.suspended_until = None  # made without a decision, for other tests
    database.commit()
    return [section.id for section in guidelines.applying(cast.ada)]


def choice(rules, action, **with_):
    days = {"restriction": 7, "suspension": 7}.get(action)
    return Choice(action, section_id=rules[0], quote="was said", facts=FACTS, days=days,
                  explanation="Please say whose shop it is.", body="Another text, for all.",
                  jump="spam", **with_)  # fmt: skip


def broken():
    database.commit()
    return promises.broken(OPERATOR)


@pytest.mark.parametrize("action", sorted(RESTRICTIVE - {*OF_MISUSE, REVOCATION}))
def test_nobody_is_restricted_without_being_told_why(rules, cast, action):
    about = casework.case(cast.max)
    made = decisions.decide(cast.cleo, about, choice(rules, action), about.version)
    if made.state == "proposed":
        assert db.session.scalar(select(Statement.id)) is None  # nothing has happened yet
        decisions.agree(cast.ada, made)
    told = db.session.scalars(select(Statement).where(Statement.decision_id == made.id)).all()
    assert [one.user_id for one in told] == [cast.max.id] and told[0].body
    assert broken() == {}


def test_whose_reports_are_not_taken_is_told_why(rules, cast):
    said = Assessment("unfounded_notices", "Moderators lost an evening over it, all of them.",
                      "The same three people are reported, whatever they write.")  # fmt: skip
    made = []
    for act in (misuse.warn, lambda *given: misuse.stop(*given, 7)):
        casework.report(casework.case(cast.amy), cast.nia, is_upheld=False)
        made.append(act(cast.cleo, cast.nia, said))
        assert broken() == {}
    stop = db.session.get_one(Decision, made[1].decision_id)
    told = db.session.scalars(select(Statement).where(Statement.decision_id == stop.id)).one()
    assert stop.action == "misuse_stop" and told.user_id == cast.nia.id
    db.session.delete(told)
    made[1].decision_id = None
    assert broken() == {"unstated": [stop.id], "stopped-unfounded": [made[1].id]}


def test_who_appealed_is_told_the_answer(rules, cast):
    appeal = appealing.appealed(appealing.decided(cast, cast.mo), cast.max)
    appealing.answered(appeal, cast.cleo)
    assert broken() == {}
    db.session.execute(delete(Statement).where(Statement.recipient == "answer"))
    assert broken() == {"unanswered": [appeal.id]}


def test_software_says_why_as_well(rules, cast):
    about = casework.case(cast.max)
    decisions.by_software(OPERATOR, about, choice(rules, "hide"))
    assert db.session.scalars(select(Statement)).one().user_id == cast.max.id
    assert broken() == {}


def test_a_plugin_that_listens_cannot_take_the_statement_away(app, rules, cast):
    """It fails, or it forbids: then the decision is not there either."""

    def refuse(**payload):
        raise Denied(deciding.NOT_FOUND)

    events.decision_made.listen(app, refuse)
    about = casework.case(cast.max)
    database.commit()
    with pytest.raises(Denied):
        decisions.decide(cast.mo, about, choice(rules, "hide"), about.version)
    database.rollback()
    assert db.session.scalar(select(Decision.id)) is None
    assert db.session.scalar(select(Statement.id)) is None and broken() == {}


def test_a_job_restricts_nobody(rules, cast):
    """What runs in nobody's name ends things, and begins none but by software's own verb."""
    about = casework.case(cast.max)
    made = decisions.decide(cast.cleo, about, choice(rules, "restriction"), about.version)
    later = made.ends_at + timedelta(minutes=1)
    decisions.end_due(OPERATOR, later)
    assert db.session.get(User, cast.max.id).restricted_until is None and broken() == {}
    assert not [name for name in HANDLERS if name.startswith(("suspend", "hide", "remove"))]


def test_what_was_written_past_the_verbs_is_found(rules, cast):
    """By a script, a plugin or somebody who has the database."""
    about = case(cast.max, "06-02 08:00")
    silent = decision(about, cast.mo, "hide", "06-02 09:00")
    own = decision(case(cast.mo, "06-02 08:00"), cast.mo, "none", "06-02 09:00", ground="none",
                   law="")  # fmt: skip
    proposed = decision(case(cast.nia, "06-02 08:00"), cast.mo, "suspension", "06-02 09:00",
                        state="proposed")  # fmt: skip
    odd = factories._save(Sanction(user_id=cast.nia.id, decision_id=proposed.id, points=1,
                                   kind="warning"))  # fmt: skip
    cast.amy.suspended_until = utcnow() + timedelta(days=3)
    gone = factories.post(thread=factories.thread(), author=cast.max, state="removed")
    assert broken() == {
        "undecided": [gone.id],
        "unstated": [silent.id], "unfounded": [odd.id], "unexplained": [cast.amy.id],
        "decided-oneself": [own.id],
    }  # fmt: skip


def test_nobody_reviews_their_own_decision(rules, cast):
    """Neither who took it nor who agreed; nor whoever it is about."""
    about = casework.case(cast.max)
    made = decisions.decide(cast.cleo, about, choice(rules, "termination"), about.version)
    decisions.agree(cast.ada, made)
    other = factories.user(groups=["community-managers"])
    for who in (cast.cleo, cast.ada, cast.mo, cast.max, cast.guest):
        with pytest.raises(Denied):
            decisions.reverse(who, made, utcnow())
    decisions.reverse(other, made, utcnow())
    assert db.session.get_one(ModerationCase, about.id).state == "decided" and broken() == {}


def test_only_who_verifies_sees_it(cast):
    for who in (cast.guest, cast.max, cast.mo, cast.cleo, cast.sue):
        with pytest.raises(Denied):
            promises.broken(who)
