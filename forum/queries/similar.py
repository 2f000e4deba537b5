"""Threads about the same: while a title is typed, and under a thread that is read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum import links, structure
from forum.extensions import db
from forum.lib import searches
from forum.lib.searches import Term
from forum.memory import remembered
from forum.models import Thread, Viewer
from forum.models.columns import utcnow
from forum.policies import categories as category_policy
from forum.policies import threads as policy
from forum.queries import categories, engine, relations, synonyms
from forum.queries.shapes import CategoryRef
from forum.queries.threads import Seen
from forum.search import Wanted

MOST = 5
_LOOKED_AT = 30  # of what the engine finds, so that some are left when others may not be read
_LEAST = 0.5  # of the words, by how telling they are
_LONGEST = 255  # characters of a title
_FEWEST = 2  # words: one alone is like everything
SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Like:
    """A thread about the same."""

    title: str
    href: str
    category: CategoryRef
    reply_count: int
    is_solved: bool


def to_title(viewer: Viewer, title: str) -> tuple[Like, ...]:
    """Threads that somebody who is about to start one may want to read first."""
    visible = category_policy.visible_ids(viewer)
    return _shown(viewer, _found(viewer, title, frozenset())) if visible else ()


def near_thread(viewer: Viewer, thread: Seen | Thread) -> tuple[int, ...]:
    """Ids of threads like this one, of which the policy has not been asked yet. Kept under the
    thread's version: the engine is not asked again while nothing happens in it."""
    key = ("related", thread.id, category_policy.visible_ids(viewer))
    names = (f"thread:{thread.id}", "structure", synonyms.NAME)
    return remembered(
        key, names, lambda: _found(viewer, thread.title, frozenset({thread.id}))[: 2 * MOST]
    )


def to_thread(viewer: Viewer, thread: Seen | Thread) -> tuple[Like, ...]:
    """Threads like this one, as they are now: kept under the version of all lists, so that a page
    costs nothing while nothing changes. Whoever keeps the page keeps it under the versions of
    `near_thread` too."""
    ids = near_thread(viewer, thread)
    if not ids:
        return ()
    key = ("related threads", category_policy.visible_ids(viewer), ids, _away(viewer))
    return remembered(key, ("lists", "structure"), lambda: _shown(viewer, ids))


def _away(viewer: Viewer) -> frozenset[int]:
    return frozenset(relations.distances(viewer))


def _found(viewer: Viewer, title: str, without: frozenset[int]) -> tuple[int, ...]:
    """Ids of threads in categories the viewer sees. The policy has not been asked yet."""
    plain = searches.clean(title[:_LONGEST]).replace('"', " ")
    terms = [Term(word.strip("-@*")) for word in plain.split()][: searches.MOST_TERMS]
    terms = [term for term in terms if any(sign.isalnum() for sign in term.text)]
    if len(terms) < _FEWEST and len(plain) < 8:
        return ()
    nodes = structure.current().categories
    ids = frozenset(i for i in category_policy.visible_ids(viewer) if nodes[i].search_percent)
    wanted = Wanted(
        pieces=synonyms.pieces(viewer, terms), category_ids=ids, now=utcnow(), need="any",
        without_threads=without, limit=_LOOKED_AT, seconds=SECONDS,
    )  # fmt: skip
    found = engine.ask(viewer, wanted)
    return (
        ()
        if found is None
        else tuple(hit.thread_id for hit in found.hits if hit.why.get("whole", 1.0) >= _LEAST)
    )


def _shown(viewer: Viewer, ids: Sequence[int]) -> tuple[Like, ...]:
    if not ids:
        return ()
    rows = db.session.execute(
        select(Thread.id, Thread.title, Thread.slug, Thread.category_id, Thread.post_count,
               Thread.answer_id)
        .where(Thread.id.in_(ids), Thread.author_id.not_in(_away(viewer)), policy.listed(viewer))
    )  # fmt: skip
    by_id = {row.id: row for row in rows}
    refs = categories.refs(viewer)
    found = (by_id[i] for i in ids if i in by_id)
    return tuple(
        Like(row.title, links.thread(row.id, row.slug), refs[row.category_id],
             max(0, row.post_count - 1), row.answer_id is not None)
        for row in found
    )[:MOST]  # fmt: skip
