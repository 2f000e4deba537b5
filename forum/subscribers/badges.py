"""Who did something that a badge may be given for is looked at a moment later."""

from datetime import timedelta

from flask import Flask

from forum import events
from forum.models import Post, Thread, User
from forum.models.columns import utcnow
from forum.services import jobs

SOON = timedelta(seconds=20)  # several things in a row are looked at once


def connect(app: Flask) -> None:
    events.post_created.listen(app, lambda post: look_at(post.author_id))
    events.reaction_added.listen(app, _reacted)
    events.answer_accepted.listen(app, _accepted)


def look_at(user_id: int) -> None:
    """Have the rules applied to this member soon, once however often it is asked for."""
    jobs.enqueue("badge.judge", run_at=utcnow() + SOON, once=f"badge:{user_id}", user_id=user_id)


def _reacted(post: Post, actor: User, kind: str) -> None:
    look_at(post.author_id)
    look_at(actor.id)


def _accepted(thread: Thread, post: Post, actor: User) -> None:
    look_at(post.author_id)
    look_at(thread.author_id)
