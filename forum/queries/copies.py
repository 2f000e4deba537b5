"""Answers that repeat earlier ones of the same author in other threads (community.md §3.6)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from forum.extensions import db
from forum.lib import likeness
from forum.models import Post, Thread, Viewer
from forum.policies.counted import is_open

SHORTEST = 120  # characters; shorter ones are alike without being copies
MOST = 400  # answers of one member


def repeated(
    viewer: Viewer, user_ids: Collection[int], since: datetime, until: datetime
) -> dict[int, tuple[int, ...]]:
    """Ids of the posts of each of them that repeat another: all but the first of a kind."""
    found = {}
    for user_id in user_ids:
        rows = db.session.execute(
            select(Post.id, Post.thread_id, Post.body)
            .join(Thread, Thread.id == Post.thread_id)
            .where(
                is_open(Thread), Post.author_id == user_id, Post.state == "visible",
                Post.number > 1, Post.created_at >= since, Post.created_at < until,
            )
            .order_by(Post.created_at, Post.id)
            .limit(MOST)
        ).all()  # fmt: skip
        rows = [row for row in rows if len(row.body) >= SHORTEST]
        threads = {row.id: row.thread_id for row in rows}
        like = likeness.repeated({row.id: row.body for row in rows})
        again = tuple(p for p, first in like.items() if threads[p] != threads[first])
        if again:
            found[user_id] = again
    return found
