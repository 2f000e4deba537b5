"""A member's copy of their own data: asking for it, and what becomes of the file (N3)."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import DataExport, User, Viewer
from forum.models.columns import utcnow
from forum.policies import exports as policy
from forum.services import accounts, jobs

KEPT = timedelta(days=7)  # community.md N3
PAUSE = timedelta(days=1)  # between one and the next


def ask(actor: Viewer, user: User, password: str) -> DataExport:
    """Have a copy made. Raises Refused when one was asked for within a day."""
    require(policy.can_ask(actor, user))
    accounts.check_password(actor, user, password)
    db.session.execute(
        select(User.id).where(User.id == user.id).with_for_update(key_share=True)
    ).all()  # who asks twice at once waits here
    lately = (DataExport.user_id == user.id, DataExport.requested_at > utcnow() - PAUSE)
    if db.session.scalar(select(DataExport.id).where(*lately).limit(1)) is not None:
        raise Refused(_("You have asked for a copy today. You can ask again tomorrow."), "form")
    made = DataExport(user_id=user.id, path="", requested_at=utcnow())
    db.session.add(made)
    db.session.flush()
    jobs.enqueue("export.make", export_id=made.id, once=f"export.make:{made.id}")
    return made


def check(actor: Viewer, user: User, export: DataExport, password: str) -> None:
    """Raise Refused unless whoever wants the file knows the password: it holds everything."""
    require(policy.can_fetch(actor, export))
    accounts.check_password(actor, user, password)


def finish(actor: Viewer, export: DataExport, path: str, size: int) -> None:
    """It is there, for a week; the member is told. Older copies of theirs go."""
    require(policy.can_make(actor))
    now = utcnow()
    export.path, export.size, export.made_at, export.expires_at = path, size, now, now + KEPT
    db.session.flush()
    _remove(DataExport.user_id == export.user_id, DataExport.id != export.id)
    user = db.session.get_one(User, export.user_id)
    jobs.enqueue("mail.notice", user_id=user.id, what="export", to=user.email)


def clean(actor: Viewer) -> None:
    """Those whose week is over, and those that were never made."""
    require(policy.can_make(actor))
    _remove(DataExport.expires_at < utcnow())
    _remove(DataExport.made_at.is_(None), DataExport.requested_at < utcnow() - KEPT)


def _remove(*which: object) -> None:
    """The row now, the file once that is committed."""
    gone = db.session.scalars(delete(DataExport).where(*which).returning(DataExport.path))  # type: ignore[arg-type]
    if paths := [path for path in gone if path]:
        jobs.enqueue("upload.erase", paths=paths)
