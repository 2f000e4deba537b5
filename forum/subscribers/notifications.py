"""What members are told, as it happens: only a job is asked for here, whoever may be watching."""

from datetime import timedelta
from typing import Any

from flask import Flask

from forum import events
from forum.extensions import db
from forum.models import Badge, BadgeGrant, Post, Thread, User
from forum.models.columns import utcnow
from forum.models.notifications import TRACKING, WATCHING
from forum.policies import levels as policy
from forum.queries import viewers
from forum.services import jobs, levels

_NEWS = timedelta(days=1)  # what is told as having happened longer ago is nobody's news


def connect(app: Flask) -> None:
    events.thread_created.listen(app, _started)
    events.thread_read_long.listen(app, _read_long)
    events.post_created.listen(app, _posted)
    events.post_edited.listen(app, _edited)
    events.post_corrected.listen(app, _corrected)
    events.thread_tidied.listen(app, _tidied)
    events.post_state_changed.listen(app, _appeared)
    events.reaction_added.listen(app, _reacted)
    events.answer_accepted.listen(app, _answered)
    events.member_followed.listen(app, _followed)
    events.badge_granted.listen(app, _granted)


def _started(thread: Thread, post: Post) -> None:
    levels.raise_for_thread(thread.author, thread, WATCHING)


def _read_long(user_id: int, thread_id: int) -> None:
    user, thread = db.session.get(User, user_id), db.session.get(Thread, thread_id)
    if user is not None and thread is not None:
        viewers.with_groups(None, user)
        if policy.can_follow_thread(user, thread):
            levels.track_by_reading(user, thread)


def _posted(post: Post) -> None:
    if post.number > 1:
        levels.raise_for_thread(post.author, post.thread, TRACKING)
    if _is_news(post):
        jobs.enqueue("notify.post", post_id=post.id)


def _edited(post: Post, actor: User) -> None:
    """Somebody may be mentioned who was not before; nobody is told twice of a post."""
    if _is_news(post):
        jobs.enqueue("notify.addressed", post_id=post.id, once=f"notify.addressed:{post.id}")


def _corrected(post: Post, actor: User, reason: str) -> None:
    jobs.enqueue("notify.edited", post_id=post.id, actor_id=actor.id, reason=reason,
                 version=post.version)  # fmt: skip


def _tidied(thread: Thread, post: Post, actor: User, reason: str) -> None:
    if actor.id != thread.author_id:
        jobs.enqueue("notify.edited", post_id=post.id, actor_id=actor.id, reason=reason,
                     version=thread.version, what="tidied")  # fmt: skip


def _appeared(post: Post, before: str, actor: User) -> None:
    if before == "pending" and post.state == "visible":
        jobs.enqueue("notify.post", post_id=post.id)


def _reacted(post: Post, actor: User, kind: str) -> None:
    jobs.enqueue("notify.reaction", post_id=post.id, actor_id=actor.id)


def _answered(thread: Thread, post: Post, actor: Any) -> None:
    if thread.answered_at is not None and utcnow() - thread.answered_at < _NEWS:
        jobs.enqueue("notify.answer", post_id=post.id, actor_id=actor.id)


def _followed(user: User, actor: User) -> None:
    jobs.enqueue("notify.follow", user_id=user.id, actor_id=actor.id)


def _granted(grant: BadgeGrant, badge: Badge, user: User) -> None:
    if utcnow() - grant.granted_at < _NEWS:
        is_by_rule = grant.granted_by_id is None
        jobs.enqueue("notify.badge", user_id=user.id, badge_id=badge.id, is_by_rule=is_by_rule)


def _is_news(post: Post) -> bool:
    return utcnow() - post.created_at < _NEWS
