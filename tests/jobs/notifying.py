"""Runs the jobs that tell people, and lets somebody watch a thread, in a test."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import HANDLERS
from forum.jobs.worker import Worker
from forum.models import Job, ThreadLevel
from forum.models.notifications import WATCHING


def work(app):
    database.commit()
    worker = Worker(app, {n: h for n, h in HANDLERS.items() if n.startswith("notify")}, every={})
    while worker.once():
        pass
    database.begin("write")
    db.session.expire_all()
    assert not db.session.scalars(select(Job).where(Job.error != "")).all()


def watch(person, thread, how=WATCHING):
    row = ThreadLevel(user_id=person.id, thread_id=thread.id, level=how, is_by_hand=True)
    db.session.add(row)
    db.session.flush()
