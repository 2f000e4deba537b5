"""Asks for a digest for everybody whose time has come: one letter each, written when it is sent."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, or_, select

from forum import database
from forum.extensions import db
from forum.lib import tokens
from forum.models import Mailing, User
from forum.models.columns import utcnow
from forum.services.choices import DIGESTS
from forum.structure import setting

_BATCH = 300


def plan() -> None:
    """Not for those who have been away for half a year, nor twice in a period."""
    while _some():
        pass


def _some() -> bool:
    with database.unit("write"):
        now = utcnow()
        last = func.coalesce(User.digest_sent_at, User.created_at)
        due = or_(*((User.digest_days == days) & (last < now - timedelta(days=days))
                    for days in DIGESTS if days))  # fmt: skip
        people = db.session.scalars(
            select(User)
            .where(
                due,
                User.active.is_(True), User.erased_at.is_(None), User.is_bot.is_(False),
                User.confirmed_at.is_not(None), User.email.is_not(None),
                User.last_seen_at > now - timedelta(days=setting("digest.most_days_away")),
                or_(User.suspended_until.is_(None), User.suspended_until <= now),
            )
            .order_by(User.id)
            .limit(_BATCH)
        ).all()  # fmt: skip
        year, week, _day = now.isocalendar()
        host = str(current_app.config["FORUM"]["FORUM_MAIL_FROM"]).rpartition("@")[2]
        for user in people:
            user.digest_sent_at = now
            database.insert_missing(
                Mailing, user_id=user.id, key=f"digest:{user.id}:{year}-{week:02}", kind="digest",
                created_at=now, due_at=now, message_id=f"<{tokens.new()}@{host or 'localhost'}>",
                state="waiting", reason="", tries=0,
            )  # fmt: skip
    return len(people) == _BATCH
