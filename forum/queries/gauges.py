"""How much there is of what can pile up: for who watches the forum from outside."""

import shutil
from collections.abc import Iterator, Mapping

from flask import current_app
from sqlalchemy import func, select

from forum.extensions import db
from forum.models import Backup, Mailing, ModerationCase, SignUp
from forum.models.columns import utcnow
from forum.queries import health, jobs

Gauge = tuple[str, str, Mapping[str, float]]


def every(viewer: object) -> Iterator[Gauge]:
    """Name, help, and values by what they are of ("" for the only one). Of a database that does
    not answer that alone is told."""
    is_up = health.answers(viewer)
    yield "forum_database_up", "1 when the database answers.", {"": float(is_up)}
    free = shutil.disk_usage(current_app.config["FORUM"].instance).free
    yield "forum_disk_free_bytes", "Left on the disk of the instance folder.", {"": float(free)}
    if is_up:
        yield from _jobs(viewer)
        yield from _counted(viewer)


def _jobs(viewer: object) -> Iterator[Gauge]:
    due, later, failed = jobs.counts(viewer)
    said = {"due": float(due), "later": float(later), "failed": float(failed)}
    yield "forum_jobs_waiting", "Jobs that are due, wait for their time, or were given up.", said
    oldest = jobs.oldest_due(viewer)
    age = (utcnow() - oldest).total_seconds() if oldest else 0.0
    yield "forum_job_oldest_seconds", "Since when the job that waits longest is due.", {"": age}


def _counted(viewer: object) -> Iterator[Gauge]:
    counted = (
        select(Mailing.state, func.count())
        .where(Mailing.state.in_(("waiting", "failed")))
        .group_by(Mailing.state)
    )
    mailings = {row[0]: row[1] for row in db.session.execute(counted)}
    said = {state: float(mailings.get(state, 0)) for state in ("waiting", "failed")}
    yield "forum_letters_waiting", "Letters that wait, or were given up.", said
    signing, cases, proved = db.session.execute(select(
        select(func.count(SignUp.id)).scalar_subquery(),
        select(func.count(ModerationCase.id)).where(ModerationCase.closed_at.is_(None))
        .scalar_subquery(),
        select(func.max(Backup.proved_at)).scalar_subquery(),
    )).one()  # fmt: skip
    yield "forum_sign_ups_waiting", "Who wants to join and has not confirmed.", {"": float(signing)}
    yield "forum_cases_open", "Cases that are not closed.", {"": float(cases)}
    if proved is not None:
        age = (utcnow() - proved).total_seconds()
        yield "forum_backup_age_seconds", "Since a backup was last tried out.", {"": age}
