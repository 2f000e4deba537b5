"""Saying in a thread what was done to it: one line, by name. Called by verbs that have asked."""

from datetime import datetime
from typing import Any

from forum import database
from forum.extensions import db
from forum.models import StaffAction, Thread, ThreadEvent, User, Viewer
from forum.models.columns import utcnow
from forum.policies.capacities import capacity_of

# Of one family only the newest line can be undone: the others have been overtaken.
FAMILIES = {
    "close": "closing", "open": "closing", "opened-itself": "closing", "slow": "pace",
    "fast": "pace", "fast-itself": "pace", "archive": "archive", "unarchive": "archive",
    "pin": "pin", "unpin": "pin",
    "move": "place", "edit-tags": "tags", "split-off": "posts", "split-from": "posts",
    "merged": "posts", "merged-from": "posts",
}  # fmt: skip


def say(
    actor: Viewer | None,
    thread: Thread,
    verb: str,
    note: str = "",
    at: datetime | None = None,
    after: int | None = None,
    other_id: int | None = None,
    **details: Any,
) -> ThreadEvent:
    """Add a line below the post with the number `after`, the last one if left out.

    Without a member as the actor it was software, and the line says that. `note` is shown to
    everybody who reads the thread. The name's capacity is frozen as in a post.
    `other_id` is the thread the line links to; who may not read that one sees no title.
    """
    who = actor if isinstance(actor, User) else None
    capacity, byline = capacity_of(who, thread.category_id) if who else ("software", "")
    family = FAMILIES.get(verb, f"post:{details['post']}" if "post" in details else "")
    event = ThreadEvent(
        thread_id=thread.id, after_number=thread.highest_number if after is None else after,
        actor_id=who.id if who else None, actor_capacity=capacity, actor_byline=byline, verb=verb,
        family=family, note=note[:1000], other_id=other_id, details=details,
        created_at=at or utcnow(),
    )  # fmt: skip
    db.session.add(event)
    thread.event_count = Thread.event_count + 1
    db.session.flush()
    database.touch(f"thread:{thread.id}")
    return event


def log(
    actor: Viewer,
    thread: Thread,
    verb: str,
    note: str = "",
    at: datetime | None = None,
    post_id: int | None = None,
    user_id: int | None = None,
    **details: Any,
) -> None:
    """The same for the staff's log."""
    db.session.add(
        StaffAction(actor_id=actor.id, verb=verb, thread_id=thread.id, post_id=post_id,
                    user_id=user_id or thread.author_id, note=note[:1000], details=details,
                    created_at=at or utcnow())
    )  # fmt: skip
    db.session.flush()
