"""Figures are drafted by the software, published by a person, and never changed."""

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError

from forum import database
from forum.extensions import db
from forum.lib import published
from forum.lib.periods import Period
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import OPERATOR, Report, StaffAction, TransparencyReport
from forum.models.columns import utcnow
from forum.queries import transparency as queries
from forum.services import transparency
from tests.june import JUNE, june


@pytest.fixture
def made(cast):
    return june(cast)


def publish(actor, words="", seen=None, period=JUNE):
    seen = seen or queries.draft(actor, period).seen
    found = transparency.publish(actor, period, words, seen)
    database.commit()
    return found


def test_a_person_publishes_with_words_of_their_own_and_a_line_in_the_log(cast, made):
    found = publish(cast.cleo, "A quiet month.")
    assert (found.number, found.words, found.published_by_id) == (1, "A quiet month.", cast.cleo.id)
    assert found.sha256 == published.digest(queries.plain(cast.guest, found))
    line = db.session.scalars(select(StaffAction).order_by(StaffAction.id.desc())).first()
    assert (line.verb, line.details["sha256"]) == ("publish-figures", found.sha256)


def test_a_mistake_is_corrected_by_another_number(cast, made):
    first = publish(cast.cleo)
    db.session.execute(delete(Report).where(Report.reason == "other"))
    database.commit()
    second = publish(cast.ada, "Some reports were made twice.")
    assert (first.number, second.number) == (1, 2)
    assert queries.get(cast.guest, first.id).newer.id == second.id
    assert [one.report.number for one in queries.every(cast.guest)] == [2, 1]
    assert first.figures["notices"] != second.figures["notices"]


@pytest.mark.parametrize("change", ["words = 'Nothing.'", "figures = '{}'", "sha256 = 'x'"])
def test_what_was_published_cannot_be_changed(cast, made, change):
    publish(cast.cleo)
    with pytest.raises(DBAPIError):
        db.session.execute(text(f"UPDATE transparency_report SET {change}"))
    database.rollback()


def test_nobody_publishes_figures_they_have_not_seen(cast, made):
    with pytest.raises(Conflict):
        publish(cast.cleo, seen="0" * 64)
    running = Period(JUNE.first, utcnow().date(), "UTC")
    with pytest.raises(Refused):
        publish(cast.cleo, period=running)
    assert db.session.scalar(select(TransparencyReport.id)) is None


def test_only_staff_publishes_and_a_command_does_not(cast, made):
    seen = queries.draft(cast.cleo, JUNE).seen
    for who in (cast.guest, cast.max, cast.mo, cast.sue, OPERATOR):
        with pytest.raises(Denied):
            transparency.publish(who, JUNE, "", seen)
