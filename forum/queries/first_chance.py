"""Members first: until when the brand leaves a thread to its members."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from forum import structure
from forum.extensions import db
from forum.lib import commas
from forum.models import Post, Tag, ThreadTag, Viewer

OF_THE_TEAM = ("brand", "bot")


def until(viewer: Viewer, thread: Any, at: datetime) -> datetime | None:
    """When the viewer, who speaks for the brand, need not wait any more; None when they need not.

    Not in what the brand began itself, not once a member has answered somebody else's thread, and
    not where a tag says that it cannot wait. Asks the database only where hours are held back.
    """
    if not viewer.is_authenticated or not (viewer.byline or viewer.is_staff):
        return None
    node = structure.current().categories.get(thread.category_id)
    if node is None or not node.hold_back_hours:
        return None
    end: datetime = thread.created_at + timedelta(hours=node.hold_back_hours)
    if at >= end or thread.kind == "announcement" or thread.author_capacity in OF_THE_TEAM:
        return None
    if thread.author_id == viewer.id or _is_answered(thread) or _cannot_wait(thread):
        return None
    return end


def _is_answered(thread: Any) -> bool:
    by_members = select(1).where(
        Post.thread_id == thread.id, Post.number > 1, Post.state == "visible",
        Post.author_id != thread.author_id, Post.author_capacity.not_in(OF_THE_TEAM),
    )  # fmt: skip
    return bool(db.session.scalar(select(exists(by_members))))


def _cannot_wait(thread: Any) -> bool:
    typed = commas.plain(str(structure.setting("posts.urgent_tags")).lower())
    slugs = typed.replace(",", " ").split()
    tagged = (
        select(1).select_from(ThreadTag).join(Tag, Tag.id == ThreadTag.tag_id)
        .where(ThreadTag.thread_id == thread.id, Tag.slug.in_(slugs))
    )  # fmt: skip
    return bool(slugs and db.session.scalar(select(exists(tagged))))
