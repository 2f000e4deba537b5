"""Tidying up after others: a better title, other tags, another category, by who may (features.md
§4.1, community.md §0.3). Its author is told why, and the thread's history keeps what it was."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum import events, structure
from forum.extensions import db
from forum.lib.markdown import plain
from forum.lib.verdict import Refused, require
from forum.models import Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import embargoes
from forum.policies import threads as policy
from forum.services import (
    counters,
    editing,
    holding,
    moving,
    rendering,
    screening,
    thread_events,
    versions,
)
from forum.services.rendering import Drawn
from forum.structure import CategoryNode


def tidy(
    actor: Viewer, thread: Thread, title: str, tags: Iterable[str], category: CategoryNode,
    reason: str, at: datetime | None = None,
) -> bool:  # fmt: skip
    """Change what is different; whether anything was. Raises Denied, Refused."""
    require(policy.can_tidy(actor, thread))
    assert isinstance(actor, User)
    if not plain.readable(reason).strip():
        raise Refused(_("Please say briefly why. The author is told."), "reason")
    counters.hold(thread)
    require(policy.can_tidy(actor, thread))
    is_moved = _move(actor, thread, category, reason)
    first, moment = _first(thread), at or utcnow()
    title = screening.rewritten(actor, thread.category_id, title, is_markdown=False)
    change = versions.change(actor, first, first.body, title, list(tags), None)
    change.before.pop("body", None), change.after.pop("body", None)
    if change.after:
        editing.answer_for(actor, first, change, reason)
        versions.stay_within_limits(actor, thread, moment)
        drawn = rendering.draw(actor, first.author, thread.category_id, first.body, first)
        found = _look(actor, thread, change.after.get("title", thread.title), drawn, moment)
        editing.write(actor, first, change, drawn, first.version, reason, moment)
        holding.flagged(first, found)
        thread_events.say(actor, thread, "tidy", reason, moment, after=0)
    if change.after or is_moved:
        events.thread_tidied.send(thread=thread, post=first, actor=actor, reason=reason)
    return bool(change.after) or is_moved


def _look(
    actor: User, thread: Thread, title: str, drawn: Drawn, at: datetime
) -> screening.Findings:
    """Screen the title like any edit. Nothing waits here: what would have to is refused."""
    node = structure.current().categories[thread.category_id]
    before = screening.Submission(actor, node, drawn, at, title=thread.title)
    try:
        found = screening.look(
            screening.Submission(actor, node, drawn, at, title=title, earlier=before)
        )
    except Refused as error:
        raise Refused(str(error), "title") from error
    if found.holds:
        raise Refused(_("“%(words)s” cannot be posted here.", words=title), "title")
    return found


def _first(thread: Thread) -> Post:
    return db.session.scalars(
        select(Post)
        .where(Post.thread_id == thread.id, Post.number == 1)
        .options(joinedload(Post.thread), joinedload(Post.author))
        .execution_options(populate_existing=True)
    ).one()


def _move(actor: User, thread: Thread, category: CategoryNode, reason: str) -> bool:
    before = thread.category_id
    if category.id == before:
        return False
    verdict = policy.can_tidy_to(actor, thread, category)
    if not verdict:
        raise Refused(str(verdict.reason), "category")
    require(embargoes.can_leave_room(actor, thread, category.id))
    moving.keep_in_sight(actor, thread, category.id, "category")
    moving.put(thread, category.id)
    thread.version = Thread.version + 1
    said: dict[str, Any] = {"from": before, "to": category.id}
    thread_events.say(actor, thread, "move", reason, **said)
    thread_events.log(actor, thread, "move", reason, **said)
    events.thread_changed.send(thread=thread, actor=actor, what="move")
    return True
