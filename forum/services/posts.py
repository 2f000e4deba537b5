"""Posts: replying, editing, deleting, restoring."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import case, func, select, update

from forum import database, events, structure
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import posts as policy
from forum.policies import threads as thread_policy
from forum.policies.capacities import capacity_of
from forum.services import (
    cases,
    cooling,
    counters,
    drafts,
    editing,
    holding,
    lifting,
    newcomers,
    publishing,
    rendering,
    screening,
    states,
    versions,
)
from forum.services.rendering import Drawn
from forum.services.versions import Change


def reply(
    actor: Viewer,
    thread: Thread,
    body: str,
    reply_to: Post | None = None,
    submission_key: str | None = None,
    at: datetime | None = None,
    is_personal: bool = False,
) -> Post:
    """Add `actor`'s reply to the end of `thread`, in answer to its post `reply_to` if given.

    What a check holds (`services.screening`) is "pending": only moderators and `actor` see it.
    `is_personal`: somebody of the brand gives their own view, and their byline says both.

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
            text = screening.rewritten(author, thread.category_id, text)
        _check_parent(author, thread, reply_to)
        drawn = rendering.draw(author, author, thread.category_id, text)
        found = _screened(author, thread, drawn, moment, submission_key, at is None)
        if submission_key:
            drafts.sent(author, f"thread:{thread.id}")
        if found.holds:
            cooling.keep_pace(author, thread, moment)
            return holding.keep_reply(
                author, thread, drawn, moment, reply_to, submission_key, found, is_personal
            )
        number, moment = _next_number(author, thread, moment, reply_to, at is not None)
        post = publishing.add_post(
            author, thread, number, drawn, moment, reply_to, submission_key, is_personal=is_personal
        )
        counters.post_added(post)
        if at is None:
            publishing.arrived(author, thread.id, number)
        holding.flagged(post, found)
        events.post_created.send(post=post)
        database.touch(f"thread:{thread.id}", "lists")
        return post

    return publishing.once(author, submission_key, publish)


def _screened(
    author: User, thread: Thread, drawn: Drawn, at: datetime, key: str | None, is_new: bool
) -> screening.Findings:
    if not is_new:
        return screening.NOTHING
    newcomers.stay_within_contents(author, drawn)
    node = structure.current().categories[thread.category_id]
    seconds = screening.seconds_since(key, at)
    return screening.look(screening.Submission(author, node, drawn, at, seconds=seconds))


def _check_parent(actor: User, thread: Thread, reply_to: Post | None) -> None:
    if reply_to is None:
        return
    require(policy.can_read(actor, reply_to))
    if reply_to.thread_id != thread.id:
        raise Refused(_("The post you reply to is in another thread."), "to")


