"""Answers: marking one post of a question as the answer, and taking the mark back."""

from collections import Counter
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import posts as post_policy
from forum.policies import threads as policy
from forum.services import counters


def accept(actor: Viewer, thread: Thread, post: Post, at: datetime | None = None) -> None:
    """Mark `post` as the answer, in place of the one before.

    Of two who choose differently at the same moment one succeeds. Raises Denied, Refused, Conflict.
    """
    require(policy.can_accept(actor, thread))
    require(post_policy.can_read(actor, post))
    if post.thread_id != thread.id or post.number == 1:
        raise Refused(_("The answer has to be a reply in this thread."), "post")
    if thread.answer_id == post.id:
        return
    before = thread.answer_id
    _exchange(thread, before, post.id, actor, at or utcnow())
    here = (Post.id == post.id, Post.thread_id == thread.id)
    state = db.session.scalar(select(Post.state).where(*here))
    if state != "visible":
        raise Refused(_("This post cannot be the answer now."), "post")
    _count(thread, before, post.id)
    events.answer_accepted.send(thread=thread, post=post, actor=actor)


def withdraw(actor: Viewer, thread: Thread) -> None:
    """The thread has no answer after all."""
    require(policy.can_accept(actor, thread))
    before = thread.answer_id
    if before is None:
        return
    _exchange(thread, before, None, None, None)
    _count(thread, before, None)
    events.answer_withdrawn.send(thread=thread, actor=actor)


def _exchange(
    thread: Thread,
    before: int | None,
    after: int | None,
    actor: Viewer | None,
    at: datetime | None,
) -> None:
    """Set the answer if it still is what we have read."""
    done = db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id, Thread.answer_id.is_not_distinct_from(before))
        .values(answer_id=after, answered_at=at, answered_by_id=actor.id if actor else None,
                version=Thread.version + 1)
        .returning(Thread.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()  # fmt: skip
    if done is None:
        raise Conflict(_("Somebody else has just marked another answer."), "post")
    db.session.expire(thread, ["answer_id", "answered_at", "answered_by_id", "version"])
    database.touch(f"thread:{thread.id}", "lists")


def _count(thread: Thread, before: int | None, after: int | None) -> None:
    """Move the mark from one author's number to the other's."""
    if thread.category_id not in counters.public_categories() or thread.state != "visible":
        return
    rows = db.session.execute(
        select(Post.id, Post.author_id).where(Post.id.in_([before, after]), Post.state == "visible")
    )
    steps: Counter[int] = Counter()
    for post_id, author_id in rows:
        steps[author_id] += 1 if post_id == after else -1
    for author_id in sorted(steps):
        counters.change(User, author_id, answer_count=User.answer_count + steps[author_id])
