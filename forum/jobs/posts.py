"""Posts: drawing them again when others can read them, or what they quote, than before."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from forum import database
from forum.extensions import db
from forum.lib import markdown
from forum.models import Post
from forum.services import rendering

_BATCH = 20  # posts drawn while nobody else can write


def render_thread(thread_id: int) -> None:
    """Draw the posts of a thread that was moved: links that its new readers may not follow go."""
    with database.unit("read"):
        ids = db.session.scalars(
            select(Post.id).where(Post.thread_id == thread_id).order_by(Post.number)
        ).all()
    render(ids)


def render_quotes(thread_id: int) -> None:
    """Draw the posts that quote a thread which others can read than before.

    A quote's link holds the title. Reads every text once: quotes have no table of their own.
    """
    with database.unit("read"):
        quoting = or_(
            Post.body.contains(f"thread:{thread_id}"), Post.body.contains(f"thread: {thread_id}")
        )
        ids = db.session.scalars(select(Post.id).where(quoting).order_by(Post.id)).all()
    render(ids)


def render(ids: Sequence[int]) -> None:
    """Draw these posts again, a few in each unit of work."""
    for start in range(0, len(ids), _BATCH):
        with database.unit("write"):
            _render_some(ids[start : start + _BATCH])


def _render_some(ids: Sequence[int]) -> None:
    posts = db.session.scalars(
        select(Post).where(Post.id.in_(ids))
        .options(joinedload(Post.thread), joinedload(Post.author))
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip
    for post in posts:
        drawn = rendering.redraw(post)
        db.session.execute(
            update(Post)
            .where(Post.id == post.id, Post.version == post.version)  # an edit draws it itself
            .values(html=drawn.html, has_math=drawn.has_math, html_version=markdown.VERSION)
        )
    database.touch("lists", *{f"thread:{post.thread_id}" for post in posts})
