"""The page of results: an engine says where to look, the database and the policy say what is there.

An engine is given only the categories that the viewer sees, and whatever it answers is selected
again under the policy, so an edit, a hide, a move or a change of rights shows at once. All numbers
come from what passed. A page costs the same number of statements however much there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum import links, structure
from forum.extensions import db
from forum.lib import keyset, operators, passages
from forum.lib.searches import Asked, write
from forum.models import Post, Thread, Viewer
from forum.models.columns import utcnow
from forum.policies import posts as policy
from forum.policies import searching
from forum.queries import categories, conditions, engine, finding, relations, synonyms
from forum.queries.conditions import Understood
from forum.queries.people import PersonColumns
from forum.queries.shapes import CategoryRef, Person
from forum.search import MOST_HITS, PAGE, Found, Hit, Piece, Wanted

_AUTHOR = PersonColumns("author")
SECONDS = 0.15  # for the engine: a hostile search too is answered in 200 ms
MOST_FITTING = 10_000  # posts among which is looked when only the database knows a filter
_LONGEST_VISIT = timedelta(hours=12)  # for which the pages of one search keep their order


@dataclass(frozen=True, slots=True)
class Result:
    """A post that was found. `more`: further posts of its thread that match too."""

    post_id: int
    thread_id: int
    number: int
    title: passages.Marked
    passage: passages.Marked
    href: str
    author: Person
    category: CategoryRef
    created_at: datetime
    kind: str
    is_solved: bool
    is_answer: bool
    is_closed: bool
    is_partial: bool  # has most of the words, not all
    more: int
    more_href: str
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, and what helps when it is nothing.

    `number` are threads, or posts inside of one; with `is_exact` false there are more. `problems`
    are sentences. `is_building`: there is no index to ask yet.
    """

    asked: Asked
    text: str  # what was understood, in the one way of writing it
    problems: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    number: int = 0
    strict: int = 0  # of `number`, how many have all the words
    is_exact: bool = True
    is_in_thread: bool = False
    next_href: str | None = None
    first_href: str | None = None
    ignored: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    people: tuple[Person, ...] = ()
    places: tuple[CategoryRef, ...] = ()
    pages: tuple[finding.Way, ...] = ()
    helps: finding.Helps | None = None
    is_building: bool = False
    ran: bool = False


def page(viewer: Viewer, asked: Asked, after: str | None = None) -> Results:
    """What the viewer finds. Never raises for what was typed."""
    known = _near(viewer, conditions.understood(viewer, asked))
    blank = Results(asked, write(asked.search), _sentences(known))
    if asked.is_stopped or known.search.is_empty:
        return blank
    if known.finds_nothing or not known.category_ids:
        return replace(blank, ran=True, helps=finding.helps(viewer, known, None))
    now, last = _place(after)
    pieces = synonyms.pieces(viewer, known.search.terms, "title" in known.search.values("in"))
    found = _asked(viewer, known, _wanted(known, pieces, now))
    if found is None:
        return replace(blank, ran=True, is_building=True)
    return _shown(viewer, known, blank, found, pieces, now, last)


