"""What happens is noted for the servers that are told of it."""

from typing import Any

from flask import Flask

from forum import events
from forum.models import Post, Thread, User
from forum.services import announcing


def connect(app: Flask) -> None:
    for name in ("post_created", "post_approved", "post_edited", "post_state_changed"):
        getattr(events, name).listen(app, _post(name))
    events.post_state_changed.listen(app, _came_or_went)
    for name in ("reaction_added", "reaction_removed"):
        getattr(events, name).listen(app, _post(name, "kind"))
    events.thread_created.listen(app, _thread("thread_created"))
    events.thread_changed.listen(app, _thread("thread_changed", "what"))
    events.answer_withdrawn.listen(app, _thread("answer_withdrawn"))
    events.answer_accepted.listen(app, _answered)
    events.member_joined.listen(app, _joined)
    events.member_renamed.listen(app, _renamed)


def _post(name: str, *kept: str) -> Any:
    def listen(post: Post, **payload: Any) -> None:
        more = {each: payload[each] for each in kept}
        announcing.note(None, name, post.id, post.thread.category_id, **more)

    return listen


def _came_or_went(post: Post, before: str, **_: Any) -> None:
    """What was there is not, or is again; what waited to be looked at was never there."""
    if before == "visible" and post.state != "visible":
        announcing.note(None, "post_hidden", post.id, post.thread.category_id)
    elif post.state == "visible" and before not in {"visible", "pending"}:
        announcing.note(None, "post_restored", post.id, post.thread.category_id)


def _thread(name: str, *kept: str) -> Any:
    def listen(thread: Thread, **payload: Any) -> None:
        more = {each: payload[each] for each in kept}
        announcing.note(None, name, thread.id, thread.category_id, **more)

    return listen


def _answered(thread: Thread, post: Post, **_: Any) -> None:
    announcing.note(None, "answer_accepted", post.id, thread.category_id)


def _joined(user: User) -> None:
    announcing.note(None, "member_joined", user.id, None)


def _renamed(user: User, old_name: str) -> None:
    announcing.note(None, "member_renamed", user.id, None)
