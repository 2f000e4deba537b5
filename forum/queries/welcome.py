"""Newcomers' first posts: which they are on a page, and which wait for an answer (community.md D5).

More of those come back who were answered by a person, whatever the answer said.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from forum import links
from forum.extensions import db
from forum.lib.markdown import excerpt
from forum.lib.verdict import require
from forum.models import Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import newcomers as policy
from forum.policies import relations as relation_policy
from forum.policies import threads as thread_policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person, PostsPage

YOUNG = timedelta(days=90)  # accounts whose first post is looked for
WAITS = timedelta(days=30)  # then it is too late for a welcome
MOST = 100
_AUTHOR = PersonColumns("author")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A first post that nobody else has answered."""

    id: int
    author: Person
    thread_title: str
    href: str
    number: int
    excerpt: str
    created_at: datetime


def on_page(viewer: Viewer, page: PostsPage) -> frozenset[int]:
    """The posts of the page with which their authors began here; none for who does not welcome,
    and nothing is asked for them."""
    if not policy.can_welcome(viewer):
        return frozenset()
    authors = {post.author.id for post in page.posts if post.author.capacity == "member"}
    found = set(db.session.scalars(_first().where(Post.author_id.in_(authors))))
    return frozenset(post.id for post in page.posts if post.id in found)


def _first() -> Any:
    """The ids of the first visible posts of those who have not been here for long."""
    return (
        select(func.min(Post.id))
        .join(User, User.id == Post.author_id)
        .where(
            User.created_at > utcnow() - YOUNG, User.active.is_(True), User.is_bot.is_(False),
            Post.state == "visible",
        )
        .group_by(Post.author_id)
    )  # fmt: skip


def queue(viewer: Viewer) -> tuple[Waiting, ...]:
    """First posts that no other person has answered, who waits longest first."""
    require(policy.can_welcome(viewer))
    reply, parent = aliased(Post), aliased(Post)
    answered = (
        select(reply.id)
        .outerjoin(parent, parent.id == reply.reply_to_id)
        .where(
            reply.thread_id == Post.thread_id, reply.number > Post.number,
            reply.state == "visible", reply.author_id != Post.author_id,
            reply.author_capacity != "bot",
            func.coalesce(parent.author_id, Thread.author_id) == Post.author_id,
        )
        .correlate(Post, Thread)
    )  # fmt: skip
    rows = db.session.execute(
        select(Post.id, Post.number, Post.html, Post.created_at, Post.author_capacity,
               Thread.id.label("thread_id"), Thread.title, Thread.slug, *_AUTHOR.columns)
        .join(Thread, Thread.id == Post.thread_id)
        .join(_AUTHOR.user, _AUTHOR.user.id == Post.author_id)
        .where(
            Post.id.in_(_first()), Post.created_at > utcnow() - WAITS,
            Post.author_capacity == "member", Post.author_id != viewer.id,
            thread_policy.listed(viewer), Thread.is_archived.is_(False),
            or_(Thread.is_closed.is_(False), Thread.closed_until.is_not(None)),
            ~answered.exists(), Post.author_id.not_in(relation_policy.blocked_by(viewer)),
        )
        .order_by(Post.created_at, Post.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(
        Waiting(
            row.id, _AUTHOR.of(row, row.author_capacity), row.title,
            links.post(row.thread_id, row.slug, row.number), row.number,
            excerpt(row.html.striptags(), 240), row.created_at,
        )
        for row in rows
    )  # fmt: skip