def _asked(viewer: Viewer, known: Understood, wanted: Wanted) -> Found | None:
    """What the engine finds. Where only the database knows whether a post fits, and there is more
    than an engine names, it is asked once more among those that fit."""
    found = engine.ask(viewer, wanted)
    if found is None or not _is_cut(found) or not known.asks_the_database:
        return found
    ids = db.session.scalars(
        select(Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(*_listed(viewer, known))
        .order_by(Post.id.desc())
        .limit(MOST_FITTING + 1)
    ).all()
    among = engine.ask(viewer, replace(wanted, post_ids=frozenset(ids[:MOST_FITTING])))
    if among is None or len(ids) <= MOST_FITTING:
        return among
    return replace(among, is_exact=False)


def _is_cut(found: Found) -> bool:
    return found.number > len(found.hits) or not found.is_exact or found.ran_out


def _near(viewer: Viewer, known: Understood) -> Understood:
    """Without those whom the viewer mutes or blocks, unless somebody is asked for by name."""
    if known.author_ids is not None:
        return known
    return replace(known, not_author_ids=known.not_author_ids | relations.distances(viewer).keys())


def _sentences(known: Understood) -> tuple[str, ...]:
    return tuple(
        str(_(problem.sentence, piece=problem.piece, values=problem.values))
        for problem in known.problems
    )


def _place(after: str | None) -> tuple[datetime, tuple[int, str] | None]:
    """When the pages of this search began, and the post that ended the page before this one."""
    now = utcnow()
    read = keyset.decode(after, datetime, int, str)
    if read is None or None in read or not now - _LONGEST_VISIT < read[0] <= now:
        return now, None
    return read[0], (read[1], read[2])


def _wanted(known: Understood, pieces: tuple[Piece, ...], now: datetime) -> Wanted:
    search = known.search
    nodes = structure.current().categories
    weights = {i: nodes[i].search_percent / 100 for i in known.category_ids}
    everywhere = frozenset(known.category_ids)
    if not known.is_in_categories and not search.value("thread"):
        everywhere = frozenset(i for i in everywhere if weights[i])
    before, since = search.value("before"), search.value("after")
    order: Any = search.value("order") or "relevance"
    return Wanted(
        pieces=pieces,
        category_ids=everywhere,
        now=now,
        author_ids=known.author_ids,
        thread_id=int(search.value("thread") or 0) or None,
        before=operators.moment(before, now) if before else None,
        after_date=operators.moment(since, now) if since else None,
        is_first="first" in search.values("in"),
        order=order,
        weights={i: weight or 1.0 for i, weight in weights.items() if weight != 1},
        per_thread=False,  # counted here, from what may be shown
        limit=MOST_HITS,
        seconds=SECONDS,
    )


def _shown(
    viewer: Viewer,
    known: Understood,
    blank: Results,
    found: Found,
    pieces: tuple[Piece, ...],
    now: datetime,
    last: tuple[int, str] | None,
) -> Results:
    in_thread = bool(known.search.value("thread"))
    best, more = _grouped(found.hits, permitted(viewer, known, found.hits), in_thread)
    begin = _after(best, last)
    shown = best[begin : begin + PAGE]
    results = _results(viewer, known, shown, more, finding.sought(viewer, pieces, found))
    rest = len(best) > begin + PAGE
    text = blank.text
    cursor = keyset.encode(now, shown[-1].post_id, repr(shown[-1].place.value)) if rest else ""
    is_first = last is None
    named = finding.named(viewer, known) if is_first else finding.Named()
    corrected = tuple(sorted(found.corrected.items())) if best else ()
    return replace(
        blank, ran=True, results=results, number=len(best), is_exact=not _is_cut(found),
        strict=sum(_is_whole(hit) for hit in best), is_in_thread=in_thread,
        next_href=links.search(text, after=cursor) if rest else None,
        first_href=None if is_first else links.search(text), ignored=found.ignored,
        corrected=corrected, people=named.people, places=named.places, pages=named.pages,
        helps=None if best else finding.helps(viewer, known, found),
    )  # fmt: skip


def permitted(viewer: Viewer, known: Understood, hits: tuple[Hit, ...]) -> dict[int, int]:
    """Of what an engine found, what is there for the viewer and fits: post id to thread id."""
    if not hits:
        return {}
    statement = (
        select(Post.id, Post.thread_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id.in_([hit.post_id for hit in hits]), *_listed(viewer, known))
    )
    return {row.id: row.thread_id for row in db.session.execute(statement)}


def _listed(viewer: Viewer, known: Understood) -> Iterator[Any]:
    """What holds for each post that is shown."""
    yield policy.listed(viewer)
    yield from known.of_posts
    yield Thread.category_id.in_(known.category_ids)
    if known.author_ids is not None:
        yield Post.author_id.in_(known.author_ids)
    if known.not_author_ids:
        yield Post.author_id.not_in(known.not_author_ids)


def _grouped(
    hits: tuple[Hit, ...], there: dict[int, int], in_thread: bool
) -> tuple[list[Hit], dict[int, int]]:
    """The best post of each thread, in order, and how many more of the thread match."""
    best: list[Hit] = []
    more: dict[int, int] = {}
    for hit in hits:
        thread_id = there.get(hit.post_id)
        if thread_id is None:
            continue
        if in_thread or thread_id not in more:
            best.append(hit)
            more[thread_id] = 0
        else:
            more[thread_id] += 1
    return best, more


def _after(best: list[Hit], last: tuple[int, str] | None) -> int:
    """Where the page begins that follows the post in `last`, even if that is gone meanwhile."""
    if last is None:
        return 0
    for place, hit in enumerate(best):
        if hit.post_id == last[0]:
            return place + 1
    try:
        value = float(last[1])
    except ValueError:
        return 0
    falls = (
        len(best) < 2
        or best[0].place.value > best[-1].place.value
        or (best[0].place.value == best[-1].place.value and best[0].post_id > best[-1].post_id)
    )
    gone = (value, last[0])
    return sum(((hit.place.value, hit.post_id) > gone) is falls for hit in best)


def _is_whole(hit: Hit) -> bool:
    return hit.why.get("whole", 1.0) >= 1.0


def _results(
    viewer: Viewer,
    known: Understood,
    shown: list[Hit],
    more: dict[int, int],
    sought: passages.Sought,
) -> tuple[Result, ...]:
    if not shown:
        return ()
    rows = db.session.execute(
        select(
            Post.id, Post.thread_id, Post.number, Post.html, Post.created_at, Post.author_capacity,
            Post.author_byline, Post.house_name, Thread.title, Thread.slug, Thread.kind,
            Thread.category_id, Thread.answer_id, Thread.is_closed, *_AUTHOR.columns,
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(_AUTHOR.user, _AUTHOR.user.id == Post.author_id)
        .where(Post.id.in_([hit.post_id for hit in shown]), policy.listed(viewer))
    )  # fmt: skip
    by_id = {row.id: row for row in rows}
    refs = categories.refs(viewer)
    reasons = bool(searching.can_see_reasons(viewer))
    narrowed = known.search.without("thread", "category", "order")
    found = []
    for hit in shown:
        row = by_id.get(hit.post_id)
        if row is None:
            continue
        found.append(
            Result(
                post_id=row.id,
                thread_id=row.thread_id,
                number=row.number,
                title=passages.marked(row.title, sought),
                passage=passages.passage(passages.plain(row.html), sought),
                href=links.post(row.thread_id, row.slug, row.number),
                author=_AUTHOR.of(row, row.author_capacity, row.author_byline, row.house_name),
                category=refs[row.category_id],
                created_at=row.created_at,
                kind=row.kind,
                is_solved=row.answer_id is not None,
                is_answer=row.answer_id == row.id,
                is_closed=row.is_closed,
                is_partial=not _is_whole(hit),
                more=more.get(row.thread_id, 0),
                more_href=links.search(write(narrowed.with_("thread", str(row.thread_id)))),
                why=tuple(sorted(hit.why.items())) if reasons else (),
            )
        )
    return tuple(found)
