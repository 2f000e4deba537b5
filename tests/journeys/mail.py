"""The forum's letters, through a worker and a real SMTP server."""

from datetime import timedelta

from sqlalchemy import update

from forum import database
from forum.extensions import db
from forum.jobs import HANDLERS, mailings
from forum.jobs.worker import Worker
from forum.models import Mailing
from forum.models.columns import utcnow
from tests.journeys.conftest import added


def delivered(app):
    """What a worker does in the next quarter of an hour."""
    database.rollback()
    worker = Worker(app, {n: h for n, h in HANDLERS.items() if n.startswith("notify")}, every={})
    while worker.once():
        pass
    due = utcnow() - timedelta(minutes=1)
    added(lambda: db.session.execute(update(Mailing).values(due_at=due)))
    mailings.deliver()
    database.rollback()
