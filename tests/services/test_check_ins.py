"""Does the programme work, and who has become quiet: for the team, never a penalty."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Conflict, Denied
from forum.models import OPERATOR, CheckIn, ProgrammeGrant
from forum.models.columns import utcnow
from forum.queries import programme_effect as effect
from forum.services import check_ins
from tests import factories
from tests import programme as made


@pytest.fixture
def serving(app, cast):
    """Max is an ambassador who wrote three posts a week for eight weeks, and then less."""
    programme = made.programme(cast.ada)
    grant = made.grant(programme, cast.max, starts_at=utcnow() - timedelta(days=200))
    thread = factories.thread(author=cast.nia)
    now = utcnow()

    def writes(weeks_ago, times):
        for n in range(times):
            at = now - timedelta(weeks=weeks_ago, hours=-1 - n)
            factories.post(thread=thread, author=cast.max, created_at=at)

    for week in range(3, 11):
        writes(week, 3)
    return programme, grant, writes


def open_ones():
    return db.session.scalars(select(CheckIn).where(CheckIn.done_at.is_(None))).all()


def test_who_writes_far_less_than_usual_is_asked_how_they_are_once(serving):
    _, grant, _ = serving
    check_ins.look(OPERATOR)
    check_ins.look(OPERATOR, utcnow() + timedelta(days=1))
    (found,) = open_ones()
    assert (found.grant_id, found.usual, found.lately) == (grant.id, 24, 0)
    assert db.session.get_one(ProgrammeGrant, grant.id).state == "active"


def test_a_week_off_asks_nobody(serving):
    _, _, writes = serving
    writes(2, 3)  # three in the fortnight that is looked at: half of the usual
    check_ins.look(OPERATOR)
    assert open_ones() == []


def test_who_never_wrote_much_and_who_is_on_a_break_is_left_in_peace(serving, cast):
    programme, grant, _ = serving
    made.grant(programme, cast.nia)
    grant.state = "paused"
    db.session.flush()
    check_ins.look(OPERATOR)
    assert open_ones() == []


def test_only_the_team_sees_it_never_of_oneself_and_it_is_done_once(serving, cast):
    check_ins.look(OPERATOR)
    (found,) = open_ones()
    assert [one.person.name for one in effect.quiet(cast.cleo)] == ["max"]
    for wrong in (cast.max, cast.mo, cast.nia):
        with pytest.raises(Denied):
            effect.quiet(wrong)
        with pytest.raises(Denied):
            check_ins.done(wrong, found, cast.max.id)
    cast.max.join(4)
    assert effect.quiet(cast.max) == ()
    with pytest.raises(Denied):
        effect.check_in(cast.max, found.id)
    check_ins.done(cast.cleo, found, cast.max.id, "Is moving house.")
    assert effect.quiet(cast.cleo) == ()
    with pytest.raises(Conflict):
        check_ins.done(cast.cleo, found, cast.max.id)


def test_the_figures_say_who_answers_first_and_on_how_many_it_rests(serving, cast):
    programme, *_ = serving
    now = utcnow()
    for n in range(3):
        asked = factories.thread(author=cast.nia, kind="question", created_at=now)
        first = factories.post(thread=asked, author=cast.amy, author_capacity="ambassador",
                               created_at=now + timedelta(minutes=1))  # fmt: skip
        factories.post(thread=asked, author=cast.cleo, author_capacity="brand",
                       created_at=now + timedelta(minutes=2))  # fmt: skip
        asked.answer_id, asked.answered_at = first.id, now - timedelta(minutes=n)
    db.session.flush()
    found = effect.effect(cast.cleo, programme)
    first = {part.capacity: part.share for part in found.first_replies}
    assert (first["ambassador"].part, first["brand"].part) == (3, 0)
    assert {p.capacity: p.share.part for p in found.solutions}["ambassador"] == 3
    assert (found.half.people, found.half.answers) == (1, 3)
    assert found.half == found.half_of_ambassadors and not found.half.rests_on_few
    assert (found.active.part, found.active.whole) == (1, 1)  # within four weeks


def test_the_page_shows_it_to_the_team_and_takes_the_note(serving, cast, browser):
    check_ins.look(OPERATOR)
    (found,) = open_ones()
    found_id = found.id
    database.commit()
    page = browser(cast.cleo).get("/ambassadors/effect?days=28")
    assert page.status_code == 200 and "3 posts a week as a rule" in page.text
    assert browser(cast.max).get("/ambassadors/effect").status_code == 404
    address = f"/ambassadors/check-ins/{found_id}"
    assert browser(cast.max).post(address, data={}).status_code == 404
    assert browser(cast.cleo).post(address, data={"note": "Fine."}).status_code == 303
    assert "Nobody has become quiet" in browser(cast.cleo).get("/ambassadors/effect").text
