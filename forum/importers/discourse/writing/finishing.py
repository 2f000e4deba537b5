"""Finishes threads whose first post was written before a thread that it points to."""

from sqlalchemy import update

from forum import database
from forum.extensions import db
from forum.importers.discourse.drawing import Text
from forum.importers.discourse.records import Thread as ThreadRecord
from forum.importers.discourse.staging import POSTS, THREADS
from forum.importers.discourse.writing.job import Job
from forum.importers.discourse.writing.units import written
from forum.models import Post, Thread

_UNFINISHED = """SELECT thread.number, thread.payload, post.payload, post.ours, thread.ours,
        our_category
    FROM thread JOIN post ON post.id = thread.first
    WHERE thread.number > ? AND finished = 0 AND thread.ours IS NOT NULL ORDER BY thread.number"""


def finish(job: Job) -> None:
    """Draw those first posts again and open their threads. All threads are here by now."""
    for page in job.staging.pages(_UNFINISHED, size=50):
        for number, thread, first, post_id, thread_id, category_id in page:
            record, text = THREADS.validate_json(thread), POSTS.validate_json(first)
            (drawn,) = job.workers.draw([(text, category_id)])
            written(
                lambda r=record, d=drawn, t=thread_id, p=post_id: _finish(job, r, d, t, p)  # type: ignore[misc]
            )
            job.staging.change("UPDATE thread SET finished = 1 WHERE number = ?", [(number,)])


def _finish(job: Job, record: ThreadRecord, text: Text, thread_id: int, post_id: int) -> None:
    quietly = {"synchronize_session": False}
    db.session.execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(is_closed=record.closed, external_ref=job.source.ref("t", record.number)),
        execution_options=quietly,
    )
    db.session.execute(
        update(Post)
        .where(Post.id == post_id, Post.version == 0, Post.body != text.body)
        .values(body=text.body, html=text.html, has_math=text.has_math),
        execution_options=quietly,
    )
    database.touch(f"thread:{thread_id}", "lists")
