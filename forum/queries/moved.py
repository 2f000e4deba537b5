"""Where threads and posts are that were merged or split off, and what may be moved."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import false, select
from sqlalchemy.orm import joinedload

from forum import links
from forum.extensions import db
from forum.lib.markdown import excerpt
from forum.lib.verdict import Denied, Refused, require
from forum.models import MovedPost, Post, Thread, Viewer
from forum.policies import categories as category_policy
from forum.policies import posts as post_policy
from forum.policies import threads as policy
from forum.queries import posts, threads
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

MOST = 200  # posts to choose from on one page
_AUTHOR = PersonColumns("author")
_POST = re.compile(
    r"(?:https?://[^/\s]+)?/t/(\d{1,9})(?:/[^/\s#]*)?(?:/(\d{1,9}))?(?:#post-(\d{1,9}))?"
)
_ADDRESS = re.compile(r"(?:.*/t/)?([1-9][0-9]{0,8})(?:[/?#].*)?")


def instead(viewer: Viewer, thread_id: int) -> Thread | None:
    """The thread that this one was merged into, for who may read that one; else none."""
    found = threads.known(viewer, thread_id)
    if found is None or found.merged_into_id is None:
        return None
    if found.category_id not in category_policy.visible_ids(viewer):
        return None
    try:
        return threads.get(viewer, found.merged_into_id)
    except Denied:
        return None


def post_href(viewer: Viewer, thread_id: int, number: int) -> str | None:
    """Where the post is that had this number in this thread, for who may read it there."""
    post: Post | None = db.session.scalar(
        select(Post)
        .join(MovedPost, MovedPost.post_id == Post.id)
        .where(
            MovedPost.thread_id == thread_id, MovedPost.number == number,
            post_policy.readable(viewer),
        )
        .options(joinedload(Post.thread))
    )  # fmt: skip
    return links.post(post.thread.id, post.thread.slug, post.number) if post else None


@dataclass(frozen=True, slots=True)
class Choosable:
    """A post that a moderator may choose to move."""

    number: int
    author: Person
    excerpt: str
    created_at: datetime
    state: str


def choosable(viewer: Viewer, thread: Thread, start: int = 1) -> tuple[Choosable, ...]:
    """Posts of the thread from this number on, for who moderates it."""
    require(policy.can_moderate(viewer, thread))
    rows = db.session.execute(
        select(Post.number, Post.html, Post.created_at, Post.state, Post.author_capacity,
               Post.author_byline, *_AUTHOR.columns)
        .join(_AUTHOR.user, _AUTHOR.user.id == Post.author_id)
        .where(Post.thread_id == thread.id, Post.number >= start)
        .order_by(Post.number).limit(MOST)
    )  # fmt: skip
    return tuple(
        Choosable(row.number, _AUTHOR.of(row, row.author_capacity, row.author_byline),
                  excerpt(row.html.striptags(), 160), row.created_at, row.state)
        for row in rows
    )  # fmt: skip


def post_named(viewer: Viewer, typed: str) -> Post:
    """The post with this address; of a thread's address the first. Raises Refused as below."""
    found = _POST.fullmatch(typed.strip())
    number = int(found[3] or found[2] or 1) if found else 0
    here = (Post.thread_id == int(found[1]), Post.number == number) if found else (false(),)
    try:
        return posts.get(viewer, db.session.scalar(select(Post.id).where(*here)) or 0)
    except Denied:
        raise Refused(_("There is no such post. Paste its address."), "post") from None


def named(viewer: Viewer, typed: str) -> Thread:
    """The thread with this number or address. Raises Refused when there is none to read."""
    found = _ADDRESS.fullmatch(typed.strip())
    try:
        return threads.get(viewer, int(found[1]) if found else 0)
    except Denied:
        raise Refused(_("There is no such thread. Paste its address."), "target") from None
