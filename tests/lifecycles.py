"""Both lifecycles of the programme as tables, and candidacies and grants ready for any of their steps.

The tables are written from the specification (community.md §3.3), not from the code."""

from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import select

from forum.extensions import db
from forum.models import (
    OPERATOR,
    CandidacyReview,
    ProgrammeEvent,
)
from forum.models.columns import utcnow
from tests import programme as made
from tests.programme import REASON

DAY = timedelta(days=1)
# event: (from, to, who). "-" stays; §3.3, line by line.
CANDIDACY = {
    "nominate": ([""], "nominated", "max"),
    "consent": (["nominated"], "applied", "nia"),
    "apply": ([""], "applied", "nia"),
    "lapse": (["nominated"], "lapsed", "forum"),
    "screen": (["applied"], "screening", "forum"),
    "admit": (["screening"], "review", "cleo"),
    "decline": (["screening", "review"], "declined", "cleo"),
    "approve": (["review"], "approved", "cleo"),
    "withdraw": (["nominated", "applied", "screening", "review"], "withdrawn", "nia"),
}
CANDIDACY_STATES = ["", "nominated", "applied", "screening", "review", "approved", "declined",
                    "withdrawn", "lapsed"]  # fmt: skip
LIVE = ["active", "paused", "grace"]
GRANT = {
    "offer": ([""], "offered", "cleo"),
    "accept": (["offered"], "active", "nia"),
    "refuse": (["offered"], "lapsed", "nia"),
    "lapse": (["offered"], "lapsed", "forum"),
    "pause": (["active"], "paused", "nia"),
    "suspend": (["active"], "paused", "forum"),
    "resume": (["paused"], "active", "nia"),
    "end-pause": (["paused"], "active", "forum"),
    "open-renewal": (["active"], "-", "forum"),
    "agree": (["active", "grace"], "-", "nia"),
    "confirm": (["active", "grace"], "-", "cleo"),
    "renew": (["active", "grace"], "expired", "forum"),
    "begin-grace": (["active"], "grace", "forum"),
    "expire": (["grace"], "expired", "forum"),
    "leave": (LIVE, "retired", "nia"),
    "propose-revocation": (LIVE, "-", "cleo"),
    "drop-revocation": (LIVE, "-", "cleo"),
    "revoke": (LIVE, "revoked", "cleo"),
    "reinstate": (["revoked"], "active", "cleo"),  # "with appeal"
}
GRANT_STATES = ["", "offered", *LIVE, "expired", "retired", "revoked", "lapsed"]
WHO = ["guest", "max", "nia", "amy", "mo", "cleo", "sue", "forum"]


def forum(cast):
    """The programme; nia is the candidate, the clock of a step is set by each test."""
    cast.forum = OPERATOR
    cast.programme = made.programme(cast.ada)
    cast.run = made.scored(cast.programme, cast.nia)
    db.session.flush()
    return cast


@contextmanager
def undone():
    """What is done inside is taken back afterwards: one database for many cases."""
    inner = db.session.begin_nested()
    try:
        yield
    finally:
        inner.rollback()


def noted():
    line = db.session.scalars(select(ProgrammeEvent).order_by(ProgrammeEvent.id.desc())).first()
    of = line.candidacy_id or line.grant_id
    return line.event, line.from_state, line.to_state, of, line.actor_id


def a_candidacy(forum, state, **with_):
    if state == "":
        return made.Candidacy(programme_id=forum.programme.id, user_id=forum.nia.id, origin="self",
                              state="", due_at=utcnow(), consent_at=utcnow())  # fmt: skip
    return made.candidacy(forum.programme, forum.nia, state=state, **with_)


def a_grant(forum, state, **with_):
    if state == "":
        approved = made.candidacy(forum.programme, forum.nia, state="approved")
        return made.ProgrammeGrant(programme_id=forum.programme.id, user_id=forum.nia.id, state="",
                                   candidacy_id=approved.id, offered_at=utcnow())  # fmt: skip
    return made.grant(forum.programme, forum.nia, state=state, **with_)


def ready(forum, thing, event):
    """Everything that the guards of `event` demand, and when to take it."""
    now = utcnow()
    given = {"is_of_age": True, "run_id": forum.run.id, "code": "fit", "message": REASON,
             "reason": REASON, "terms_version": 1}  # fmt: skip
    if event == "approve" and thing.id:
        for staff in (forum.cleo, forum.ada):
            db.session.add(CandidacyReview(candidacy_id=thing.id, reviewer_id=staff.id,
                                           is_staff=True, vote="yes"))  # fmt: skip
    if event in {"suspend"}:
        forum.nia.suspended_until = now + 7 * DAY
    if event == "end-pause":
        thing.paused_at = now - 91 * DAY
    if event == "renew":
        thing.renewal_agreed_at, thing.renewal_staff_id = now, forum.cleo.id
    if event in {"drop-revocation", "revoke"}:
        thing.revoking_id = forum.ada.id
    db.session.flush()
    later = {"open-renewal": 330, "agree": 330, "confirm": 330, "renew": 366, "begin-grace": 366,
             "expire": 396}  # fmt: skip
    late = {"lapse": 22, **later}.get(event, 0)
    return now + late * DAY, given


def suspended(forum, *_):
    forum.nia.suspended_until = utcnow() + 3 * DAY
