"""Marking as read: a thread, a category, everything."""

from sqlalchemy import update

from forum import database, structure, tallies
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import CategoryRead, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import reading as policy
from forum.services import notifications, publishing


def mark_thread(actor: Viewer, thread: Thread, number: int | None = None) -> None:
    """The thread is read up to `number`; without one it is put away, read or not. Never moves
    back."""
    require(policy.can_mark_thread(actor, thread))
    reached = min(number or thread.highest_number, thread.highest_number)
    if number and actor.id is not None:
        tallies.reached(actor.id, thread.id, reached, utcnow())
    else:
        publishing.reach(actor, thread.id, reached)
    notifications.mark_thread(actor, thread.id, reached)


def mark_category(actor: Viewer, category_id: int) -> None:
    """Everything in the category and below it counts as read from now on."""
    require(policy.can_mark_category(actor, category_id))
    for each in structure.current().with_children(category_id):
        database.upsert(
            CategoryRead,
            ("user_id", "category_id"),
            user_id=actor.id,
            category_id=each,
            read_at=utcnow(),
        )


def mark_all(actor: Viewer) -> None:
    """Everything counts as read from now on."""
    require(policy.can_mark(actor))
    db.session.execute(update(User).where(User.id == actor.id).values(read_before_at=utcnow()))