def _next_number(
    actor: User, thread: Thread, at: datetime, reply_to: Post | None, is_import: bool
) -> tuple[int, datetime]:
    """Take the next number, and the moment that goes with it: `at`, or, if new, that of the post
    before it where that one was faster. From here on others who reply wait, so neither the numbers
    have gaps nor do the moments go back.

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
        .returning(Thread.highest_number, Thread.last_post_at, Thread.state, Thread.is_closed,
                   Thread.is_archived, Thread.category_id, Thread.closed_until,
                   Thread.slow_seconds, Thread.slow_until, Thread.version),
        execution_options={"synchronize_session": False},
    ).one()  # fmt: skip
    known = (thread.state, thread.is_closed, thread.is_archived, thread.category_id,
             thread.closed_until, thread.slow_seconds, thread.slow_until,
             thread.version)  # fmt: skip
    if row[2:] != known:
        counters.reread(thread)
        require(thread_policy.can_reply(actor, thread))
        if row.category_id != known[3]:
            raise Conflict(_("This thread has just been moved. Please send your reply again."))
        if reply_to is not None:
            counters.reread(reply_to)
            _check_parent(actor, thread, reply_to)
    db.session.expire(thread, counters.OF_LAST_POST)
    if not is_import and thread_policy.seconds_between(actor, thread, at):
        cooling.keep_pace(actor, thread, at)
    return int(row.highest_number), at if is_import else row.last_post_at


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

    An edit that waits for a moderator leaves the post as it is (`queries.holding.waiting_edit`).
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
    tags = None if tags is None else list(tags)
    if at is None:
        body = screening.rewritten(actor, thread.category_id, body)
        title = title and screening.rewritten(actor, thread.category_id, title, is_markdown=False)
    change = versions.change(actor, post, body, title, tags, kind)
    if change.after:
        if at is None:
            editing.answer_for(actor, post, change, reason)
        versions.stay_within_limits(actor, thread, moment)
        drawn = rendering.draw(actor, post.author, thread.category_id, change.body, post)
        if at is None and "body" in change.after:
            newcomers.stay_within_contents(actor, drawn, post)
        found = screening.NOTHING if at else _look_again(actor, post, change, drawn, moment)
        if found.holds:
            first = (title, tags, kind)
            holding.keep_edit(actor, post, change.body, version, reason, first, found)
        else:
            editing.write(actor, post, change, drawn, version, reason, moment)
            holding.flagged(post, found)
            if at is None and actor.id != post.author_id and "body" in change.after:
                events.post_corrected.send(post=post, actor=actor, reason=reason)
    if at is None:
        drafts.sent(actor, f"post:{post.id}")
        publishing.ask_again(actor)
    return post


def _look_again(
    actor: User, post: Post, change: Change, drawn: Drawn, at: datetime
) -> screening.Findings:
    """Screen an edit: what was approved once is looked at again for what is new in it (T102)."""
    node = structure.current().categories[post.thread.category_id]
    title = change.after.get("title", post.thread.title) if post.number == 1 else ""
    had = rendering.preview(actor, node.id, post.body, post)
    before = screening.Submission(
        actor, node, had, at, title=post.thread.title if post.number == 1 else ""
    )
    return screening.look(screening.Submission(actor, node, drawn, at, title=title, earlier=before))


def delete(actor: Viewer, post: Post, at: datetime | None = None) -> None:
    """Take one's own `post` away, the first one with its thread. Nothing is lost: `restore` brings
    it back. What is taken from somebody else is decided (`claims.take_up`, `decisions.decide`).

    Raises Denied, Conflict.
    """
    require(policy.can_delete(actor, post))
    counters.hold(post.thread, post)
    require(policy.can_delete(actor, post))  # again, now that nobody can change it
    if at is None:
        _stay_within_deletions(actor)
    before = post.state
    if post.number == 1:
        states.change_thread(actor, post.thread, "deleted")
    # Who deletes what waits for a moderator does not get it past them by restoring it.
    post.deleted_by_id = actor.id if before == "visible" else None
    post.deleted_at = at or utcnow()
    states.change(actor, post, "deleted")
    states.withdraw_answer(post, before)
    if before == "pending":
        holding.withdrawn(cases.of_post(post))


def _stay_within_deletions(actor: Viewer) -> None:
    """Refuse to take more of one's own away in a day, or a minute, than anybody regrets."""
    if actor.is_staff:
        return
    now = utcnow()
    minute = case((Post.deleted_at > now - timedelta(minutes=1), 1), else_=0)
    today, lately = db.session.execute(
        select(func.count(), func.sum(minute)).where(
            Post.author_id == actor.id, Post.state == "deleted",
            Post.deleted_at > now - timedelta(days=1),
        )
    ).one()  # fmt: skip
    if today >= structure.setting("limits.deletions_per_day"):
        raise Refused(_("You have deleted many posts today. Please go on tomorrow."))
    if (lately or 0) >= structure.setting("limits.deletions_per_minute"):
        raise Refused(_("You are deleting very fast. Please wait a minute."))


def restore(actor: Viewer, post: Post, note: str = "") -> None:
    """Bring back what was deleted or removed, the first post with its thread. What was decided, by
    ending the decision. Raises Denied, Refused, Conflict."""
    require(policy.can_restore(actor, post))
    assert isinstance(actor, User)
    counters.hold(post.thread, post)
    require(policy.can_restore(actor, post))
    if post.state == "removed" and lifting.lift(actor, post, note):
        return
    post.deleted_by_id = post.deleted_at = None
    holding.take_number(post)
    states.change(actor, post, "visible")
    if post.number == 1:
        states.change_thread(actor, post.thread, "visible")
    if post.author_id != actor.id:
        editing.note(actor, "restore", post, note)
