"""Erases members whose last days are over, and goes on where that was interrupted."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Departure
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.services import erasing


def erase_due() -> None:
    """Each a little at a time, so that nobody waits for it; where one fails the others go on."""
    with database.unit("read"):
        due = select(Departure.user_id).where(Departure.erase_at <= utcnow())
        ids = db.session.scalars(due.order_by(Departure.erase_at)).all()
    failures: list[Exception] = []
    for user_id in ids:
        try:
            _erase(user_id)
        except Exception as error:
            failures.append(error)
    if ids:
        database.empty_journal()
    if failures:
        raise failures[0]  # the job is tried again, and kept when it keeps failing


def _erase(user_id: int) -> None:
    more = True
    while more:
        with database.unit("write"):
            more = erasing.go_on(OPERATOR, user_id)
