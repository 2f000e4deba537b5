"""The ambassador programme moves on: a job is asked for that tells those whom it concerns."""

from typing import Any

from flask import Flask

from forum import events
from forum.models import Candidacy, ProgrammeGrant, User, Viewer
from forum.services import jobs

# What the member it is about hears of each step; nothing of what they did themselves. Of a term
# that is over they hear by its first reminder, a day later, and not twice; of one that was ended
# early by the statement of reasons.
TO_CANDIDATE = {"nominate": "nominated", "apply": "received", "consent": "received",
                "decline": "declined"}  # fmt: skip
TO_AMBASSADOR = {
    "offer": "offered", "expire": "expired", "leave": "left",
    "suspend": "paused", "renew": "renewed",
}  # fmt: skip
NOT_NOW = {"lapse", "withdraw", "decline"}
TO_OWNER = {"accept": "welcome"}  # a task for who runs the programme
# What waits for the team from then on.
TO_TEAM = {"screen": "screening", "admit": "review", "propose-revocation": "revoking",
           "agree": "agreed"}  # fmt: skip
BOTH_SIDES = ("grace-1", "grace-14", "grace-27")


def connect(app: Flask) -> None:
    events.candidacy_moved.listen(app, _candidacy_moved)
    events.grant_moved.listen(app, _grant_moved)
    events.grant_reminder.listen(app, _reminder)
    events.advice_asked.listen(app, _advice_asked)
    events.advice_given.listen(app, _advice_given)


def _candidacy_moved(candidacy: Candidacy, event: str, actor: Viewer, **_: Any) -> None:
    about = {"candidacy_id": candidacy.id}
    if what := TO_CANDIDATE.get(event):
        _tell(what, candidacy.user_id, **about)
    if event in NOT_NOW and candidacy.nominator_id:
        _tell("not_now", candidacy.nominator_id, **about)
    if what := TO_TEAM.get(event):
        _tell(what, None, actor_id=actor.id, **about)


def _grant_moved(grant: ProgrammeGrant, event: str, actor: Viewer, **_: Any) -> None:
    if what := TO_AMBASSADOR.get(event):
        _tell(what, grant.user_id, grant_id=grant.id)
    if what := TO_OWNER.get(event) or TO_TEAM.get(event):
        _tell(what, None, grant_id=grant.id, actor_id=actor.id)


def _advice_asked(candidacy: Candidacy, adviser: User, **_: Any) -> None:
    _tell("advise", adviser.id, candidacy_id=candidacy.id)


def _advice_given(candidacy: Candidacy, actor: User, **_: Any) -> None:
    _tell("advised", None, candidacy_id=candidacy.id, actor_id=actor.id)


def _reminder(grant: ProgrammeGrant, kind: str, **_: Any) -> None:
    what = "renewal" if kind == "renewal-open" else "grace"
    _tell(what, grant.user_id, grant_id=grant.id, kind=kind)
    if kind in BOTH_SIDES:
        _tell("undecided", None, grant_id=grant.id, kind=kind)


def _tell(what: str, user_id: int | None, **about: Any) -> None:
    jobs.enqueue("notify.programme", what=what, user_id=user_id, **about)
