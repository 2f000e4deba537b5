"""The brand's official answer: a mark apart from the byline, for not everything that somebody of
the brand says is the brand's position (community.md B1)."""

from sqlalchemy import update

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Post, Thread, Viewer
from forum.policies import posts as policy
from forum.services import counters, thread_events


def make_official(actor: Viewer, post: Post) -> None:
    """A second time changes nothing. Raises Denied."""
    require(policy.can_speak_officially(actor, post))
    _mark(actor, post, is_official=True)


def end_official(actor: Viewer, post: Post) -> None:
    """It is what its author says for the brand, as before. Raises Denied."""
    require(policy.can_speak_officially(actor, post))
    _mark(actor, post, is_official=False)


def _mark(actor: Viewer, post: Post, *, is_official: bool) -> None:
    """Of two at the same moment one does it, and says so in the thread and the staff's log."""
    thread = post.thread
    counters.hold(thread, post)
    require(policy.can_speak_officially(actor, post))
    changed = db.session.execute(
        update(Post).where(Post.id == post.id, Post.is_official.is_(not is_official))
        .values(is_official=is_official).returning(Post.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()  # fmt: skip
    db.session.expire(post, ["is_official"])
    if changed is None:
        return
    verb = "official" if is_official else "unofficial"
    thread_events.say(actor, thread, verb, after=post.number, number=post.number, post=post.id)
    thread_events.log(actor, thread, verb, "", post_id=post.id, user_id=post.author_id)
    thread.version = Thread.version + 1
    db.session.flush()
    events.thread_changed.send(thread=thread, actor=actor, what=verb)
    database.touch(f"thread:{thread.id}")
