"""Clearing up files that nothing shows."""

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import StaffAction, Viewer
from forum.policies import structure as policy
from forum.queries import stored as queries
from forum.services import jobs


def clear(actor: Viewer) -> int:
    """Have every file deleted that nothing shows. Each is looked at once more before; what a draft
    holds stays. Returns how many are looked at."""
    require(policy.can_shape(actor))
    rows = queries.unused(actor)
    for upload_id, _size in rows:
        jobs.enqueue("upload.collect", upload_id=upload_id, once=f"upload.collect:{upload_id}")
    if rows:
        details = {"files": len(rows)}
        db.session.add(StaffAction(actor_id=actor.id, verb="clear-files", details=details))
        db.session.flush()
    return len(rows)
