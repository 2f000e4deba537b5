"""Categories: what follows when others may see one than before, in steps that hold nobody up."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select

from forum import database, storage
from forum.extensions import db
from forum.jobs import posts
from forum.lib.share_pictures import place
from forum.models import Post, Thread
from forum.queries import share_pictures
from forum.services import jobs, recounting

_AT_ONCE = 2_000  # posts looked at in one job
_QUOTED = re.compile(r"thread: ?(\d{1,10})")  # as a quote's head names the thread


def recount(after: int) -> None:
    """What is counted only where everybody may see it."""
    more = recounting.for_everybody(None, after)
    if more is not None:
        jobs.enqueue("category.recount", after=more)


def redraw(category_ids: list[int], after: int) -> None:
    """Draw again what stands in these categories, and what quotes from them elsewhere; pictures of
    threads that not everybody may see any more go."""
    with database.unit("read"):
        rows = _next(category_ids, after)
        closed = {one for one in category_ids if not share_pictures.may_be_kept(None, one)}
        quoting = _quoting([row for row in rows if row.category_id not in category_ids],
                           category_ids)  # fmt: skip
    for thread_id in {row.thread_id for row in rows if row.category_id in closed}:
        storage.current().delete(place(thread_id))
    inside = [row.id for row in rows if row.category_id in category_ids]
    posts.render([*inside, *quoting])
    if len(rows) == _AT_ONCE:
        with database.unit("write"):
            jobs.enqueue("category.redraw", category_ids=category_ids, after=rows[-1].id)


def _next(category_ids: Collection[int], after: int) -> Sequence[Any]:
    """Posts in these categories, and all that quote something."""
    quotes = or_(Post.body.contains("thread:"), Post.body.contains("thread: "))
    return db.session.execute(
        select(Post.id, Post.thread_id, Thread.category_id, Post.body)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id > after, or_(Thread.category_id.in_(category_ids), quotes))
        .order_by(Post.id).limit(_AT_ONCE)
    ).all()  # fmt: skip


def _quoting(rows: Sequence[Any], category_ids: Collection[int]) -> list[int]:
    """Those of these posts that quote a thread of these categories."""
    named = {row.id: {int(n) for n in _QUOTED.findall(row.body)} for row in rows}
    threads = sorted(frozenset().union(*named.values())) if named else []
    there = set(db.session.scalars(
        select(Thread.id).where(Thread.id.in_(threads), Thread.category_id.in_(category_ids))
    ))  # fmt: skip
    return [post_id for post_id, numbers in named.items() if numbers & there]
