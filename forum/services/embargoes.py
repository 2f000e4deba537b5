"""Early information: saying until when a thread is kept, and saying that one keeps it."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, update

from forum import database
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Embargo, EmbargoReader, StaffAction, Thread, Viewer
from forum.models.columns import utcnow
from forum.policies import embargoes as policy
from forum.services import jobs

LONGEST = timedelta(days=366)


def keep(actor: Viewer, thread: Thread, until: datetime) -> Embargo:
    """Nobody is to tell of `thread` before `until`. Made longer, it is to be accepted anew."""
    require(policy.can_set(actor, thread))
    assert actor.id is not None
    moment = utcnow()
    if not moment < until <= moment + LONGEST:
        raise Refused(_("Choose a day within the next year."), "until")
    database.insert_missing(
        Embargo, thread_id=thread.id, until=until, set_by_id=actor.id, created_at=moment
    )
    found = db.session.get_one(Embargo, thread.id, with_for_update=True, populate_existing=True)
    if until > found.until or found.ended_at is not None:
        db.session.execute(delete(EmbargoReader).where(EmbargoReader.thread_id == thread.id))
        found.created_at = moment
    found.until, found.set_by_id, found.ended_at = until, actor.id, None
    _note(actor, thread, "embargo", {"until": until.isoformat()})
    jobs.enqueue("embargo.announce", thread_id=thread.id)
    return found


def lift(actor: Viewer, thread: Thread) -> None:
    """It may be told from now on; those who keep it hear so within the hour."""
    require(policy.can_set(actor, thread))
    moment = utcnow()
    changed = db.session.execute(
        update(Embargo)
        .where(Embargo.thread_id == thread.id, Embargo.until > moment)
        .values(until=moment)
        .returning(Embargo.thread_id)
    ).all()
    if changed:
        _note(actor, thread, "lift-embargo", {})


def accept(actor: Viewer, thread: Thread) -> None:
    """The actor keeps it to themselves until its day. Doing it again changes nothing."""
    require(policy.can_accept(actor, thread))
    found = db.session.get(Embargo, thread.id)
    if found is None or found.until <= utcnow():
        raise Refused(_("This may already be told."))
    database.insert_missing(EmbargoReader, thread_id=thread.id, user_id=actor.id)
    db.session.execute(
        update(EmbargoReader)
        .where(
            EmbargoReader.thread_id == thread.id, EmbargoReader.user_id == actor.id,
            EmbargoReader.accepted_at.is_(None),
        )
        .values(accepted_at=utcnow())
    )  # fmt: skip


def _note(actor: Viewer, thread: Thread, verb: str, details: dict[str, str]) -> None:
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, thread_id=thread.id, details=details))
    db.session.flush()
