"""What came to the team otherwise than by a report is passed on by it, and answered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import (
    ModerationCase,
    Report,
    StaffAction,
    Statement,
)
from forum.models.columns import utcnow
from forum.queries import (
    guidelines,
)
from forum.queries import reports as queries
from forum.services import decisions, reports
from forum.services.choosing import Choice
from forum.services.filing import Said
from tests import factories

# --- what came to the team otherwise -------------------------------------------------------------

ORDER = Said("illegal", "A court forbids this claim.", law="§ 5", is_in_good_faith=True,
             on_behalf="authority", notifier="District court, 4 C 12/26",
             address="Court@Example.org")  # fmt: skip


def test_an_order_is_passed_on_by_the_team_comes_first_and_is_answered(app, cast):
    factories.guidelines(at=utcnow() - timedelta(days=9))
    post = factories.post(author=cast.max)
    db.session.refresh(post, ["thread", "author"])
    made = reports.report_post(cast.cleo, post, ORDER)
    case = db.session.scalars(select(ModerationCase)).one()
    assert (made.source, made.reporter_name) == ("authority", "District court, 4 C 12/26")
    assert (case.severity, case.due_at - case.opened_at) == (2, timedelta(hours=8))
    (shown,) = queries.of_case(cast.ada, case)
    assert (shown.name, shown.email, shown.reporter.name) == (
        "District court, 4 C 12/26", "court@example.org", "cleo",
    )  # fmt: skip
    (hidden,) = queries.of_case(cast.mo, case)
    assert (hidden.source, hidden.name, hidden.reporter) == ("authority", "", None)
    line = db.session.scalars(select(StaffAction)).one()
    assert (line.actor_id, line.verb, line.details["source"]) == (
        cast.cleo.id, "pass-on-report", "authority",
    )  # fmt: skip
    section = guidelines.applying(cast.ada)[0]
    made_ = decisions.decide(
        cast.ada, case,
        Choice("hide", section_id=section.id, quote="Hello.", days=None,
               facts="A court has forbidden this claim, and says so in its order."),
        case.version,
    )  # fmt: skip
    assert made_.origin == "order"
    told = db.session.scalars(select(Statement).order_by(Statement.id)).all()
    assert [(one.recipient, one.user_id, one.email) for one in told] == [
        ("author", cast.max.id, ""), ("reporter", None, "court@example.org"),
    ]  # fmt: skip
    assert "an authority ordered it" in told[0].body and "District" not in told[0].body


def test_without_an_address_whoever_passed_it_on_gets_the_answer(app, cast):
    factories.guidelines(at=utcnow() - timedelta(days=9))
    post = factories.post(author=cast.max)
    db.session.refresh(post, ["thread", "author"])
    made = reports.report_post(cast.cleo, post, replace(ORDER, on_behalf="trusted", address=""))
    case = db.session.scalars(select(ModerationCase)).one()
    decisions.decide(cast.ada, case, Choice("none", explanation="It is fine."), case.version)
    (told,) = db.session.scalars(select(Statement)).all()
    assert (told.user_id, told.report_id) == (cast.cleo.id, made.id)


def test_only_the_team_passes_something_on_and_says_from_whom(app, cast):
    post = factories.post(author=cast.max)
    db.session.refresh(post, ["thread", "author"])
    for who in (cast.amy, cast.nia, cast.mo):
        with pytest.raises(Denied, match="Only the team"):
            reports.report_post(who, post, ORDER)
        with pytest.raises(Denied, match="Only the team"):
            reports.report_member(who, cast.max, ORDER)
    for wrong, field in (
        ({"notifier": " "}, "notifier"), ({"address": "nowhere"}, "address"),
        ({"on_behalf": "the mayor"}, "on_behalf"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            reports.report_post(cast.cleo, post, replace(ORDER, **wrong))
        assert refused.value.field == field
    assert db.session.scalar(select(Report.id)) is None
    assert reports.report_member(cast.cleo, cast.max, ORDER).source == "authority"
