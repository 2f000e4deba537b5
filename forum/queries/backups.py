"""The backups there are, and the one that is being made."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Backup, User, Viewer
from forum.policies import backups as policy

MOST = 200


def every(viewer: Viewer) -> Sequence[Any]:
    """Pairs of a backup and the name of who had it made (none: the forum itself), newest first."""
    require(policy.can_keep(viewer))
    return db.session.execute(
        select(Backup, User.display_name)
        .outerjoin(User, User.id == Backup.creator_id)
        .order_by(Backup.created_at.desc(), Backup.id.desc())
        .limit(MOST)
    ).all()


def get(viewer: Viewer, backup_id: int) -> Backup:
    """One of them. Raises Denied."""
    require(policy.can_keep(viewer))
    found: Backup | None = db.session.get(Backup, backup_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def by_key(viewer: Viewer, key: str) -> Backup | None:
    require(policy.can_keep(viewer))
    return db.session.scalar(select(Backup).where(Backup.key == key))
