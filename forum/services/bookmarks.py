"""Bookmarks: keeping a post with a note and, if wanted, a reminder; letting it go again."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Bookmark, Post, Viewer
from forum.models.columns import utcnow
from forum.policies import bookmarks as policy

MOST = 5_000  # of one member


def keep(actor: Viewer, post: Post, note: str = "", remind_at: datetime | None = None) -> None:
    """Once for a post: again changes the note and the reminder. Raises Denied, Refused."""
    require(policy.can_keep(actor, post))
    if remind_at is not None and remind_at <= utcnow():
        raise Refused(_("Choose a day that is still to come."), "remind")
    mine = select(func.count()).select_from(Bookmark).where(Bookmark.user_id == actor.id)
    if (db.session.scalar(mine) or 0) >= MOST:
        raise Refused(_("You have %(most)s bookmarks. Let some of them go first.", most=MOST))
    values = {"note": note[:300], "remind_at": remind_at, "reminded_at": None}
    database.upsert(
        Bookmark, ("user_id", "post_id"), user_id=actor.id, post_id=post.id, created_at=utcnow(),
        **values,
    )  # fmt: skip


def drop(actor: Viewer, post: Post) -> None:
    require(policy.can_keep(actor, post))
    db.session.execute(
        delete(Bookmark).where(Bookmark.user_id == actor.id, Bookmark.post_id == post.id),
        execution_options={"synchronize_session": False},
    )
