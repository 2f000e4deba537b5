"""What changed is marked for the search index, in the same transaction.

Events say what verbs did. Rows that are changed without one (an erasure, a new display name, a tag
that is renamed) are seen when they are written.
"""

from typing import Any

from flask import Flask, current_app
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from forum import events
from forum.extensions import db
from forum.models import Post, Tag, Thread, User
from forum.models.stale import AUTHOR, POST, TAG, THREAD
from forum.services import indexing

# Columns that the index shows something of.
_SHOWN: dict[Any, tuple[str, frozenset[str]]] = {
    Post: (POST, frozenset({"html", "state", "thread_id", "author_id"})),
    Thread: (
        THREAD,
        frozenset({"title", "state", "category_id", "is_closed", "closed_until", "is_archived"}),
    ),
    User: (AUTHOR, frozenset({"name", "display_name", "hides_activity"})),
    Tag: (TAG, frozenset({"name"})),
}
_WHATS = {"pin", "unpin", "slow"}  # what staff does to a thread that search shows nothing of


def connect(app: Flask) -> None:
    events.post_created.listen(app, lambda post: indexing.mark(POST, post.id))
    events.post_approved.listen(app, lambda post, actor: indexing.mark(POST, post.id))
    events.post_edited.listen(app, _edited)
    events.post_state_changed.listen(app, _state_changed)
    events.thread_changed.listen(app, _thread_changed)
    events.member_renamed.listen(app, lambda user, old_name: indexing.mark(AUTHOR, user.id))
    events.reaction_added.listen(app, _reacted)
    events.reaction_removed.listen(app, _reacted)
    events.answer_accepted.listen(app, lambda thread, **_: indexing.mark(THREAD, thread.id))
    events.answer_withdrawn.listen(app, lambda thread, **_: indexing.mark(THREAD, thread.id))


def _edited(post: Post, actor: User) -> None:
    """An edit of the first post may have given the thread another title or other tags."""
    indexing.mark(*((THREAD, post.thread_id) if post.number == 1 else (POST, post.id)))


def _state_changed(post: Post, before: str, actor: User) -> None:
    indexing.mark(POST, post.id)


def _thread_changed(thread: Thread, actor: User, what: str) -> None:
    if what not in _WHATS:
        indexing.mark(THREAD, thread.id)


def _reacted(post: Post, actor: User, kind: str) -> None:
    indexing.mark(POST, post.id)


@event.listens_for(Session, "before_flush")
def _notice(session: Session, *_: Any) -> None:
    """Remember what is changed without an event: see `_mark`."""
    for row in session.dirty:
        shown = _SHOWN.get(type(row))
        if shown and any(inspect(row).attrs[name].history.has_changes() for name in shown[1]):
            session.info.setdefault("stale", set()).add((shown[0], row.id))


@event.listens_for(Session, "after_flush_postexec")
def _mark(session: Session, *_: Any) -> None:
    stale = session.info.pop("stale", None)
    if stale and session is db.session() and current_app.extensions.get("forum.marks", True):
        for kind, thing_id in sorted(stale):
            indexing.mark(kind, thing_id)
