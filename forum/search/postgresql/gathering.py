"""Which posts fit a plan: a few statements, each with a limit on what is ranked.

Ranking reads every row it ranks, so of a common word only the newest posts are ranked, and those
with the word in the title (docs/search.md).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSQUERY

from forum.extensions import db
from forum.search.asking import GATHERED, Gathered
from forum.search.planning import Clue, Plan
from forum.search.postgresql import vectors
from forum.search.postgresql.tables import document
from forum.search.ranking import Match, telling
from forum.search.wanted import Wanted

_TOLD = 2_000  # posts with a word are counted so far, to say how telling it is
_WEIGHTS = (0.42, 0.42, 0.62, 1.0)  # D, C, B, A
_PLAIN = [column for column in document.c if column.name != "words"]


def gather(plan: Plan, wanted: Wanted, share: float) -> Gathered:
    """As `forum.search.asking.Asking.gather`."""
    queries = [vectors.query(clue) for clue in plan.clues]
    weights = _weights(plan.clues, wanted)
    where = _where(plan, wanted)
    if share >= 1 or not queries:
        rows = _strict(plan, queries, weights, where, wanted)
    else:
        rows = _loose(plan, queries, weights, where, wanted, share)
    threads = Counter(row.thread_id for row in rows)
    strict = {row.thread_id for row in rows if row.whole >= 1}
    return Gathered(
        [_match(row) for row in rows],
        len(rows),
        len(threads),
        len(strict),
        len(rows) < GATHERED,
        dict(threads) if wanted.per_thread else {},
    )


def _strict(
    plan: Plan, queries: list[str], weights: list[float], where: Any, wanted: Wanted
) -> Sequence[Any]:
    matching = _matching(plan.clues, vectors.all_of, wanted.category_ids) if queries else true()
    rows = list(_ranked(and_(where, matching), queries, weights, plan, wanted))
    if len(rows) == GATHERED and queries and wanted.order == "relevance":
        titled = _matching(plan.clues, vectors.all_of, wanted.category_ids, in_title=True)
        known = {row.post_id for row in rows}
        more = _ranked(and_(where, titled), queries, weights, plan, wanted)
        rows += [row for row in more if row.post_id not in known]
    return rows


def _loose(
    plan: Plan, queries: list[str], weights: list[float], where: Any, wanted: Wanted, share: float
) -> Sequence[Any]:
    """Posts with one of the more telling clues, and of these the ones that have enough."""
    order = sorted(range(len(queries)), key=lambda n: -weights[n])
    enough = len(order) if share <= 0 else max(1, math.ceil(len(order) * 0.6))
    telling_ones = [plan.clues[n] for n in order[:enough]]
    some = _matching(telling_ones, vectors.any_of, wanted.category_ids)
    found = _ranked(and_(where, some), queries, weights, plan, wanted)
    return [row for row in found if row.whole >= share - 1e-9]


def _ranked(
    where: Any, queries: list[str], weights: list[float], plan: Plan, wanted: Wanted
) -> Sequence[Any]:
    order: dict[str, Any] = {
        "oldest": (document.c.created_at, document.c.post_id),
        "reactions": (document.c.reaction_count.desc(), document.c.post_id.desc()),
    }
    newest = (document.c.created_at.desc(), document.c.post_id.desc())
    some = (
        select(document)
        .where(where)
        .order_by(*order.get(wanted.order, newest))
        .limit(GATHERED)
        .cte("some")
        .prefix_with("MATERIALIZED")
    )
    words, total = some.c.words, sum(weights) or 1.0
    fits: ColumnElement[Any] = literal(0.0 if queries else 1.0, Float)
    whole: ColumnElement[Any] = literal(0.0 if queries else 1.0, Float)
    ranks = cast(literal(list(_WEIGHTS), ARRAY(REAL)), ARRAY(REAL))
    for clue, text, weight in zip(plan.clues, queries, weights, strict=True):
        asked = cast(text, TSQUERY)
        as_typed = cast(vectors.typed(clue), TSQUERY)
        fits = fits + func.ts_rank(ranks, words, asked) * weight * 3
        fits = fits + func.ts_rank(ranks, words, as_typed) * weight
        has = words.op("@@", is_comparison=True)(asked)
        whole = whole + case((has, weight / total), else_=0.0)
    title = plan.title
    is_title = words.op("@@", is_comparison=True)(cast(vectors.quoted(title), TSQUERY))
    return db.session.execute(
        select(
            *(some.c[column.name] for column in _PLAIN),
            fits.label("fits"),
            (whole + 1e-9).label("whole"),
            (is_title if title else literal(False)).label("is_title"),
        )
    ).all()


def _weights(clues: Sequence[Clue], wanted: Wanted) -> list[float]:
    """How telling each clue is among what may be seen."""
    if len(clues) < 2:
        return [1.0] * len(clues)
    of = select(func.count()).select_from(
        select(1)
        .select_from(document)
        .where(_in(document.c.category_id, wanted.category_ids))
        .limit(_TOLD * 10)
        .subquery()
    )
    counted = [_count(clue, wanted.category_ids, _TOLD) for clue in clues]
    row = db.session.execute(select(of.scalar_subquery(), *counted)).one()
    return [telling(min(n, row[0]), row[0]) for n in row[1:]]


def _count(clue: Clue, category_ids: frozenset[int], most: int) -> Any:
    """How many posts of these categories have the clue, counted up to `most`."""
    has = _matching([clue], vectors.any_of, category_ids)
    here = _in(document.c.category_id, category_ids)
    found = select(1).select_from(document).where(has, here).limit(most)
    return select(func.count()).select_from(found.subquery()).scalar_subquery()


def _matching(
    clues: Sequence[Clue],
    join: Callable[[Iterable[str]], str],
    category_ids: frozenset[int],
    in_title: bool = False,
) -> ColumnElement[bool]:
    """Posts with these clues. The index says which have the words; whether they follow each other
    is looked at in posts of these categories only, so that it takes no time for others."""
    loosely = join([vectors.loosely(clue, in_title) for clue in clues])
    exactly = join([vectors.query(clue, in_title) for clue in clues])
    if loosely == exactly:
        return _has(exactly)
    # As a function, because the operator would be asked of the index, and so before all else.
    follows = func.ts_match_vq(document.c.words, cast(exactly, TSQUERY))
    here = _in(document.c.category_id, category_ids)
    return and_(_has(loosely), case((here, follows), else_=false()))


def _has(text: str) -> ColumnElement[bool]:
    return document.c.words.op("@@", is_comparison=True)(cast(text, TSQUERY))


def _in(column: Any, ids: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column == func.any(
        cast(literal(sorted(ids), ARRAY(Integer)), ARRAY(Integer))
    )
    return found


def _where(plan: Plan, wanted: Wanted) -> ColumnElement[bool]:
    c = document.c
    here = _in(c.category_id, wanted.category_ids)
    conditions = [here]
    conditions += [
        case((here, not_(_has(vectors.query(clue)))), else_=false()) for clue in plan.excluded
    ]
    if wanted.post_ids is not None:
        conditions.append(_in(c.post_id, wanted.post_ids))
    if wanted.author_ids is not None:
        conditions.append(_in(c.author_id, wanted.author_ids))
    if wanted.thread_id is not None:
        conditions.append(c.thread_id == wanted.thread_id)
    if wanted.without_threads:
        conditions.append(not_(_in(c.thread_id, wanted.without_threads)))
    if wanted.before is not None:
        conditions.append(c.created_at < wanted.before)
    if wanted.after_date is not None:
        conditions.append(c.created_at >= wanted.after_date)
    if wanted.is_first:
        conditions.append(c.number == 1)
    if wanted.is_answer:
        conditions.append(c.is_answer)
    return and_(*conditions)


def _match(row: Any) -> Match:
    return Match(
        row.post_id, row.thread_id, row.number, row.category_id,
        int(row.created_at.timestamp()), row.reaction_count, row.is_answer, row.is_open,
        float(row.fits), 1.0 if row.whole >= 1 else float(row.whole), row.is_title,
    )  # fmt: skip


def counts(clues: Sequence[Clue], category_ids: frozenset[int], most: int) -> list[int]:
    """For each: how many posts in these categories have it, counted up to `most`."""
    if not clues:
        return []
    columns = [_count(clue, category_ids, most) for clue in clues]
    return list(db.session.execute(select(*columns)).one())
