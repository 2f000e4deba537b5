"""Notifications: marking one's own as read."""

from typing import Any

from sqlalchemy import select, update

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Notification, Post, Viewer
from forum.models.columns import utcnow
from forum.policies import notifications as policy


def mark_all(actor: Viewer) -> None:
    """Nothing of it is new any more."""
    require(policy.can_have(actor))
    _mark(actor)


def mark_thread(actor: Viewer, thread_id: int, number: int) -> None:
    """Read as far as this post: what there was to tell of it is known."""
    require(policy.can_have(actor))
    if actor.unread_count:
        read = select(Post.id).where(Post.thread_id == thread_id, Post.number <= number)
        _mark(actor, Notification.thread_id == thread_id, Notification.post_id.in_(read))


def _mark(actor: Viewer, *which: Any) -> None:
    db.session.execute(
        update(Notification)
        .where(Notification.user_id == actor.id, Notification.read_at.is_(None), *which)
        .values(read_at=utcnow()),
        execution_options={"synchronize_session": False},
    )
