"""The nightly round, from an application to the letters about it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import programme as jobs
from forum.jobs.letters import write
from forum.lib.times import next_at
from forum.lib.verdict import Denied, Refused
from forum.models import (
    OPERATOR,
    Candidacy,
    Job,
    Mailing,
    Notification,
    NotificationChoice,
    ProgrammeGrant,
    User,
)
from forum.models.columns import utcnow
from forum.queries import letters_of_programme as letters
from forum.services import advice, candidacies, grants
from tests import factories
from tests import programme as made
from tests.programme import PITCH


def waiting():
    rows = db.session.scalars(select(Job).where(Job.name == "notify.programme").order_by(Job.id))
    return [(job.arguments["what"], job.arguments["user_id"]) for job in rows]


def told():
    """The jobs are done; who has which of it at the bell, by the order of it."""
    names = dict(db.session.execute(select(User.id, User.name)).all())
    for job in db.session.scalars(
        select(Job).where(Job.name == "notify.programme").order_by(Job.id)
    ).all():
        jobs.tell(**job.arguments)
        db.session.delete(job)
    rows = db.session.scalars(select(Notification).order_by(Notification.id))
    return [(names[row.user_id], row.details["what"]) for row in rows]


def letters_to(user):
    """What waits for this member in the post, each written as it would be sent."""
    rows = db.session.scalars(
        select(Mailing).where(Mailing.user_id == user.id).order_by(Mailing.id)
    ).all()
    user.mail_key = user.mail_key or "key"
    db.session.flush()
    return [made if isinstance(made, str) else made["Subject"] for made in map(write, rows)]


def test_applicants_and_those_who_decide_are_told_at_the_bell_and_by_mail_once(cast):
    programme = made.programme(cast.ada)
    own = candidacies.apply(cast.nia, programme, PITCH, is_of_age=True)
    run = made.scored(programme, cast.nia)
    candidacies.screen(OPERATOR, own, run.id)
    assert told() == [("nia", "received"), ("cleo", "screening"), ("ada", "screening")]
    assert letters_to(cast.nia) == ["Your application has arrived"]
    assert letters_to(cast.cleo) == ["A candidate waits to be looked at"]
    jobs.tell("received", cast.nia.id, candidacy_id=own.id)  # a job that is done once more
    assert letters_to(cast.nia) == ["Your application has arrived"]
    candidacies.admit(cast.cleo, own)
    assert told()[-1] == ("ada", "review")  # whoever lets them in knows it
    candidacies.withdraw(cast.nia, own)
    moved_on = "decided in the meantime, or not theirs to know"
    assert letters_to(cast.ada) == [moved_on, moved_on]


def test_who_has_chosen_the_bell_only_gets_no_letter_and_who_wants_nothing_hears_nothing(cast):
    programme = made.programme(cast.ada)
    for user, channel in ((cast.nia, "mail"), (cast.max, "site")):
        db.session.add(NotificationChoice(user_id=user.id, event="application", channel=channel,
                                          is_on=False))  # fmt: skip
    candidacies.apply(cast.nia, programme, PITCH, is_of_age=True)
    candidacies.apply(cast.max, programme, PITCH, is_of_age=True)
    assert told() == [("nia", "received")]
    assert letters_to(cast.nia) == letters_to(cast.max) == []


def test_of_what_was_decided_about_them_everybody_is_told_at_the_bell_whatever_they_chose(cast):
    programme = made.programme(cast.ada)
    for user in (cast.nia, cast.max, cast.ada):
        db.session.add(NotificationChoice(user_id=user.id, event="application", channel="site",
                                          is_on=False))  # fmt: skip
    own = made.candidacy(programme, cast.nia, state="review")
    candidacies.decline(cast.cleo, own, "other", made.REASON)
    made.grant(programme, cast.max, state="paused", paused_at=utcnow() - timedelta(days=91))
    grants.nightly(OPERATOR)
    assert told() == [("nia", "declined")]  # and Ada of no step, as she chose
    assert letters_to(cast.nia) == letters_to(cast.max) == []


def test_who_is_asked_for_advice_hears_of_it_once_and_at_most_three_are_asked(cast):
    programme = made.programme(cast.ada)
    for user in (cast.amy, cast.mo, cast.sue, cast.max):
        made.grant(programme, user)
    more = [factories.user(name=name) for name in ("una", "vic")]
    for user in more:
        made.grant(programme, user)
    own = made.candidacy(programme, cast.nia, state="review")
    for name in ("amy", "@mo", "una"):
        advice.ask(cast.cleo, own, name)
    assert told() == [("amy", "advise"), ("mo", "advise"), ("una", "advise")]
    for name in ("vic", "amy", "sue"):  # enough are asked; twice; suspended
        with pytest.raises(Refused):
            advice.ask(cast.cleo, own, name)
    assert letters_to(cast.amy) == ["Your advice is wanted"]
    advice.give(cast.amy, own, "abstain", "")
    assert told()[3:] == [("cleo", "advised"), ("ada", "advised")]
    moved_on = "decided in the meantime, or not theirs to know"
    assert letters_to(cast.amy) == [moved_on]
    grants.leave(cast.mo, db.session.scalar(select(ProgrammeGrant).where(
        ProgrammeGrant.user_id == cast.mo.id)), "", False)  # fmt: skip
    assert letters_to(cast.mo)[0] == moved_on
    with pytest.raises(Denied):
        advice.give(cast.mo, own, "abstain", "")


def test_a_nominee_is_never_told_by_whom_and_who_nominated_them_is_asked_for_no_vote(cast):
    programme = made.programme(cast.ada)
    own = candidacies.nominate(cast.cleo, programme, cast.nia, "Kind to everybody.")
    assert told() == [("nia", "nominated")]
    row = db.session.scalar(select(Notification))
    assert row.actor_id is None and cast.cleo.id not in row.details.values()
    candidacies.consent(cast.nia, own, PITCH, is_of_age=True)
    candidacies.screen(OPERATOR, own, made.scored(programme, cast.nia).id)
    assert told()[1:] == [("nia", "received"), ("ada", "screening")]


def test_each_reminder_of_a_term_is_a_letter_and_the_second_person_is_asked(cast):
    programme = made.programme(cast.ada)
    grant = made.grant(programme, cast.nia, state="grace")
    for kind in ("grace-1", "grace-14"):
        grants.remind(OPERATOR, grant, kind, utcnow())
        grants.remind(OPERATOR, grant, kind, utcnow())
    grants.propose_revocation(cast.cleo, grant, made.REASON)
    assert told() == [("nia", "grace"), ("ada", "undecided"), ("nia", "grace"),
                      ("ada", "undecided"), ("ada", "revoking")]  # fmt: skip
    assert len(letters_to(cast.nia)) == 2


def test_who_is_suspended_still_hears_of_their_own_pause(cast):
    grant = made.grant(made.programme(cast.ada), cast.sue, state="paused")
    jobs.tell("paused", cast.sue.id, grant_id=grant.id)
    assert letters_to(cast.sue) == ["Your time as an ambassador is paused"]


def test_an_applicant_is_screened_at_night_and_told_that_it_arrived(cast):
    programme = made.programme(cast.ada)
    own = candidacies.apply(cast.nia, programme, PITCH, is_of_age=True)
    database.commit()
    jobs.nightly()
    jobs.nightly()
    own = db.session.get_one(Candidacy, own.id)
    assert own.state == "screening" and own.score_run_id
    assert waiting() == [("received", cast.nia.id), ("screening", None)]


def test_a_nominator_hears_not_now_and_nothing_else(cast):
    programme = made.programme(cast.ada)
    own = candidacies.nominate(cast.max, programme, cast.nia, "Kind to everybody.")
    candidacies.withdraw(cast.nia, own)
    assert waiting() == [("nominated", cast.nia.id), ("not_now", cast.max.id)]
    about = letters.about(cast.forum if hasattr(cast, "forum") else None, "not_now", own.id, None)
    text = " ".join(letters.filled(None, about)["said"][1])
    assert "Kind to everybody" not in text and "withdr" not in text


def test_every_letter_can_be_written(cast):
    programme = made.programme(cast.ada)
    own = made.candidacy(programme, cast.nia, state="declined", message="Because.")
    grant = made.grant(programme, cast.nia, end_reason="Because.")
    for what in letters._SAID:
        about = letters.about(OPERATOR, what, own.id, grant.id)
        subject, paragraphs, button = letters.filled(OPERATOR, about)["said"]
        assert subject and all(paragraphs) and button and about.href.startswith("/")
        assert what != "declined" or "Because." in paragraphs


@pytest.mark.parametrize(
    ("clock", "zone", "after", "expected"),
    [
        ("03:10", "UTC", "2026-01-01T00:00", "2026-01-01T03:10"),
        ("03:10", "UTC", "2026-01-01T03:10", "2026-01-02T03:10"),
        ("03:10", "Europe/Berlin", "2026-07-01T01:00", "2026-07-01T01:10"),
        ("02:30", "Europe/Berlin", "2026-03-29T00:00", "2026-03-29T01:30"),
        ("nonsense", "Nowhere/Else", "2026-01-01T00:00", "2026-01-02T00:00"),
    ],
)
def test_an_hour_of_the_day_in_a_time_zone(clock, zone, after, expected):
    found = next_at(clock, zone, datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found - timedelta(days=3) < found
