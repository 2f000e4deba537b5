"""Who reports or appeals without ground again and again is warned, then stopped for a while."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import OPERATOR, Decision, MisuseMeasure, Statement
from forum.models.columns import utcnow
from forum.policies import appeals as appeal_policy
from forum.policies import reports as report_policy
from forum.queries import misuse as queries
from forum.services import appeals, decisions, misuse
from forum.services.choosing import Choice
from forum.services.misuse import Assessment
from tests import appealing, casework

SAID = Assessment("unfounded_notices", "Moderators lost an evening over it, and two members wrote.",
                  "The same three people are reported, whatever they write.")  # fmt: skip


def reported(cast, *upheld):
    for is_upheld in upheld:
        casework.report(casework.case(cast.amy), cast.nia, is_upheld=is_upheld)


def test_the_numbers_are_counted_and_the_rest_is_said(app, cast):
    reported(cast, False, False, False, True, None)
    found = queries.numbers(cast.cleo, cast.nia, "unfounded_notices")
    assert (found.answered, found.unfounded, found.share) == (4, 3, 75)
    made = misuse.warn(cast.cleo, cast.nia, SAID)
    assert made.assessment == {"number": 3, "share": 75, "gravity": SAID.gravity,
                               "intention": SAID.intention}  # fmt: skip
    told = db.session.scalars(select(Statement)).one()
    assert (told.user_id, told.recipient) == (cast.nia.id, "author")
    for owed in ("3 had no ground", "75 %", "lost an evening", "same three people",
                 "You can disagree"):  # fmt: skip
        assert owed in told.body, owed


def test_only_staff_and_nobody_about_themselves(app, cast):
    reported(cast, False)
    for wrong in (cast.guest, cast.nia, cast.max, cast.mo, cast.sue):
        with pytest.raises(Denied):
            misuse.warn(wrong, cast.nia, SAID)
        with pytest.raises(Denied):
            queries.record(wrong, cast.nia)
    with pytest.raises(Denied):
        misuse.warn(cast.cleo, cast.cleo, SAID)


def test_a_warning_comes_first_and_all_four_parts_are_weighed(app, cast):
    for field, wrong in [
        ("gravity", Assessment(SAID.kind, "Bad.", SAID.intention)),
        ("intention", Assessment(SAID.kind, SAID.gravity, "")),
        ("kind", Assessment("nonsense", SAID.gravity, SAID.intention)),
        ("kind", Assessment("unfounded_complaints", SAID.gravity, SAID.intention)),
    ]:  # fmt: skip
        reported(cast, False)
        with pytest.raises(Refused) as refused:
            misuse.warn(cast.cleo, cast.nia, wrong)
        assert refused.value.field == field
    with pytest.raises(Refused) as refused:
        misuse.stop(cast.cleo, cast.nia, SAID, 7)
    assert refused.value.field == "kind"
    assert db.session.scalars(select(MisuseMeasure)).all() == []


def test_reports_are_stopped_for_a_time_and_an_appeal_opens_them_again(app, cast):
    reported(cast, False, False)
    misuse.warn(cast.cleo, cast.nia, SAID)
    with pytest.raises(Refused) as refused:
        misuse.stop(cast.cleo, cast.nia, SAID, 91)
    assert refused.value.field == "days"
    misuse.stop(cast.cleo, cast.nia, SAID, 7)
    until = report_policy.stopped_until(cast.nia)
    assert timedelta(days=6) < until - utcnow() <= timedelta(days=7)
    assert not report_policy.can_file(cast.nia) and report_policy.can_file(cast.amy)
    decision = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    appeal = appeals.appeal(cast.nia, appealing.told(decision), "They were all rude.")
    assert not appeal_policy.can_review(cast.cleo, appeal)
    appealing.answered(appeal, cast.ada)
    assert report_policy.stopped_until(cast.nia) is None
    record = queries.record(cast.ada, cast.nia)
    assert [one.state for one in record.measures] == ["reversed", "in_force"]


def test_after_an_appeal_the_stop_is_shorter_or_only_a_warning(app, cast):
    reported(cast, False, False)
    misuse.warn(cast.cleo, cast.nia, SAID)
    misuse.stop(cast.cleo, cast.nia, SAID, 9)
    for choice, left in ((Choice("misuse_stop", days=2), timedelta(days=2)),
                         (Choice("misuse_warning"), None)):  # fmt: skip
        decision = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        appeal = appeals.appeal(cast.nia, appealing.told(decision), "They were all rude.")
        reviewer = next(one for one in (cast.ada, cast.cleo) if one.id != decision.decided_by_id)
        appealing.answered(appeal, reviewer, "varied", "disproportionate", instead=choice)
        until = report_policy.stopped_until(cast.nia)
        assert (until and until - utcnow() <= left) if left else until is None
    states = [one.state for one in queries.record(cast.ada, cast.nia).measures]
    assert states == ["in_force", "reversed", "reversed", "in_force"]


def test_it_ends_by_itself(app, cast):
    reported(cast, False)
    misuse.warn(cast.cleo, cast.nia, SAID)
    misuse.stop(cast.cleo, cast.nia, SAID, 1)
    decisions.end_due(OPERATOR, utcnow() + timedelta(days=1, minutes=1))
    states = db.session.scalars(select(Decision.state).order_by(Decision.id)).all()
    assert states == ["in_force", "ended"]


def test_appeals_are_stopped_but_not_the_one_against_that(app, cast):
    for by in (cast.cleo, cast.ada):
        appeal = appealing.appealed(appealing.decided(cast, by, author=cast.max), cast.max)
        other = cast.ada if by is cast.cleo else cast.cleo
        appealing.answered(appeal, other, "confirmed", "")
    third = appealing.decided(cast, cast.mo, author=cast.max)
    said = Assessment("unfounded_complaints", SAID.gravity, SAID.intention)
    misuse.warn(cast.cleo, cast.max, said)
    misuse.stop(cast.cleo, cast.max, said, 7)
    with pytest.raises(Denied):
        appealing.appealed(third, cast.max)
    stop = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert appealing.appealed(stop, cast.max).state == "submitted"
