"""Cooling a thread down before anybody is punished (community.md E7).

Slow mode, and a lock that ends by itself. Each is said in the thread by name and can be taken back.
A single post is locked by a decision, whose statement its author reads; here it is unlocked.
"""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select, update

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Decision, ModerationCase, Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import posts as post_policy
from forum.policies import threads as policy
from forum.queries import pace, viewers
from forum.services import counters, jobs, thread_events

LONGEST_PACE = 7 * 24 * 3600  # seconds
LONGEST_LOCK = timedelta(days=366)


def slow(
    actor: Viewer, thread: Thread, seconds: int, until: datetime | None = None, note: str = ""
) -> None:
    """Let members wait `seconds` between two of their replies here, perhaps until a moment.

    Moderators of the category do not wait. Raises Denied, Refused.
    """
    require(policy.can_moderate(actor, thread))
    if not 1 <= seconds <= LONGEST_PACE:
        raise Refused(_("Choose how long members wait: a second to a week."), "seconds")
    if until is not None and until <= utcnow():
        raise Refused(_("Choose an end in the future."), "hours")
    if (thread.slow_seconds, thread.slow_until) == (seconds, until):
        return
    thread.slow_seconds, thread.slow_until = seconds, until
    end = until.isoformat() if until else ""
    _said(actor, thread, "slow", note, seconds=seconds, until=end)
    if until is not None:
        jobs.enqueue("thread.tend", run_at=until, thread_id=thread.id, actor_id=actor.id)


def fast(actor: Viewer, thread: Thread, note: str = "") -> None:
    """Nobody waits any more."""
    require(policy.can_moderate(actor, thread))
    if thread.slow_seconds:
        thread.slow_seconds, thread.slow_until = 0, None
        _said(actor, thread, "fast", note)


def close_for(actor: Viewer, thread: Thread, until: datetime, note: str = "") -> None:
    """No replies but moderators', until a moment at which it opens by itself."""
    require(policy.can_moderate(actor, thread))
    now = utcnow()
    if not now < until <= now + LONGEST_LOCK:
        raise Refused(_("Choose an end in the future, within a year."), "hours")
    thread.is_closed, thread.closed_until = True, until
    _said(actor, thread, "close", note, until=until.isoformat())
    jobs.enqueue("thread.tend", run_at=until, thread_id=thread.id, actor_id=actor.id)


def tend(actor: None, thread_id: int, actor_id: int) -> None:
    """For a job: open the thread, end slow mode, whose time is over. Says so in the thread, in the
    name of who had set the time. Does nothing when it was changed since.
    """
    require(policy.can_tend(actor))
    thread = db.session.get(Thread, thread_id)
    setter = db.session.get(User, actor_id)
    if thread is None or setter is None:
        return
    viewers.with_groups(None, setter)
    counters.hold(thread)
    now = utcnow()
    if thread.is_closed and thread.closed_until is not None and thread.closed_until <= now:
        thread.is_closed, thread.closed_until = False, None
        thread_events.say(setter, thread, "opened-itself")
        _changed(setter, thread, "open")
    if thread.slow_seconds and thread.slow_until is not None and thread.slow_until <= now:
        thread.slow_seconds, thread.slow_until = 0, None
        thread_events.say(setter, thread, "fast-itself")
        _changed(setter, thread, "fast")


def unlock_post(actor: Viewer, post: Post, note: str = "") -> None:
    """Its author may edit it again, as far as others may edit theirs; the decision that locked it
    (features.md row 133) is over. Of two at the same moment one does it, and says so."""
    require(post_policy.can_unlock(actor, post))
    counters.hold(post.thread, post)
    require(post_policy.can_unlock(actor, post))
    changed = db.session.execute(
        update(Post).where(Post.id == post.id, Post.is_locked)
        .values(is_locked=False).returning(Post.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()  # fmt: skip
    db.session.expire(post, ["is_locked"])
    if changed is None:
        return
    _end_locks(post)
    thread = post.thread
    thread_events.say(actor, thread, "unlock-post", note, after=post.number, number=post.number,
                      post=post.id)  # fmt: skip
    thread_events.log(actor, thread, "unlock-post", note, post_id=post.id, user_id=post.author_id)
    _changed(actor, thread, "unlock-post")


def keep_pace(actor: Viewer, thread: Thread, at: datetime) -> None:
    """Refuse a reply that comes too soon after the member's last one here, in a slow thread.

    Called with the thread's row held, so that of two at the same moment one is refused.
    """
    require(policy.can_read(actor, thread))
    left = pace.seconds_left(actor, thread, at)
    if left > 0:
        raise Refused(
            ngettext(
                "This thread is in slow mode. Please wait %(num)d more second; your text is kept.",
                "This thread is in slow mode. Please wait %(num)d more seconds; your text is kept.",
                left,
            ),
            "body",
        )


def _end_locks(post: Post) -> None:
    theirs = select(ModerationCase.id).where(ModerationCase.post_id == post.id)
    db.session.execute(
        update(Decision)
        .where(Decision.action == "lock", Decision.state == "in_force",
               Decision.case_id.in_(theirs))
        .values(state="ended", ended_at=utcnow())
    )  # fmt: skip


def _said(actor: Viewer, thread: Thread, verb: str, note: str, **details: Any) -> None:
    thread_events.say(actor, thread, verb, note, **details)
    thread_events.log(actor, thread, verb, note, **details)
    _changed(actor, thread, verb)


def _changed(actor: Viewer, thread: Thread, verb: str) -> None:
    thread.version = Thread.version + 1
    db.session.flush()
    events.thread_changed.send(thread=thread, actor=actor, what=verb)
    database.touch(f"thread:{thread.id}", "lists")
