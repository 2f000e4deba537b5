"""Posts: replying, editing, deleting, restoring."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Post, StaffAction, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import posts as policy
from forum.policies import threads as thread_policy
from forum.policies.capacities import capacity_of
from forum.services import counters, drafts, newcomers, publishing, rendering, versions


def reply(
    actor: Viewer,
    thread: Thread,
    body: str,
    reply_to: Post | None = None,
    submission_key: str | None = None,
    at: datetime | None = None,
) -> Post:
    """Add `actor`'s reply to the end of `thread`, in answer to its post `reply_to` if given.

    The same `submission_key` again gives the same post again. `at` is when it was written, for
    what comes from elsewhere; now if left out. Raises Denied, Refused.
    """
    require(thread_policy.can_reply(actor, thread))
    assert isinstance(actor, User)
    author = actor

    def publish() -> Post:
        moment = at or utcnow()
        text = publishing.accepted_body(body)
        publishing.stay_within_limits(author, text, moment)
        if at is None:
            newcomers.stay_within_pace(author, moment, thread)
        _check_parent(author, thread, reply_to)
        drawn = rendering.draw(author, author, thread.category_id, text)
        if at is None:
            newcomers.stay_within_contents(author, drawn)
        number = _next_number(author, thread, moment)
        post = publishing.add_post(author, thread, number, drawn, moment, reply_to, submission_key)
        counters.post_added(post)
        if at is None:
            publishing.reach(author, thread.id, number)
        if submission_key:
            drafts.sent(author, f"thread:{thread.id}")
        events.post_created.send(post=post)
        database.touch(f"thread:{thread.id}", "lists")
        return post

    return publishing.once(author, submission_key, publish)


def _check_parent(actor: User, thread: Thread, reply_to: Post | None) -> None:
    if reply_to is None:
        return
    require(policy.can_read(actor, reply_to))
    if reply_to.thread_id != thread.id:
        raise Refused(_("The post you reply to is in another thread."), "to")


def _next_number(actor: User, thread: Thread, at: datetime) -> int:
    """Take the next number. From here on others who reply wait, so the numbers have no gaps.

    What the policy was asked about may have changed while we waited: then it is asked again.
    """
    row = db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id)
        .values(
            highest_number=Thread.highest_number + 1, post_count=Thread.post_count + 1,
            last_post_at=counters.later(Thread.last_post_at, at), last_poster_id=actor.id,
            last_poster_capacity=capacity_of(actor, thread.category_id)[0],
        )
        .returning(Thread.highest_number, Thread.state, Thread.is_closed, Thread.is_archived,
                   Thread.category_id),
        execution_options={"synchronize_session": False},
    ).one()  # fmt: skip
    known = (thread.state, thread.is_closed, thread.is_archived, thread.category_id)
    if row[1:] != known:
        counters.reread(thread)
        require(thread_policy.can_reply(actor, thread))
        if row.category_id != known[3]:
            raise Conflict(_("This thread has just been moved. Please send your reply again."))
    db.session.expire(thread, counters.OF_LAST_POST)
    return int(row.highest_number)


def edit(
    actor: Viewer,
    post: Post,
    body: str,
    version: int,
    reason: str = "",
    title: str | None = None,
    tags: Iterable[str] | None = None,
    kind: str | None = None,
    at: datetime | None = None,
) -> Post:
    """Give `post` another text; the first post also its thread's title, tags and kind.

    `version` is the one that was read: Conflict when somebody was faster. `post.thread` and
    `post.author` have to be loaded. `at` is when, for what comes from elsewhere. Raises Denied,
    Refused, Conflict.
    """
    require(policy.can_edit(actor, post, at))
    assert isinstance(actor, User)
    moment, thread = at or utcnow(), post.thread
    if post.number == 1:
        counters.hold(thread)
        require(policy.can_edit(actor, post, at))
    change = versions.change(actor, post, body, title, tags, kind)
    if change.after:
        versions.stay_within_limits(actor, thread, moment)
        drawn = rendering.draw(actor, post.author, thread.category_id, change.body, post)
        if at is None and "body" in change.after:
            newcomers.stay_within_contents(actor, drawn, post)
        _take_version(post, version)
        versions.apply(actor, post, change, drawn)
        versions.record(actor, post, change, reason, moment)
        if actor.id != post.author_id:
            _note(actor, "edit", post, reason)
        events.post_edited.send(post=post, actor=actor)
        database.touch(f"thread:{thread.id}", "lists")
    if at is None:
        drafts.sent(actor, f"post:{post.id}")
    return post


def delete(actor: Viewer, post: Post, note: str = "", at: datetime | None = None) -> None:
    """Take `post` away, the first one with its thread. Nothing is lost: `restore` brings it back.

    Its author deletes, anybody else removes. Raises Denied, Conflict.
    """
    require(policy.can_delete(actor, post))
    assert isinstance(actor, User)
    counters.hold(post.thread, post)
    require(policy.can_delete(actor, post))  # again, now that nobody can change it
    before, state = post.state, "deleted" if post.author_id == actor.id else "removed"
    if post.number == 1:
        _change_thread_state(actor, post.thread, state)
    # Who deletes what waits for a moderator does not get it past them by restoring it.
    post.deleted_by_id = actor.id if before == "visible" or state == "removed" else None
    post.deleted_at = at or utcnow()
    _change_state(actor, post, state)
    _withdraw_if_answer(post, before)
    if state == "removed":
        _note(actor, "remove", post, note)


def restore(actor: Viewer, post: Post, note: str = "") -> None:
    """Bring back what was deleted or removed, the first post with its thread."""
    require(policy.can_restore(actor, post))
    assert isinstance(actor, User)
    counters.hold(post.thread, post)
    require(policy.can_restore(actor, post))
    post.deleted_by_id = post.deleted_at = None
    _change_state(actor, post, "visible")
    if post.number == 1:
        _change_thread_state(actor, post.thread, "visible")
    if post.author_id != actor.id:
        _note(actor, "restore", post, note)


def _take_version(post: Post, version: int) -> None:
    """Of two who edit what they both read, one gets here."""
    taken = db.session.execute(
        update(Post)
        .where(Post.id == post.id, Post.version == version)
        .values(version=Post.version + 1)
        .returning(Post.version),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if taken is None:
        raise Conflict(_("Somebody has changed this post since you opened it."), "body")
    db.session.expire(post, ["version"])


def _change_state(actor: User, post: Post, state: str) -> None:
    before, post.state = post.state, state
    post.version = Post.version + 1
    db.session.flush()
    if before == "visible":
        counters.post_changed(post, -1)
    elif state == "visible":
        counters.post_changed(post, 1)
    events.post_state_changed.send(post=post, before=before, actor=actor)
    database.touch(f"thread:{post.thread_id}", "lists")


def _change_thread_state(actor: User, thread: Thread, state: str) -> None:
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


def _withdraw_if_answer(post: Post, before: str) -> None:
    thread = post.thread
    if thread.answer_id != post.id:
        return
    thread.answer_id = thread.answered_at = thread.answered_by_id = None
    thread.version = Thread.version + 1
    db.session.flush()
    counted = before == thread.state == "visible"
    if counted and thread.category_id in counters.public_categories():
        counters.change(User, post.author_id, answer_count=User.answer_count - 1)


def _note(actor: User, verb: str, post: Post, note: str) -> None:
    """A line in the log of what staff did."""
    db.session.add(
        StaffAction(actor_id=actor.id, verb=verb, thread_id=post.thread_id, post_id=post.id,
                    user_id=post.author_id, note=note[:1000], details={})
    )  # fmt: skip
    db.session.flush()
