"""Erases members whose last days are over, and goes on where that was interrupted."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Departure
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.services import erasing


def erase_due() -> None:
    """Each a little at a time, so that nobody waits for it."""
    with database.unit("read"):
        due = select(Departure.user_id).where(Departure.erase_at <= utcnow())
        ids = db.session.scalars(due.order_by(Departure.erase_at)).all()
    for user_id in ids:
        more = True
        while more:
            with database.unit("write"):
                more = erasing.go_on(OPERATOR, user_id)
    if ids:
        database.empty_journal()
