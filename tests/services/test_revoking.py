"""A term that was ended early is a decision: with a statement, an appeal, and a way back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import OPERATOR, Decision, GroupMember, ProgrammeEvent, StaffAction
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS
from forum.policies import appeals as policy
from forum.policies import reports
from forum.queries import promises
from forum.services import grants
from tests import appealing, factories
from tests import programme as made

DAY = timedelta(days=1)


@pytest.fixture
def forum(cast):
    cast.eve = factories.user(name="eve", groups=["community-managers"])
    cast.programme = made.programme(cast.ada)
    return cast


def revoked(forum, **with_):
    """Nia's term, ended by Cleo and Ada, and the decision about it."""
    term = made.grant(forum.programme, forum.nia, **with_)
    grants.propose_revocation(forum.cleo, term, made.REASON)
    grants.revoke(forum.ada, term)
    return term, db.session.scalars(select(Decision)).one()


def is_in_group(user):
    found = select(GroupMember.user_id).where(
        GroupMember.group_id == AMBASSADORS, GroupMember.user_id == user.id
    )
    return db.session.scalar(found) is not None


def test_who_lost_their_office_is_told_why_and_by_whom_nobody_of_the_two_looks_at_it_again(forum):
    _term, decision = revoked(forum)
    told = appealing.told(decision)
    assert told.user_id == forum.nia.id and (told.appeal_until - told.sent_at).days >= 180
    for words in ("Your time as an ambassador was ended", "We have talked about this",
                  "appeal this decision, for free", "Ambassadors", "somebody of the team"):  # fmt: skip
        assert words in told.body, words
    assert (decision.decided_by_id, decision.second_by_id) == (forum.cleo.id, forum.ada.id)
    appeal = appealing.appealed(decision, forum.nia, grounds="I never said that.")
    for person in (forum.cleo, forum.ada, forum.mo, forum.amy, forum.nia):
        assert not policy.can_decide(person, appeal), person.name
        with pytest.raises(Denied):
            appealing.answered(appeal, person)
    assert policy.can_decide(forum.eve, appeal)
    with pytest.raises(Refused):
        appealing.answered(appeal, forum.eve, "varied")
    case = appealing.case_of(decision)
    assert not reports.can_read_of_case(forum.mo, case), "never for volunteers"
    assert promises.broken(OPERATOR).keys() == {"unexplained"}, "Sue, who was suspended by a test"


def test_a_reversal_gives_the_term_back_with_the_days_that_were_lost(forum):
    paused = utcnow() - 5 * DAY
    term, decision = revoked(forum, state="paused", paused_at=paused, paused_days=3)
    ended_at, ends_at = term.ended_at, term.ends_at
    assert term.state == "revoked" and not is_in_group(forum.nia)
    term.ended_at = ended_at - DAY
    appealing.answered(appealing.appealed(decision, forum.nia), forum.eve)
    assert (term.state, term.end_reason, term.revoking_id) == ("active", "", None)
    assert term.ended_at is None and term.paused_at is None and term.paused_days == 7
    assert term.ends_at - ends_at >= DAY
    assert is_in_group(forum.nia)
    last = db.session.scalars(select(ProgrammeEvent).order_by(ProgrammeEvent.id.desc())).first()
    assert (last.event, last.actor_id) == ("reinstate", forum.eve.id)
    verbs = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert verbs == ["revoke-office", "reverse", "answer-appeal"]


def test_an_appeal_that_is_not_right_leaves_the_office_taken(forum):
    term, decision = revoked(forum)
    appealing.answered(appealing.appealed(decision, forum.nia), forum.eve, "confirmed", "")
    assert term.state == "revoked" and not is_in_group(forum.nia)
    with pytest.raises(Denied):
        appealing.appealed(decision, forum.nia)
