"""Runs an import in a test, and says what the forum holds afterwards."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.importers import discourse
from forum.importers.discourse.progress import silent
from forum.models import Post, ReactionCount, Thread, User
from forum.models.users import OPERATOR
from forum.services import recounting


def bring(*paths, progress=silent, processes=0, report=None):
    """Import, as the command does, in this process alone unless `processes` says more."""
    database.commit()
    outcome = discourse.run(list(paths), report=report, progress=progress, processes=processes)
    database.begin("write")
    return outcome


def member(ref):
    return db.session.scalar(select(User).where(User.external_ref == ref))


def thread(number, host="old.example"):
    return db.session.scalar(
        select(Thread).where(Thread.external_ref == f"discourse:{host}/t/{number}")
    )


def posts(number, host="old.example"):
    found = thread(number, host)
    rows = select(Post).where(Post.thread_id == found.id).order_by(Post.number)
    return list(db.session.scalars(rows))


def contents():
    """Everything that an import writes, without ids and times of its own."""
    people = select(User.name, User.display_name, User.external_ref, User.post_count)
    replied = Post.__table__.alias("replied")
    written = (
        select(
            Thread.title, Thread.is_closed, Thread.external_ref, Thread.post_count, Thread.kind,
            Post.number, Post.body, Post.html, Post.state, Post.created_at, Post.external_ref,
            Post.reaction_count, Post.reply_count, replied.c.external_ref,
        )
        .join(Post, Post.thread_id == Thread.id)
        .outerjoin(replied, replied.c.id == Post.reply_to_id)
    )  # fmt: skip
    given = select(Post.external_ref, ReactionCount.kind, ReactionCount.count).join(
        Post, Post.id == ReactionCount.post_id
    )
    return [sorted(map(repr, db.session.execute(rows).all())) for rows in (people, written, given)]


def assert_counters_are_right():
    """A recount, which is tested elsewhere, finds nothing to put right."""
    assert [(wrong.what, wrong.was, wrong.is_now) for wrong in recounting.recount(OPERATOR)] == []
