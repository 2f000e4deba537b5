"""Incident mode: the community is guarded for some hours (community.md §4.7, P3).

Posts of new members wait, threads are slow, nobody joins, and everybody is told by a line above
every page. It ends by itself: what it does is asked of the clock each time, and the job at its end
only writes that down.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Incident, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import guarding as policy
from forum.services import jobs

LONGEST = 14 * 24  # hours
SLOWEST = 24 * 3600  # seconds between two replies


@dataclass(frozen=True, slots=True)
class Measures:
    """What is done while it lasts."""

    holds: bool = True  # posts of new members wait
    slow_seconds: int = 0  # between two replies of a member in a thread; 0: as usual
    closes: bool = True  # nobody joins


def begin(actor: Viewer, hours: int, measures: Measures, message: str = "") -> Incident:
    """Guard the community for so many hours. `message` stands above every page.

    Raises Denied, Refused, Conflict when it is guarded already.
    """
    require(policy.can_guard(actor))
    assert isinstance(actor, User)
    if not 1 <= hours <= LONGEST:
        raise Refused(_("Choose how long: an hour to two weeks."), "hours")
    if not 0 <= measures.slow_seconds <= SLOWEST:
        raise Refused(_("At most one day between two replies."), "slow_seconds")
    if not (measures.holds or measures.slow_seconds or measures.closes):
        raise Refused(_("Choose at least one measure."), "holds")
    if structure.current().incident is not None:
        raise Conflict(_("The community is already guarded. End that first."))
    now = utcnow()
    made = Incident(
        started_by_id=actor.id, message=message.strip()[:1000], starts_at=now,
        ends_at=now + timedelta(hours=hours),
        measures={name: getattr(measures, name) for name in Measures.__slots__},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _note(actor, "guard", made)
    jobs.enqueue("incident.settle", run_at=made.ends_at, once=f"incident:{made.id}")
    database.touch(structure.NAME)
    return made


def end(actor: Viewer) -> None:
    """Everything is as usual again. Nothing happens when it is already."""
    require(policy.can_guard(actor))
    assert isinstance(actor, User)
    for incident in db.session.scalars(select(Incident).where(Incident.ended_at.is_(None))):
        incident.ended_at, incident.ended_by_id = utcnow(), actor.id
        _note(actor, "unguard", incident)
    db.session.flush()


def settle(actor: None) -> None:
    """For a job: write down that the time of an incident was over, when it was."""
    require(policy.can_settle(actor))
    over = select(Incident).where(Incident.ended_at.is_(None), Incident.ends_at <= utcnow())
    for incident in db.session.scalars(over):
        incident.ended_at = incident.ends_at
        starter = db.session.get_one(User, incident.started_by_id)
        _note(starter, "unguard", incident, is_by_itself=True)
    db.session.flush()


def _note(actor: User, verb: str, incident: Incident, is_by_itself: bool = False) -> None:
    details = {**incident.measures, "ends_at": incident.ends_at.isoformat()}
    if is_by_itself:
        details["by_itself"] = True
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details,
                               note=incident.message[:1000]))  # fmt: skip
    db.session.flush()
