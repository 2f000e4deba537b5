"""A case is worked on by one person at a time; views and notes are for who may see them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import ModerationCase, StaffAction, StaffNote, User
from forum.models.columns import utcnow
from forum.queries import moderation, staff_notes, viewers
from forum.services import claims, saved_filters
from forum.services import staff_notes as notes
from tests import casework, factories
from tests.at_once import at_once


def test_who_claims_a_case_has_it_for_a_quarter_of_an_hour_and_nobody_else_meanwhile(app, cast):
    case = casework.case(cast.max)
    claims.claim(cast.mo, case)
    left = case.claimed_until - utcnow()
    assert case.claimed_by_id == cast.mo.id and timedelta(minutes=14) < left < timedelta(minutes=16)
    with pytest.raises(Conflict, match="Mo is working on this case until"):
        claims.claim(cast.cleo, case)
    assert case.claimed_by_id == cast.mo.id
    case.claimed_until = utcnow() + timedelta(minutes=1)
    claims.claim(cast.mo, case)
    assert case.claimed_until - utcnow() > timedelta(minutes=14)


def test_a_claim_that_has_ended_is_taken_over(app, cast):
    case = casework.case(cast.max)
    claims.claim(cast.mo, case)
    case.claimed_until = utcnow() - timedelta(seconds=1)
    claims.claim(cast.cleo, case)
    assert case.claimed_by_id == cast.cleo.id
    assert not claims.release(cast.mo, case) and case.claimed_by_id == cast.cleo.id
    assert claims.release(cast.cleo, case) and case.claimed_by_id is None


def test_of_two_who_claim_at_the_same_moment_one_has_it(app, cast):
    case = casework.case(cast.max)
    ids, case_id = (cast.mo.id, cast.cleo.id, cast.ada.id), case.id
    database.commit()

    def claimer(user_id):
        def work():
            actor = viewers.with_groups(None, db.session.get_one(User, user_id))
            claims.claim(actor, db.session.get_one(ModerationCase, case_id))
            return user_id

        return work

    made, refused = at_once(app, [claimer(one) for one in ids])
    assert len(made) == 1 and len(refused) == 2
    db.session.expire_all()
    assert db.session.get_one(ModerationCase, case_id).claimed_by_id == made[0]


def test_nobody_claims_what_they_may_not_see_or_what_is_decided(app, cast):
    case = casework.case(cast.max)
    for actor in (cast.guest, cast.nia, cast.max, cast.amy, cast.sue):
        with pytest.raises(Denied) as caught:
            claims.claim(actor, case)
        assert caught.value.verdict.hidden
    case.closed_at = utcnow()
    with pytest.raises(Denied, match="already been decided"):
        claims.claim(cast.cleo, case)


def test_a_colleague_is_asked_by_name_and_reads_why(app, cast):
    case = casework.case(cast.max)
    claims.claim(cast.mo, case)
    claims.escalate(cast.mo, case, cast.cleo, "They wrote to me privately.")
    assert (case.state, case.escalated_to_id, case.claimed_by_id) == (
        "escalated",
        cast.cleo.id,
        None,
    )
    assert [one.body for one in staff_notes.of_case(cast.cleo, case)] == [
        "They wrote to me privately."
    ]
    assert db.session.scalar(select(StaffAction.verb)) == "escalate"
    asked = moderation.queue(cast.cleo, moderation.Filters(whose="asked"))
    assert [row.id for row in asked.rows] == [case.id]


def test_nobody_is_asked_who_could_not_open_the_case(app, cast):
    case = casework.case(cast.mo)
    for person in (cast.max, cast.mo, cast.cleo):
        with pytest.raises(Refused):
            claims.escalate(cast.cleo, case, person, "Please look.")
    with pytest.raises(Refused):
        claims.escalate(cast.cleo, case, cast.ada, "  ")
    assert case.state == "open" and case.escalated_to_id is None


def test_notes_are_for_the_team_and_never_for_whom_they_are_about(app, cast):
    note = notes.about_member(cast.cleo, cast.mo, "Was kind today.")
    assert [one.body for one in staff_notes.about_member(cast.ada, cast.mo)] == ["Was kind today."]
    for viewer in (cast.mo, cast.max, cast.guest, cast.sue):
        with pytest.raises(Denied):
            staff_notes.about_member(viewer, cast.mo)
        assert staff_notes.beside_member(viewer, cast.mo.id) == ()
        with pytest.raises(Denied):
            staff_notes.get(viewer, note.id)
        with pytest.raises(Denied):
            notes.remove(viewer, note)
    notes.remove(cast.ada, note)
    assert staff_notes.about_member(cast.ada, cast.mo) == ()
    assert db.session.get_one(StaffNote, note.id).removed_at is not None


def test_notes_about_a_thread_are_for_who_moderates_it_but_not_its_author(app, cast):
    thread = factories.thread(author=cast.max)
    notes.about_thread(cast.mo, thread, "Getting heated.")
    assert [one.body for one in staff_notes.about_thread(cast.cleo, thread)] == ["Getting heated."]
    with pytest.raises(Denied):
        notes.about_thread(cast.max, thread, "Mine.")
    own = factories.thread(author=cast.mo)
    with pytest.raises(Denied):
        notes.about_thread(cast.mo, own, "Mine.")


def test_a_view_is_kept_under_its_name_for_its_owner_alone(app, cast):
    factories.category()
    view = saved_filters.save(cast.mo, "Late", "late=1")
    saved_filters.save(cast.mo, " Late ", "late=1&kind=held")
    assert [(one.name, one.query) for one in moderation.saved(cast.mo)] == [
        ("Late", "late=1&kind=held")
    ]
    assert moderation.saved(cast.cleo) == ()
    with pytest.raises(Denied):
        saved_filters.remove(cast.cleo, view.id)
    with pytest.raises(Denied):
        saved_filters.save(cast.max, "Mine", "late=1")
    for number in range(saved_filters.MOST - 1):
        saved_filters.save(cast.mo, f"View {number}", "late=1")
    with pytest.raises(Refused, match="At most 20"):
        saved_filters.save(cast.mo, "One more", "late=1")
    saved_filters.remove(cast.mo, view.id)
    assert len(moderation.saved(cast.mo)) == 19
