"""The nightly round, from an application to the letters about it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import programme as jobs
from forum.lib.times import next_at
from forum.models import Candidacy, Job
from forum.queries import letters_of_programme as letters
from forum.services import candidacies
from tests import programme as made
from tests.programme import PITCH


def waiting():
    rows = db.session.scalars(select(Job).where(Job.name == "mail.programme").order_by(Job.id))
    return [(job.arguments["what"], job.arguments["user_id"]) for job in rows]


def test_an_applicant_is_screened_at_night_and_told_that_it_arrived(cast):
    programme = made.programme(cast.ada)
    own = candidacies.apply(cast.nia, programme, PITCH, is_of_age=True)
    database.commit()
    jobs.nightly()
    jobs.nightly()
    own = db.session.get_one(Candidacy, own.id)
    assert own.state == "screening" and own.score_run_id
    assert waiting() == [("received", cast.nia.id)]


def test_a_nominator_hears_not_now_and_nothing_else(cast):
    programme = made.programme(cast.ada)
    own = candidacies.nominate(cast.max, programme, cast.nia, "Kind to everybody.")
    candidacies.withdraw(cast.nia, own)
    assert waiting() == [("nominated", cast.nia.id), ("not_now", cast.max.id)]
    about = letters.about(cast.forum if hasattr(cast, "forum") else None, "not_now", own.id, None)
    text = " ".join(letters.said(None, about)[1])
    assert "Kind to everybody" not in text and "withdr" not in text


def test_every_letter_can_be_written(cast, monkeypatch):
    from forum.jobs import mail

    sent = []
    monkeypatch.setattr(mail.mailer, "send", sent.append)
    programme = made.programme(cast.ada)
    own = made.candidacy(programme, cast.nia, state="declined", message="Because.")
    grant = made.grant(programme, cast.nia)
    database.commit()
    for what in letters._SAID:
        mail.programme(what, cast.nia.id, candidacy_id=own.id, grant_id=grant.id)
    mail.programme("welcome", None, grant_id=grant.id)
    assert len(sent) == len(letters._SAID) + 1
    assert "Because." in next(str(m) for m in sent if "application" in m["Subject"] and "About" in
                              m["Subject"])  # fmt: skip
    assert "ada@example.org" in sent[-1]["To"]


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
