"""Posts as the search index is to have them: only what everybody in their category may read."""

import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import Any, cast

from sqlalchemy import Select, and_, func, select

from forum import engines
from forum.extensions import db
from forum.lib import passages
from forum.models import Post, Tag, Thread, ThreadTag, User
from forum.models.columns import utcnow
from forum.models.stale import AUTHOR, POST, TAG, THREAD
from forum.policies import threads
from forum.search import FORMAT, Document

BATCH = 500
_TAG = re.compile(r"<[^>]*>")
_INLINE = re.compile(r"</?(?:em|strong|b|i|del|ins|mark|sub|sup|span|code|a)\b[^>]*>")
_ADDRESS = re.compile(r"https?://\S+")
_INDEXED = and_(Post.state == "visible", Thread.state == "visible")
_PARTS = (
    Post.id, Post.version, Post.thread_id, Post.number, Post.author_id, Post.created_at,
    Post.reaction_count, Thread.category_id, Thread.title, Thread.is_closed, Thread.closed_until,
    Thread.is_archived, Thread.answer_id, User.name, User.display_name, User.hides_activity,
)  # fmt: skip


def plain(viewer: object, html: str) -> str:
    """The words of a drawn post, without what it quotes of others, spoilers and addresses."""
    text = _TAG.sub(" ", _INLINE.sub("", passages.shown(html)))
    return _ADDRESS.sub(" ", unescape(text))


def of(viewer: object, post_ids: Collection[int]) -> list[Document]:
    """Those of these posts that belong into the index; two statements."""
    rows = db.session.execute(_rows(Post.html).where(Post.id.in_(post_ids))).all()
    tags = _tags({row.thread_id for row in rows})
    now = utcnow()
    return [_document(viewer, row, tags.get(row.thread_id, ()), now) for row in rows]


def ids_after(viewer: object, post_id: int, limit: int = BATCH) -> Sequence[int]:
    """The next ids of posts that belong into the index, in order."""
    return db.session.scalars(
        select(Post.id).join(Thread, Thread.id == Post.thread_id)
        .where(_INDEXED, Post.id > post_id).order_by(Post.id).limit(limit)
    ).all()  # fmt: skip


def count(viewer: object) -> int:
    """How many posts belong into the index."""
    found = select(func.count()).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    return db.session.scalar(found.where(_INDEXED)) or 0


def versions_after(viewer: object, post_id: int, limit: int) -> list[tuple[int, int]]:
    """(post id, version) of the next that belong into the index, in order."""
    found = _rows().where(Post.id > post_id).order_by(Post.id).limit(limit)
    rows = db.session.execute(found).all()
    tags, now = _tags({row.thread_id for row in rows}), utcnow()
    return [(row.id, _version(row, tags.get(row.thread_id, ()), now)) for row in rows]


def versions(viewer: object) -> Iterator[tuple[int, int]]:
    """(post id, version) of all that belongs into the index. Rows are read as they are needed."""
    tags, now = _tags(None), utcnow()
    rows = db.session.execute(_rows().execution_options(yield_per=2_000))
    for row in rows:
        yield row.id, _version(row, tags.get(row.thread_id, ()), now)


def concerned(viewer: object, kind: str, thing_id: int, after: int, limit: int) -> Sequence[int]:
    """The next ids of the posts that a stale entry is about, whatever their state."""
    found = select(Post.id).where(Post.id > after).order_by(Post.id).limit(limit)
    by_kind = {
        POST: Post.id == thing_id,
        THREAD: Post.thread_id == thing_id,
        AUTHOR: Post.author_id == thing_id,
        TAG: Post.thread_id.in_(select(ThreadTag.thread_id).where(ThreadTag.tag_id == thing_id)),
    }
    return db.session.scalars(found.where(by_kind[kind])).all()


def _rows(*more: Any) -> Select[Any]:
    found: Any = (
        select(*_PARTS, *more)
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(_INDEXED)
    )
    return cast("Select[Any]", found)


def _tags(thread_ids: Collection[int] | None) -> Mapping[int, tuple[str, ...]]:
    """Names of the tags of these threads, of all when None."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = (
        select(ThreadTag.thread_id, Tag.name)
        .join(Tag, Tag.id == ThreadTag.tag_id)
        .order_by(ThreadTag.thread_id, ThreadTag.position)
    )
    if thread_ids is not None:
        rows = rows.where(ThreadTag.thread_id.in_(thread_ids))
    for thread_id, name in db.session.execute(rows):
        found[thread_id] += (name,)
    return found


def _document(viewer: object, row: Any, tags: tuple[str, ...], now: Any) -> Document:
    # The name of who hides their activity must not gather what they have written.
    names = () if row.hides_activity else tuple(dict.fromkeys((row.name, row.display_name)))
    return Document(
        row.id, _version(row, tags, now), row.thread_id, row.number, row.category_id,
        row.author_id, row.title, plain(viewer, str(row.html)), tags, names, row.created_at,
        row.answer_id == row.id, row.reaction_count, _is_open(row, now),
    )  # fmt: skip


def _is_open(row: Any, now: Any) -> bool:
    return not (row.is_archived or threads.is_closed(row, now))


def _version(row: Any, tags: Iterable[str], now: Any) -> int:
    """Another number when anything that is indexed is another, or indexed otherwise."""
    parts = (
        FORMAT, engines.language(),
        row.version, row.thread_id, row.number, row.category_id, row.title, row.author_id,
        row.name, row.display_name, row.hides_activity, row.reaction_count, row.answer_id == row.id,
        _is_open(row, now), *tags,
    )  # fmt: skip
    return zlib.crc32(repr(parts).encode())


def batches(viewer: object, ids: Iterable[int], size: int = BATCH) -> Iterator[list[int]]:
    """`ids` in lists of `size`."""
    left = iter(ids)
    while some := list(islice(left, size)):
        yield some
