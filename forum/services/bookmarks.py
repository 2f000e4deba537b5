"""Bookmarks: keeping a post with a note and, if wanted, a reminder; letting it go again."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Bookmark, Post, Viewer
from forum.models.columns import utcnow
from forum.policies import bookmarks as policy
from forum.structure import setting

MOST = 5_000  # of one member


def keep(actor: Viewer, post: Post, note: str = "", remind_at: datetime | None = None) -> None:
    """Once for a post: again changes the note and the reminder. Raises Denied, Refused."""
    require(policy.can_keep(actor, post))
    if remind_at is not None and remind_at <= utcnow():
        raise Refused(_("Choose a day in the future."), "remind")
    mine = select(func.count()).select_from(Bookmark).where(Bookmark.user_id == actor.id)
    if (db.session.scalar(mine) or 0) >= MOST:
        raise Refused(_("You have %(most)s bookmarks. Remove some of them first.", most=MOST))
    _stay_within_the_day(actor, post)
    values = {"note": note[:300], "remind_at": remind_at, "reminded_at": None}
    database.upsert(
        Bookmark, ("user_id", "post_id"), user_id=actor.id, post_id=post.id, created_at=utcnow(),
        **values,
    )  # fmt: skip


def _stay_within_the_day(actor: Viewer, post: Post) -> None:
    kept = db.session.scalar(
        select(func.count()).where(
            Bookmark.user_id == actor.id, Bookmark.post_id != post.id,
            Bookmark.created_at > utcnow() - timedelta(days=1),
        )
    )  # fmt: skip
    if (kept or 0) >= setting("bookmarks.per_day") and not actor.is_staff:
        raise Refused(_("You have kept many posts today. Please go on tomorrow."))


def drop(actor: Viewer, post: Post) -> None:
    require(policy.can_keep(actor, post))
    db.session.execute(
        delete(Bookmark).where(Bookmark.user_id == actor.id, Bookmark.post_id == post.id),
        execution_options={"synchronize_session": False},
    )
