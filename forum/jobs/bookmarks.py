"""Reminds members of the posts they asked to be reminded of."""

from sqlalchemy import select

from forum.extensions import db
from forum.models import Bookmark
from forum.models.columns import utcnow
from forum.queries import audiences
from forum.services import telling

_BATCH = 200


def remind() -> None:
    """Those whose time has come, some hundred at a time; the rest a minute later."""
    due = db.session.scalars(
        select(Bookmark)
        .where(Bookmark.reminded_at.is_(None), Bookmark.remind_at <= utcnow())
        .order_by(Bookmark.remind_at)
        .limit(_BATCH)
    ).all()
    people = audiences.present(None, [each.user_id for each in due])
    for each in due:
        each.reminded_at = utcnow()
        post = audiences.post(None, each.post_id)
        if post is not None and each.user_id in people:
            telling.tell("reminder", f"bookmark:{each.id}", [people[each.user_id]], post=post)
