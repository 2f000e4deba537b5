"""Backups: asking for one, and what became of it. One is made at a time, whoever asks (T93)."""

from collections.abc import Collection
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select, update

from forum import database
from forum.extensions import db
from forum.lib import backup_keys, generations, restores
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Backup, StaffAction, User, Viewer
from forum.models.columns import fitting, utcnow
from forum.policies import backups as policy
from forum.queries import backups as queries
from forum.services import jobs
from forum.structure import setting

LONGEST = timedelta(hours=2)  # after that whoever was making it is taken for dead
KEPT_OF_UPGRADES = 3
NEVER_FINISHED = "It was never finished."


def ask(actor: Viewer, why: str = "hand", by_job: bool = True) -> Backup:
    """Have one made. Raises Conflict while another waits or is being made."""
    require(policy.can_keep(actor))
    now = utcnow()
    db.session.execute(
        update(Backup)
        .where(Backup.slot.is_not(None), Backup.created_at < now - LONGEST)
        .values(slot=None, error=func.coalesce(func.nullif(Backup.error, ""), NEVER_FINISHED))
    )
    made = Backup(
        key=backup_keys.make(now, why), slot=1, why=why,
        creator_id=actor.id, created_at=now,
    )  # fmt: skip
    db.session.add(made)
    database.flush_or_raise(
        Conflict(_("A backup is already being made. It will be on this page soon."))
    )
    if by_job:
        jobs.enqueue("backup.make", backup_id=made.id)
    _note(actor, "make-backup", made)
    return made


def finish(actor: Viewer, backup: Backup, size: int, rows: int, files: int, schema: str) -> None:
    """It is there, and was restored into a database of its own."""
    require(policy.can_keep(actor))
    now = utcnow()
    backup.slot, backup.made_at, backup.proved_at, backup.error = None, now, now, ""
    backup.size, backup.row_count, backup.file_count = size, rows, files
    backup.seconds = round((now - backup.created_at).total_seconds())
    backup.schema_revision = schema
    db.session.flush()
    _prune()


def fail(actor: Viewer, backup: Backup, error: str) -> None:
    """Nothing came of it, or it turned out not to be good."""
    require(policy.can_keep(actor))
    backup.slot, backup.proved_at = None, None
    backup.error = fitting(Backup.__table__.c.error, error)
    db.session.flush()


def wait(actor: Viewer, backup: Backup, error: str) -> None:
    """It is tried again a while later, and says meanwhile why it is not there yet."""
    require(policy.can_keep(actor))
    backup.error = fitting(Backup.__table__.c.error, error)
    db.session.flush()


def prove(actor: Viewer, backup: Backup) -> None:
    """Have it restored once more, somewhere apart, to see whether it is good."""
    require(policy.can_keep(actor))
    if backup.made_at is None:
        raise Refused(_("This backup was never finished."))
    jobs.enqueue("backup.prove", backup_id=backup.id, once=f"backup.prove:{backup.id}")
    _note(actor, "prove-backup", backup)


def proved(actor: Viewer, backup: Backup) -> None:
    require(policy.can_keep(actor))
    backup.proved_at, backup.error = utcnow(), ""
    db.session.flush()


def fetched(actor: Viewer, backup: Backup) -> None:
    """Somebody takes it away: that stands in the log."""
    require(policy.can_keep(actor))
    if backup.made_at is None:
        raise Refused(_("This backup was never finished."))
    _note(actor, "fetch-backup", backup)


def restore(actor: User, backup: Backup) -> None:
    """Have this forum ended, replaced by the backup, and started again (server/restoring.py).

    Raises Denied where that is for the server's command line, Conflict while one is being made.
    """
    require(policy.can_keep(actor))
    require(queries.can_restore(actor))
    if backup.made_at is None:
        raise Refused(_("This backup was never finished."))
    if db.session.scalar(select(Backup.id).where(Backup.slot.is_not(None)).limit(1)):
        raise Conflict(_("A backup is already being made. It will be on this page soon."))
    _note(actor, "restore-backup", backup)
    asked = restores.Asked(backup.key, backup.created_at.isoformat(), actor.name)
    restores.ask(current_app.config["FORUM"].instance, asked)


def restored(actor: Viewer, user_id: int) -> None:
    """In the log of what came back: who had it done."""
    require(policy.can_keep(actor))
    db.session.add(StaffAction(actor_id=user_id, verb="restore-backup", details={}))
    db.session.flush()


def remove(actor: Viewer, backup: Backup) -> None:
    """The row now, the file once that is committed."""
    require(policy.can_keep(actor))
    if backup.slot is not None:
        raise Conflict(_("This backup is being made right now."))
    _note(actor, "delete-backup", backup)
    _drop([backup])


def adopt(actor: Viewer, sizes: dict[str, int]) -> int:
    """Files in the place of backups of which nothing is known, after a restore for example. When
    and why they were made stands in their names."""
    require(policy.can_keep(actor))
    known = set(db.session.scalars(select(Backup.key)))
    for key in (found := sorted(sizes.keys() - known)):
        at, why = backup_keys.read(key, utcnow())
        db.session.add(Backup(key=key, why=why, size=sizes[key], created_at=at, made_at=at))
    db.session.flush()
    return len(found)


def _prune() -> None:
    """By age, those that were made by the forum itself; what somebody had made stays."""
    there = db.session.scalars(
        select(Backup).where(Backup.made_at.is_not(None), Backup.why == "schedule")
    ).all()
    kept = generations.kept(
        [one.created_at for one in there],
        *(int(setting(f"backup.keep_{name}")) for name in ("daily", "weekly", "monthly")),
    )
    upgrades = db.session.scalars(
        select(Backup)
        .where(Backup.made_at.is_not(None), Backup.why == "upgrade")
        .order_by(Backup.created_at.desc())
        .offset(KEPT_OF_UPGRADES)
    ).all()
    _drop([one for one in there if one.created_at not in kept] + list(upgrades))


def _drop(some: Collection[Backup]) -> None:
    if some:
        jobs.enqueue("backup.erase", keys=[one.key for one in some])
    for one in some:
        db.session.delete(one)
    db.session.flush()


def _note(actor: Viewer, verb: str, backup: Backup) -> None:
    """Who it was, where it was a person. The log is read by more than admins: no key is in it."""
    if isinstance(actor, User):
        details = {"backup": backup.id}
        db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details))
        db.session.flush()
