"""Quotes: whose words may be linked from a text that others will read."""

from sqlalchemy import ColumnElement, and_

from forum import structure
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict
from forum.models import Post, Thread, Viewer
from forum.policies import categories, posts, uploads


def can_quote(actor: Viewer, post: Post, category_id: int) -> Verdict:
    """Link `post` from a text in this category: the actor and all its readers can read it."""
    inside = post.thread.category_id in quotable_from(actor, category_id)
    shown = post.state == "visible" and post.thread.state == "visible"
    return ALLOW if inside and shown and posts.can_read(actor, post) else NOT_FOUND


def quotable(actor: Viewer, category_id: int) -> ColumnElement[bool]:
    """The same for a query that joins Post and Thread."""
    return and_(
        Post.state == "visible",
        Thread.state == "visible",
        Thread.category_id.in_(quotable_from(actor, category_id)),
    )


def quotable_from(actor: Viewer, category_id: int) -> frozenset[int]:
    """The categories that the actor and all readers of `category_id` can read."""
    seen = categories.visible_ids(actor) & structure.current().categories.keys()
    return frozenset(other for other in seen if not uploads.widens(other, category_id))
