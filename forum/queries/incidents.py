"""Incident mode as it is now, for everybody, and as it was, for the team."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum import structure
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Incident, User, Viewer
from forum.policies import guarding as policy
from forum.structure import Guarded

LATEST = 20


def now(viewer: Viewer) -> Guarded | None:
    """What is on at the moment, if anything; from memory."""
    return structure.current().incident


def latest(viewer: Viewer) -> Sequence[Any]:
    """The last ones, with who began each."""
    require(policy.can_guard(viewer))
    statement = (
        select(Incident, User.display_name)
        .join(User, User.id == Incident.started_by_id)
        .order_by(Incident.starts_at.desc(), Incident.id.desc())
        .limit(LATEST)
    )
    return list(db.session.execute(statement))
