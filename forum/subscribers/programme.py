"""Letters about the ambassador programme: who hears when a candidacy or a grant moves on."""

from typing import Any

from flask import Flask

from forum import events
from forum.models import Candidacy, ProgrammeGrant
from forum.services import jobs

# What the member it is about hears of each step; no letter for what they did themselves.
TO_CANDIDATE = {"nominate": "nominated", "apply": "received", "consent": "received",
                "decline": "declined"}  # fmt: skip
TO_AMBASSADOR = {
    "offer": "offered", "begin-grace": "grace", "expire": "expired", "leave": "left",
    "revoke": "revoked", "suspend": "paused", "renew": "renewed",
}  # fmt: skip
NOT_NOW = {"lapse", "withdraw", "decline"}
TO_OWNER = {"accept": "welcome"}  # a task for who runs the programme
BOTH_SIDES = ("grace-1", "grace-14", "grace-27")


def connect(app: Flask) -> None:
    events.candidacy_moved.listen(app, _candidacy_moved)
    events.grant_moved.listen(app, _grant_moved)
    events.grant_reminder.listen(app, _reminder)


def _candidacy_moved(candidacy: Candidacy, event: str, **_: Any) -> None:
    if what := TO_CANDIDATE.get(event):
        _letter(what, candidacy.user_id, candidacy_id=candidacy.id)
    if event in NOT_NOW and candidacy.nominator_id:
        _letter("not_now", candidacy.nominator_id, candidacy_id=candidacy.id)


def _grant_moved(grant: ProgrammeGrant, event: str, **_: Any) -> None:
    if what := TO_AMBASSADOR.get(event):
        _letter(what, grant.user_id, grant_id=grant.id)
    if what := TO_OWNER.get(event):
        _letter(what, None, grant_id=grant.id)


def _reminder(grant: ProgrammeGrant, kind: str, **_: Any) -> None:
    _letter("renewal" if kind == "renewal-open" else "grace", grant.user_id, grant_id=grant.id)
    if kind in BOTH_SIDES:
        _letter("undecided", None, grant_id=grant.id)


def _letter(
    what: str, user_id: int | None, candidacy_id: int | None = None, grant_id: int | None = None
) -> None:  # fmt: skip
    jobs.enqueue(
        "mail.programme", what=what, user_id=user_id, candidacy_id=candidacy_id, grant_id=grant_id
    )
