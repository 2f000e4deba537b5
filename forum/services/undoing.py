"""Taking back what a line in a thread says: the other half of each verb that can be undone."""

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Post, Tag, Thread, ThreadEvent, Viewer
from forum.policies import threads as policy
from forum.services import cooling, counters, moving_back, thread_events, threads, versions


def undo(actor: Viewer, thread: Thread, event: ThreadEvent) -> None:
    """Take back what `event`, a line of this thread, says. Says so in a line of its own.

    Only while nothing newer of its kind has been done. Raises Denied, Refused.
    """
    require(policy.can_moderate(actor, thread))
    if event.verb in moving_back.VERBS:
        moving_back.take_back(actor, thread, event)
        return
    counters.hold(thread)
    require(policy.can_moderate(actor, thread))
    if event.family:
        newer = select(ThreadEvent.id).where(
            ThreadEvent.thread_id == thread.id, ThreadEvent.family == event.family,
            ThreadEvent.id > event.id,
        )  # fmt: skip
        if db.session.scalar(newer.limit(1)) is not None:
            raise Refused(_("Something else has been done to this thread since."), "event")
    _take_back(actor, thread, event)


def _take_back(actor: Viewer, thread: Thread, event: ThreadEvent) -> None:
    match event.verb:
        case "close":
            threads.open(actor, thread)
        case "slow":
            cooling.fast(actor, thread)
        case "archive":
            threads.unarchive(actor, thread)
        case "pin":
            threads.unpin(actor, thread)
        case "move":
            _move_back(actor, thread, event)
        case "edit-tags":
            _retag(actor, thread, event)
        case "lock-post":
            post = db.session.get(Post, int(event.details.get("post", 0)))
            if post is not None and post.thread_id == thread.id:
                db.session.refresh(post, ["thread"])
                cooling.unlock_post(actor, post)
        case _:
            raise Refused(_("This cannot be taken back from here."), "event")


def _retag(actor: Viewer, thread: Thread, event: ThreadEvent) -> None:
    """The tags it had, as far as there still are such tags."""
    names, now = [str(name) for name in event.details.get("before", ())], versions.tags_of(thread)
    found = {tag.name: tag for tag in db.session.scalars(select(Tag).where(Tag.name.in_(names)))}
    versions.retag(thread, tuple(found[name] for name in names if name in found))
    thread.version = Thread.version + 1
    thread_events.say(actor, thread, "edit-tags", before=now)
    thread_events.log(actor, thread, "edit-tags")
    database.touch(f"thread:{thread.id}", "lists")


def _move_back(actor: Viewer, thread: Thread, event: ThreadEvent) -> None:
    before = structure.current().categories.get(int(event.details.get("from", 0)))
    if before is None:
        raise Refused(_("The category it came from no longer exists."), "event")
    threads.move(actor, thread, before)
