"""What search engines are told of: the threads that guests may read, in parts by their numbers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from forum import links
from forum.extensions import db
from forum.models import Thread, Viewer
from forum.policies import threads as policy
from forum.queries import categories, tags

SIZE = 5_000  # numbers in a part; a sitemap may hold 50,000 addresses (sitemaps.org)


def parts(viewer: Viewer) -> int:
    """How many parts there are."""
    return (db.session.scalar(select(func.max(Thread.id))) or 0) // SIZE + 1


def threads(viewer: Viewer, part: int) -> Sequence[tuple[str, datetime]]:
    """Address and last change of each thread in a part, counted from 0."""
    rows = db.session.execute(
        select(Thread.id, Thread.slug, Thread.last_post_at)
        .where(policy.listed(viewer), Thread.id.between(part * SIZE, (part + 1) * SIZE - 1))
        .order_by(Thread.id)
    )
    return [(links.thread(row.id, row.slug), row.last_post_at) for row in rows]


def places(viewer: Viewer) -> Sequence[str]:
    """The home page, the categories and the tags."""
    found = [ref.href for ref in categories.refs(viewer).values()]
    return [links.home(), *found, *(tag.href for tag in tags.all_used(viewer))]
