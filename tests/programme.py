"""A programme of ambassadors, candidates and grants, made as tests need them."""

from datetime import timedelta

from forum.extensions import db
from forum.models import Candidacy, Programme, ProgrammeGrant, ScoreRow, ScoreRun
from forum.models.columns import utcnow
from tests import factories

NO_GATES = {"account_days": 0, "active_days": 0, "replies": 0, "givers": 0, "clean_days": 180}
PITCH = "I like to help people to find out what their tent can do, and what it cannot."
REASON = (
    "We have talked about this for a long while, and in the end it is simply too early; "
    "please come back in spring and tell us about the hut."
)
RUBRIC = {"empathy": 4, "accuracy": 4, "honesty": 5, "welcome": 3}


def programme(owner, **with_):
    return factories._save(
        Programme(**{
            "slug": "ambassadors", "name": "Ambassadors", "purpose": "To help.", "terms": "Freely.",
            "criteria": NO_GATES, "owner_id": owner.id, "state": "open", **with_,
        })
    )  # fmt: skip


def candidacy(made, user, **with_):
    now = utcnow()
    return factories._save(
        Candidacy(**{
            "programme_id": made.id, "user_id": user.id, "origin": "self", "pitch": PITCH,
            "consent_at": now, "is_of_age": True, "state": "applied", "opened_at": now,
            "due_at": now + timedelta(days=21), **with_,
        })
    )  # fmt: skip


def grant(made, user, **with_):
    now = utcnow()
    dates = {"starts_at": now, "ends_at": now + timedelta(days=365), "accepted_at": now}
    if with_.get("state") == "offered":
        dates = {}
    return factories._save(
        ProgrammeGrant(**{
            "programme_id": made.id, "user_id": user.id, "state": "active", "offered_at": now,
            "terms_version": 1, **dates, **with_,
        })
    )  # fmt: skip


def scored(made, *people):
    now = utcnow()
    run = factories._save(ScoreRun(programme_id=made.id, formula_version=1,
                                   window_from=now - timedelta(days=91), window_to=now))  # fmt: skip
    for person in people:
        factories._save(ScoreRow(run_id=run.id, user_id=person.id, total=50.0))
    db.session.flush()
    return run
