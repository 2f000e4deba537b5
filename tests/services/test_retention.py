"""What is forgotten when its time is over, and that the figures stay what they were."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.jobs import retention as job
from forum.lib.periods import Period
from forum.lib.verdict import Denied
from forum.models import (
    OPERATOR,
    Appeal,
    Decision,
    GuidelineAcceptance,
    MemberSession,
    ModerationCase,
    PastDecision,
    Report,
    Snapshot,
    StaffNote,
    Statement,
    Visit,
    VisitTotal,
)
from forum.models.columns import utcnow
from forum.queries import figures, people_of_figures
from forum.services import cases, retention
from tests import factories
from tests.june import JUNE, at, case, june, report, statement

NEXT_SUMMER = at("07-01 02:00").replace(year=2026)  # twelve months after the last of it


@pytest.fixture
def left(cast):
    """June 2025, and Max has left soon after; what was said in it is still in the tables."""
    made = june(cast)
    for one in db.session.scalars(select(ModerationCase)).all():
        cases.keep(one, factories.post(thread=factories.thread(), author=cast.max))
        one.closed_at = one.closed_at or at("06-30 00:00")
    statement(made.warned, cast.max)
    db.session.add(StaffNote(user_id=cast.max.id, author_id=cast.mo.id, body="Rang him."))
    for open_appeal in db.session.scalars(select(Appeal).where(Appeal.decided_at.is_(None))):
        open_appeal.state, open_appeal.decided_at = "confirmed", at("07-01 01:00")
    cast.max.erased_at = at("07-01 01:00")
    database.commit()
    return made


def counted(model):
    return db.session.scalar(select(func.count()).select_from(model))


def forget(moment):
    retention.forget_decisions(OPERATOR, moment)
    database.commit()


def test_a_year_after_the_last_decision_only_numbers_are_left(cast, left):
    before = figures.of_period(cast.ada, JUNE)
    july = figures.decisions(cast.ada, JUNE.ends_at, JUNE.ends_at + timedelta(days=31))
    about_others = counted(ModerationCase) - db.session.scalar(
        select(func.count()).where(ModerationCase.user_id == cast.max.id)
    )
    forget(NEXT_SUMMER + timedelta(days=31))
    assert db.session.scalar(
        select(ModerationCase.id).where(ModerationCase.user_id == cast.max.id)
    ) is None  # fmt: skip
    assert counted(ModerationCase) == about_others > 0
    assert counted(PastDecision) == 4 and counted(StaffNote) == 0
    for model in (Decision, Statement, Snapshot, Report):
        ids = select(ModerationCase.id)
        if hasattr(model, "case_id"):
            assert db.session.scalar(select(model.id).where(model.case_id.not_in(ids))) is None
    assert figures.of_period(cast.ada, JUNE) == before
    assert figures.decisions(cast.ada, JUNE.ends_at, JUNE.ends_at + timedelta(days=31)) == july


def test_before_that_everything_stays(cast, left):
    number = counted(ModerationCase)
    forget(NEXT_SUMMER - timedelta(days=2))
    assert counted(ModerationCase) == number and counted(PastDecision) == 0


@pytest.mark.parametrize("what", ["case", "appeal", "member"])
def test_what_is_open_and_who_is_here_keep_everything(cast, left, what):
    if what == "case":
        case(cast.max, "06-20 00:00")
    elif what == "appeal":
        db.session.scalars(select(Appeal)).first().decided_at = None
    else:
        cast.max.erased_at = None
    database.commit()
    number = counted(ModerationCase)
    forget(NEXT_SUMMER + timedelta(days=400))
    assert counted(ModerationCase) == number


def test_of_reports_by_who_left_their_words_and_name_go(cast, left):
    about = case(cast.amy, "06-20 00:00", closed_at=at("06-21 00:00"))
    said = report(about, "other", "06-20 00:00", reporter_id=cast.max.id, explanation="I am Max.")
    database.commit()
    forget(NEXT_SUMMER + timedelta(days=31))
    db.session.refresh(said)
    assert (said.reporter_id, said.explanation, said.reason) == (None, "", "other")


def test_visits_become_numbers_of_days(cast):
    for person, day, read in (
        (cast.max, date(2024, 1, 5), 3), (cast.amy, date(2024, 1, 5), 4),
        (cast.cleo, date(2024, 1, 5), 5), (cast.max, date(2024, 2, 1), 6),
    ):  # fmt: skip
        factories._save(Visit(user_id=person.id, day=day, posts_read=read))
    database.commit()
    moment = at("02-28 00:00").replace(year=2026)  # 25 months before it was January 2024
    assert retention.forget_visits(OPERATOR, moment) is False
    assert [one.day for one in db.session.scalars(select(Visit))] == [
        date(2024, 1, 5), date(2024, 1, 5), date(2024, 1, 5), date(2024, 2, 1)
    ]  # fmt: skip
    retention.forget_visits(OPERATOR, moment + timedelta(days=1))
    assert [one.day for one in db.session.scalars(select(Visit))] == [date(2024, 2, 1)]
    total = db.session.get(VisitTotal, date(2024, 1, 5))
    assert (total.members, total.posts_read) == (2, 12)  # Cleo is of the company
    found = people_of_figures.active(cast.ada, Period(date(2024, 1, 1), date(2024, 2, 29)))
    assert [one["members"] for one in found["months"]] == [None, 1] and found["average"] == 1.0


def test_addresses_and_acceptances_go_in_their_time(cast):
    factories.guidelines()
    old, new = (
        factories._save(MemberSession(
            user_id=cast.max.id, token_hash=word, expires_at=utcnow() + timedelta(days=1),
            created_at=utcnow() - timedelta(days=days), address="203.0.113.9", user_agent="X",
        ))
        for word, days in (("a", 91), ("b", 89))
    )  # fmt: skip
    for person, days in ((cast.max, 365 * 3 + 40), (cast.amy, 365 * 2)):
        person.erased_at = utcnow() - timedelta(days=days)
        factories._save(GuidelineAcceptance(user_id=person.id, version_id=1))
    database.commit()
    job.forget()
    database.begin("write")
    db.session.expire_all()
    assert (old.address, old.user_agent, new.address) == ("", "", "203.0.113.9")
    assert [one.user_id for one in db.session.scalars(select(GuidelineAcceptance))] == [cast.amy.id]


def test_nobody_makes_the_forum_forget(cast):
    for who in (cast.guest, cast.max, cast.ada):
        with pytest.raises(Denied):
            retention.forget_decisions(who)
