"""Brings posts over: numbers, times, what they answer, edits, reactions, and old addresses."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, insert, update

from forum import database
from forum.extensions import db
from forum.importers.discourse.drawing import Text
from forum.importers.discourse.records import Post as PostRecord
from forum.importers.discourse.records import Thread as ThreadRecord
from forum.importers.discourse.source import thread_paths
from forum.importers.discourse.staging import POSTS, THREADS
from forum.importers.discourse.workers import Order
from forum.importers.discourse.writing import addresses, reactions
from forum.importers.discourse.writing.counting import Counts
from forum.importers.discourse.writing.job import Job
from forum.importers.discourse.writing.units import written
from forum.lib import markdown
from forum.models import Post, ReactionCount, Thread

AT_ONCE = 100
_QUIETLY = {"synchronize_session": False}
_NEXT = """SELECT post.thread, post.number, post.id, our_number, post.payload, thread.payload,
        thread.ours, our_category, thread.last, finished, again
    FROM post JOIN thread ON thread.number = post.thread
    WHERE (post.thread, post.number, post.id) > (?, ?, ?)
        AND post.ours IS NULL AND post.skipped IS NULL
    ORDER BY post.thread, post.number, post.id LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A post with its text and its place here."""

    record: PostRecord
    text: Text
    thread_id: int
    number: int
    author_id: int

    @property
    def is_visible(self) -> bool:
        return not self.record.hidden


@dataclass(frozen=True, slots=True)
class Part:
    """Some posts of one thread, in their order; `ends` if nothing of the thread comes after."""

    thread: ThreadRecord
    posts: tuple[Placed, ...]
    ends: bool
    is_new: bool  # the thread has been closed until now, to be finished with its last post


def write(job: Job) -> None:
    """Write the posts that are not here yet, some at a time; meanwhile the next are drawn."""
    waiting: tuple[list[Any], list[Order], list[Future[Text]]] | None = None
    after = (0, 0, 0)
    while rows := job.staging.rows(_NEXT, *after, AT_ONCE):
        after = rows[-1][:3]
        orders = [(POSTS.validate_json(row[4]), row[7]) for row in rows]
        begun = job.workers.begin(orders)
        if waiting:
            _write(job, *waiting)
        waiting = rows, orders, begun
    if waiting:
        _write(job, *waiting)


def _write(job: Job, rows: list[Any], orders: list[Order], drawn: list[Future[Text]]) -> None:
    placed = [
        Placed(record, text.result(), row[6], row[3], job.author(record.author))
        for row, (record, _), text in zip(rows, orders, drawn, strict=True)
    ]
    parts = [
        _part(list(of_one))
        for _, of_one in groupby(zip(rows, placed, strict=True), lambda pair: pair[0][0])
    ]
    made = written(lambda: _make(job, parts))
    _remember(job, parts, made)


def _part(pairs: list[tuple[Any, Placed]]) -> Part:
    _, _, _, last, _, payload, _, _, end, finished, again = pairs[-1][0]
    ends = last == end and not again
    placed = tuple(post for _, post in pairs)
    return Part(THREADS.validate_json(payload), placed, ends, not finished)


def _make(job: Job, parts: Sequence[Part]) -> list[tuple[int, int, int]]:
    """(our id, our number, old id) of each post."""
    counts = Counts()
    placed: list[Placed] = []
    slugs: list[str] = []
    for part in sorted(parts, key=lambda part: part.posts[0].thread_id):
        placed += _take_numbers(job, part, counts)
        slugs += [part.thread.slug] * len(part.posts)
    ids = insert_rows(job, placed)
    made = {post.record.id: post_id for post, post_id in zip(placed, ids, strict=True)}
    _point_to_what_they_answer(job, placed, made, counts)
    counts.threads = sorted({post.thread_id for post in placed})
    _mark_answers(parts, made, counts)
    keep_addresses(zip(slugs, placed, ids, strict=True))
    counts.apply()
    database.touch("lists", *(f"thread:{post.thread_id}" for post in placed))
    return [(made[post.record.id], post.number, post.record.id) for post in placed]


def _take_numbers(job: Job, part: Part, counts: Counts) -> list[Placed]:
    """The posts with the numbers they have now got, and their thread counted and locked."""
    shown = [post for post in part.posts if post.is_visible]
    values: dict[str, Any] = {
        "highest_number": Thread.highest_number + len(part.posts),
        "post_count": Thread.post_count + len(shown),
        "reaction_count": Thread.reaction_count
        + sum(reaction_count(job, post.record) for post in shown),
    }
    if part.ends and part.is_new:
        values["is_closed"] = part.thread.closed
        values["external_ref"] = job.source.ref("t", part.thread.number)
    row = db.session.execute(
        update(Thread)
        .where(Thread.id == part.posts[0].thread_id)
        .values(**values)
        .returning(Thread.highest_number, Thread.state, Thread.category_id),
        execution_options=_QUIETLY,
    ).one()
    first = row.highest_number - len(part.posts) + 1
    placed = [replace(post, number=first + n) for n, post in enumerate(part.posts)]
    if row.state == "visible":
        for post in placed:
            count(job, counts, post, row.category_id)
    return placed


def count(job: Job, counts: Counts, post: Placed, category_id: int) -> None:
    """Count a post of a visible thread."""
    if post.is_visible:
        given = reaction_count(job, post.record)
        counts.post(category_id, post.author_id, given)


def reaction_count(job: Job, post: PostRecord) -> int:
    return reactions.counted(post.reactions, job.kinds).total()


def insert_rows(job: Job, placed: Sequence[Placed]) -> list[int]:
    """Insert posts with the counts of their reactions; their ids, in order."""
    statement = insert(Post).returning(Post.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(statement, [_row(job, post) for post in placed]))
    given = [
        {"post_id": post_id, "kind": kind, "count": count, "from_elsewhere": count}
        for post, post_id in zip(placed, ids, strict=True)
        for kind, count in reactions.counted(post.record.reactions, job.kinds).items()
    ]
    if given:
        db.session.execute(insert(ReactionCount), given)
    return ids


def capacity(post: PostRecord) -> str:
    """In which role its author spoke. What somebody may do there gives them no say here."""
    return "bot" if post.author < 0 else "member"


def _row(job: Job, post: Placed) -> dict[str, Any]:
    record = post.record
    return {
        "thread_id": post.thread_id, "number": post.number, "author_id": post.author_id,
        "author_capacity": capacity(record),
        "body": post.text.body, "html": post.text.html, "html_version": markdown.VERSION,
        "has_math": post.text.has_math, "state": "hidden" if record.hidden else "visible",
        "created_at": record.created_at, "edit_count": record.version - 1,
        "edited_at": record.updated_at if record.version > 1 else None,
        "reaction_count": reaction_count(job, record),
        "external_ref": job.source.ref("p", record.id),
    }  # fmt: skip


def _point_to_what_they_answer(
    job: Job, placed: Sequence[Placed], made: dict[int, int], counts: Counts
) -> None:
    links = []
    for post in placed:
        target = _answered(job, post.record)
        if target is None:
            continue
        old_id, ours = target
        target_id = made.get(old_id, ours)
        if target_id is None or target_id == made[post.record.id]:
            continue
        links.append({"answering": made[post.record.id], "answered": target_id})
        if post.is_visible:
            counts.replies[target_id] += 1
    if links:
        table = Post.__table__
        statement = (
            update(Post.__table__)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("answering"))
            .values(reply_to_id=bindparam("answered"))
        )
        db.session.connection().execute(statement, links)


def _answered(job: Job, post: PostRecord) -> tuple[int, int | None] | None:
    """(old id, our id if it has one) of the post that `post` answers, if that is brought over."""
    if post.reply_to is None:
        return None
    found: tuple[int, int | None] | None = job.staging.row(
        "SELECT id, ours FROM post WHERE thread = ? AND number = ? AND skipped IS NULL"
        " ORDER BY id LIMIT 1",
        post.thread, post.reply_to,
    )  # fmt: skip
    return found


def _mark_answers(parts: Sequence[Part], made: dict[int, int], counts: Counts) -> None:
    for part in parts:
        for post in part.posts:
            if part.thread.answer != post.record.number:
                continue
            category_id = db.session.scalar(
                update(Thread)
                .where(Thread.id == post.thread_id, Thread.answer_id.is_(None))
                .values(
                    answer_id=made[post.record.id], answered_at=post.record.created_at,
                    kind="question",
                )
                .returning(Thread.category_id),
                execution_options=_QUIETLY,
            )  # fmt: skip
            if category_id is not None:
                counts.answer(category_id, post.author_id)


def keep_addresses(places: Iterable[tuple[str, Placed, int]]) -> None:
    """Let the old addresses of posts, with the slugs of their threads, lead to them."""
    addresses.keep(
        (thread_paths(post.record.thread, slug, post.record.number), {"post_id": post_id})
        for slug, post, post_id in places
    )


def _remember(job: Job, parts: Sequence[Part], made: Sequence[tuple[int, int, int]]) -> None:
    """Note what is here now, and tell what could not be kept."""
    job.staging.change("UPDATE post SET ours = ?, our_number = ? WHERE id = ?", made)
    numbers = {old_id: number for _, number, old_id in made}
    for part in parts:
        if part.ends and part.is_new:
            done = [(part.thread.number,)]
            job.staging.change("UPDATE thread SET finished = 1 WHERE number = ?", done)
        _plan_again(job, part.thread.number, numbers[part.posts[-1].record.id])
        for placed in part.posts:
            job.count_post(placed.record, placed.text)
            _tell(job, placed.record)


def _plan_again(job: Job, thread: int, last: int) -> None:
    """Number what is still to come behind `last`, if somebody has replied in the meantime."""
    planned = job.staging.row(
        "SELECT min(our_number) FROM post WHERE thread = ? AND ours IS NULL AND skipped IS NULL",
        thread,
    )[0]
    if planned in (None, last + 1):
        return
    moved = last + 1 - planned
    job.staging.change(
        "UPDATE post SET our_number = our_number + ? WHERE thread = ? AND ours IS NULL",
        [(moved, thread)],
    )
    job.staging.change("UPDATE thread SET last = last + ? WHERE number = ?", [(moved, thread)])


def _tell(job: Job, post: PostRecord) -> None:
    if post.reply_to is not None and _answered(job, post) is None:
        job.report.note(
            "posts", f"thread {post.thread}, post {post.number}",
            f"the post it answers, number {post.reply_to}, is not in the archive",
        )  # fmt: skip
