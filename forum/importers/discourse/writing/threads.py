"""Brings threads over, each with its first post.

All of them come before any reply, so that a reply can point to any thread. While posts of a thread
are still to come it is closed and its reference ends with `UNFINISHED`: nobody can take a number in
between, and an interrupted import knows where it stopped.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from forum import database
from forum.extensions import db
from forum.importers.discourse.drawing import Text
from forum.importers.discourse.records import Post as PostRecord
from forum.importers.discourse.records import Thread as ThreadRecord
from forum.importers.discourse.source import UNFINISHED, thread_paths
from forum.importers.discourse.staging import POSTS, THREADS
from forum.importers.discourse.workers import Order
from forum.importers.discourse.writing import addresses, posts, tags
from forum.importers.discourse.writing.counting import Counts
from forum.importers.discourse.writing.job import Job
from forum.importers.discourse.writing.units import written
from forum.lib import markdown, names
from forum.lib.markdown import plain
from forum.models import Thread

AT_ONCE = 50
_LONGEST_TITLE, _LONGEST_EXCERPT = 255, 280
_NEW = """SELECT number, payload, first, category, last FROM thread
    WHERE number > ? AND skipped IS NULL AND ours IS NULL ORDER BY number"""


@dataclass(frozen=True, slots=True)
class New:
    """A thread to be written, with its first post and what is known of both."""

    record: ThreadRecord
    first: PostRecord
    text: Text
    category_id: int
    author_id: int
    is_whole: bool  # nothing of it is to come

    @property
    def title(self) -> str:
        title = plain.fold(plain.readable(self.record.title))[:_LONGEST_TITLE].strip()
        can_be_seen = any(c.isprintable() and not c.isspace() for c in title)
        return title if can_be_seen else f"Thread {self.record.number}"

    @property
    def state(self) -> str:
        return "visible" if self.record.listed else "hidden"


def write(job: Job) -> None:
    """Write the threads that are not here yet."""
    for page in job.staging.pages(_NEW, size=AT_ONCE):
        found = [_found(job, first, category) for _, _, first, category, _ in page]
        texts = job.workers.draw(found)
        new = [
            _prepared(job, THREADS.validate_json(payload), *order, text, last)
            for (_, payload, _, _, last), order, text in zip(page, found, texts, strict=True)
        ]
        made = written(lambda new=new: _make(job, new))  # type: ignore[misc]
        _remember(job, new, made)


def _found(job: Job, first: int, category: int) -> Order:
    found = job.staging.row("SELECT payload FROM post WHERE id = ?", first)
    ours = job.staging.row("SELECT ours FROM category WHERE number = ?", category)
    return POSTS.validate_json(found[0]), ours[0]


def _prepared(
    job: Job, record: ThreadRecord, post: PostRecord, category_id: int, text: Text, last: int
) -> New:
    if not record.listed:
        job.report.note("threads", f"thread {record.number}", "it was unlisted; it is hidden here")
    is_whole = last == 1 and not text.is_early
    return New(record, post, text, category_id, job.author(post.author), is_whole)


def _make(job: Job, new: list[New]) -> list[tuple[int, int]]:
    """(id of the thread, id of its first post) of each."""
    counts = Counts()
    rows = [_row(job, thread) for thread in new]
    ids = list(
        db.session.scalars(insert(Thread).returning(Thread.id, sort_by_parameter_order=True), rows)
    )
    first = [
        posts.Placed(thread.first, thread.text, thread_id, 1, thread.author_id)
        for thread, thread_id in zip(new, ids, strict=True)
    ]
    post_ids = posts.insert_rows(job, first)
    for thread, thread_id, placed in zip(new, ids, first, strict=True):
        if thread.state == "visible":
            counts.thread(thread.category_id, thread.author_id)
            posts.count(job, counts, placed, thread.category_id)
        if thread.record.tags:
            tags.give(thread_id, thread.record.tags, counts, thread.category_id, thread.state)
    addresses.keep(
        (thread_paths(thread.record.number, thread.record.slug), {"thread_id": thread_id})
        for thread, thread_id in zip(new, ids, strict=True)
    )
    posts.keep_addresses(
        (thread.record.slug, placed, post_id)
        for thread, placed, post_id in zip(new, first, post_ids, strict=True)
    )
    counts.apply()
    database.touch("lists", *(f"thread:{thread_id}" for thread_id in ids))
    return list(zip(ids, post_ids, strict=True))


def _row(job: Job, new: New) -> dict[str, Any]:
    record, first = new.record, new.first
    shown = first.hidden is False
    ref = job.source.ref("t", record.number)
    return {
        "category_id": new.category_id, "author_id": new.author_id, "title": new.title,
        "author_capacity": posts.capacity(first), "last_poster_capacity": posts.capacity(first),
        "slug": names.slug(new.title), "kind": "question" if record.answer else "discussion",
        "state": new.state, "excerpt": markdown.excerpt(new.text.text, _LONGEST_EXCERPT),
        "created_at": record.created_at or first.created_at,
        "external_ref": ref if new.is_whole else ref + UNFINISHED,
        "highest_number": 1, "post_count": int(shown),
        "reaction_count": posts.reaction_count(job, first) if shown else 0,
        "view_count": record.views, "last_post_at": first.created_at,
        "last_poster_id": new.author_id, "is_archived": record.archived,
        "is_closed": record.closed or not new.is_whole, "pinned_at": record.pinned_at,
        "pinned_until": record.pinned_until,
        "pin_scope": _scope(record),
    }  # fmt: skip


def _scope(record: ThreadRecord) -> str:
    if record.pinned_at is None:
        return ""
    return "everywhere" if record.pinned_everywhere else "category"


def _remember(job: Job, new: list[New], made: list[tuple[int, int]]) -> None:
    job.staging.change(
        """UPDATE thread SET ours = ?, our_slug = ?, our_title = ?, our_category = ?, is_open = ?,
            finished = ?, again = ? WHERE number = ?""",
        [
            (thread_id, names.slug(thread.title), thread.title, thread.category_id,
             thread.state == "visible" and job.is_public(thread.category_id), thread.is_whole,
             thread.text.is_early, thread.record.number)
            for thread, (thread_id, _) in zip(new, made, strict=True)
        ],
    )  # fmt: skip
    job.staging.change(
        "UPDATE post SET ours = ?, our_number = 1 WHERE id = ?",
        [(post_id, thread.first.id) for thread, (_, post_id) in zip(new, made, strict=True)],
    )
    job.report.count_imported("threads", len(new))
    for thread in new:
        job.count_post(thread.first, thread.text)
