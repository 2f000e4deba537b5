"""The backups there are, and the one that is being made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib import restores
from forum.lib.verdict import NOT_FOUND, Denied, Verdict, require
from forum.models import Backup, Post, User, Viewer
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


@dataclass(frozen=True, slots=True)
class Since:
    """What is here now and not in a backup."""

    posts: int
    members: int


def since(viewer: Viewer, backup: Backup) -> Since:
    """What would go if it were restored. Two statements."""
    require(policy.can_keep(viewer))
    counts = [
        db.session.scalar(select(func.count(kind.id)).where(kind.created_at > backup.created_at))
        for kind in (Post, User)
    ]
    return Since(*(count or 0 for count in counts))


def can_restore(viewer: Viewer) -> Verdict:
    """Whether there is a button for it: as `policies.backups.can_restore`."""
    require(policy.can_keep(viewer))
    return policy.can_restore(current_app.extensions.get("forum.can_restore", False))


def ended(viewer: Viewer) -> restores.Asked | None:
    """How the last restore that was asked for on a page ended."""
    require(policy.can_keep(viewer))
    return restores.last(current_app.config["FORUM"].instance)


def by_key(viewer: Viewer, key: str) -> Backup | None:
    require(policy.can_keep(viewer))
    return db.session.scalar(select(Backup).where(Backup.key == key))
