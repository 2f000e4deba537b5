"""Slow mode: how long somebody still waits until they may reply in a thread again."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from forum.extensions import db
from forum.models import Post, Viewer
from forum.models.threads import STATES
from forum.policies import threads as policy


def seconds_left(viewer: Viewer, thread: Any, at: datetime) -> int:
    """Seconds until the viewer may reply in this thread; 0 when they need not wait.

    What was deleted counts as well. Asks the database only where a thread is slow for the viewer.
    """
    pace = policy.seconds_between(viewer, thread, at)
    if not pace or not viewer.is_authenticated:
        return 0
    last = db.session.scalar(
        select(func.max(Post.created_at)).where(
            Post.author_id == viewer.id, Post.state.in_(STATES), Post.thread_id == thread.id,
            Post.number > 1, Post.created_at > at - timedelta(seconds=pace), Post.created_at <= at,
        )
    )  # fmt: skip
    if last is None:
        return 0
    return max(1, -((at - last - timedelta(seconds=pace)) // timedelta(seconds=1)))


def said(viewer: Viewer, thread: Any, at: datetime) -> str:
    """What the composer says of slow mode before anything is typed; "" where nobody waits."""
    if not thread.slow_seconds or not viewer.is_authenticated:
        return ""
    pace = policy.seconds_between(viewer, thread, at)
    if not pace:
        return ""
    rule = _("This thread is in slow mode: you wait %(time)s between two replies.",
             time=length(viewer, pace))  # fmt: skip
    left = seconds_left(viewer, thread, at)
    if not left:
        return str(rule)
    wait = ngettext(
        "You can reply again in %(num)d second; what you write in the meantime is kept.",
        "You can reply again in %(num)d seconds; what you write in the meantime is kept.",
        left,
    )
    return f"{rule} {wait}"


def length(viewer: Viewer, seconds: int) -> str:
    """A length of time in the largest unit that it is a whole number of: "5 minutes"."""
    if seconds and not seconds % 86400:
        return str(ngettext("%(num)d day", "%(num)d days", seconds // 86400))
    if seconds and not seconds % 3600:
        return str(ngettext("%(num)d hour", "%(num)d hours", seconds // 3600))
    if seconds and not seconds % 60:
        return str(ngettext("%(num)d minute", "%(num)d minutes", seconds // 60))
    return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
