"""Whether a post and a thread are there, hidden, removed or deleted; and all that counts them.

Called by verbs and by the effects of decisions, which have asked already.
"""

from datetime import datetime
from typing import Any

from forum import database, events
from forum.extensions import db
from forum.models import Post, Thread, User, Viewer
from forum.services import counters, rendering


def change(actor: Viewer, post: Post, state: str) -> None:
    """Give `post` another state and set every counter right."""
    before, post.state = post.state, state
    post.version = Post.version + 1
    db.session.flush()
    if before == "visible":
        counters.post_changed(post, -1)
    elif state == "visible":
        counters.post_changed(post, 1)
    events.post_state_changed.send(post=post, before=before, actor=actor)
    database.touch(f"thread:{post.thread_id}", "lists")


def change_thread(actor: Viewer, thread: Thread, state: str) -> None:
    """The same for a thread."""
    before, thread.state = thread.state, state
    if before == state:
        return
    thread.version = Thread.version + 1
    db.session.flush()
    if before == "visible":
        counters.thread_changed(thread, -1)
    elif state == "visible":
        counters.thread_changed(thread, 1)
    rendering.readers_changed(thread)
    events.thread_changed.send(thread=thread, actor=actor, what=state)


def withdraw_answer(post: Post, before: str) -> None:
    """A post that is gone, and was `before`, answers nothing any more."""
    thread = post.thread
    if thread.answer_id != post.id:
        return
    thread.answer_id = thread.answered_at = thread.answered_by_id = None
    thread.version = Thread.version + 1
    db.session.flush()
    counted = before == thread.state == "visible"
    if counted and thread.category_id in counters.public_categories():
        counters.change(User, post.author_id, answer_count=User.answer_count - 1)


def answer_of(post: Post) -> dict[str, Any] | None:
    """The mark as it is, when this post is the answer of its thread; for `mark_again`."""
    thread = post.thread
    if thread.answer_id != post.id:
        return None
    at = thread.answered_at.isoformat() if thread.answered_at else None
    return {"at": at, "by": thread.answered_by_id}


def mark_again(post: Post, was: dict[str, Any] | None) -> None:
    """Make it the answer it was, unless another has been marked since."""
    thread = post.thread
    if was is None or thread.answer_id is not None or thread.kind != "question":
        return
    thread.answer_id, thread.answered_by_id = post.id, was["by"]
    thread.answered_at = datetime.fromisoformat(was["at"]) if was["at"] else None
    thread.version = Thread.version + 1
    db.session.flush()
    if thread.state == "visible":
        counters.answer_counted(thread, 1)
