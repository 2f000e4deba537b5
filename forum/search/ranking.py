"""The order of what was found: the same rule for every engine, in named parts.

An engine says how well the words fit; everything else is worked out here. Sources: title over text,
answers and well-reacted posts up, age gently down, category weight, 0.9 if closed, exact title
first (features.md §4.10). The relevance test (docs/search.md) holds what they find; they were not
tuned on it further.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter

from forum.search.wanted import MOST_HITS, Hit, Place, Wanted

EXACT_TITLE = 3.0
ANSWER = 1.25
FIRST = 1.15  # the post that opens a thread says what it is about
CLOSED = 0.9
MOST_FOR_REACTIONS = 1.4  # reached at 255 reactions
LEAST_FOR_AGE, HALF_LIFE = 0.75, 730.0  # days
ALL_FOUND = 1_000.0  # puts what has all the pieces before what has most of them
DIGITS = 9  # sums of the same parts differ in the last bit, and are the same all the same
# How much a word counts by where it stands.
TITLE, ABOUT, TEXT = 2.2, 1.4, 1.0  # `about`: tags and the author's names
MOST_REPEATED = 6  # times one word counts in a post


@dataclass(slots=True)
class Match:
    """A post with words that fit, before it is ranked."""

    post_id: int
    thread_id: int
    number: int
    category_id: int
    created: int  # seconds since 1970
    reactions: int
    is_answer: bool
    is_open: bool
    words: float  # how well the words fit; 0 or more
    whole: float = 1.0  # share of the pieces, by how telling they are; 1: all of them
    is_title: bool = False  # its thread's title is what was typed


def ranked(
    matches: Iterable[Match], wanted: Wanted, more: Mapping[int, int] | None = None
) -> tuple[Hit, ...]:
    """The hits in the order that was asked for, after `wanted.after`, `wanted.limit` at most.

    `more` says how many posts of each thread match in all, where the engine knows.
    """
    now, sign = wanted.now.timestamp(), 1 if wanted.order == "oldest" else -1
    placed = [(sign * _value(match, wanted, now), sign * match.post_id, match) for match in matches]
    placed.sort(key=itemgetter(0, 1))
    kept = _best_of_threads(placed) if wanted.per_thread else placed
    after = wanted.after
    if after is not None:
        key = (sign * after.value, sign * after.post_id)
        kept = [one for one in kept if one[:2] > key]
    counts = more or {}
    return tuple(
        _hit(match, Place(sign * value, match.post_id), wanted, counts, now)
        for value, _post_id, match in kept[: min(wanted.limit, MOST_HITS)]
    )


Placed = tuple[float, int, Match]  # in the order that is shown


def _hit(match: Match, place: Place, wanted: Wanted, counts: Mapping[int, int], now: float) -> Hit:
    why = parts(match, wanted.weights.get(match.category_id, 1.0), now)
    more = max(counts.get(match.thread_id, 1) - 1, 0) if wanted.per_thread else 0
    return Hit(
        match.post_id, match.thread_id, match.number, match.category_id, why["score"], more, place,
        why,
    )  # fmt: skip


def _best_of_threads(placed: list[Placed]) -> list[Placed]:
    seen: set[int] = set()
    kept = []
    for one in placed:
        thread_id = one[2].thread_id
        if thread_id not in seen:
            seen.add(thread_id)
            kept.append(one)
    return kept


def _value(match: Match, wanted: Wanted, now: float) -> float:
    """What the order goes by. Asked of everything that fits, so it makes nothing but a number."""
    if wanted.order in {"latest", "oldest"}:
        return float(match.created)
    if wanted.order == "reactions":
        return float(match.reactions)
    score = math.prod(_factors(match, wanted.weights.get(match.category_id, 1.0), now))
    return round(score + (ALL_FOUND if match.whole >= 1 else 0), DIGITS)


_NAMES = (
    "words", "exact title", "first post", "answer", "reactions", "age", "category", "closed",
    "whole",
)  # fmt: skip


def parts(match: Match, weight: float, now: float) -> dict[str, float]:
    """The factors of the score by name, and the score."""
    factors = _factors(match, weight, now)
    return {**dict(zip(_NAMES, factors, strict=True)), "score": math.prod(factors)}


def _factors(match: Match, weight: float, now: float) -> tuple[float, ...]:
    reactions, days = match.reactions, (now - match.created) / 86_400
    return (
        match.words,
        EXACT_TITLE if match.is_title else 1.0,
        FIRST if match.number == 1 else 1.0,
        ANSWER if match.is_answer else 1.0,
        min(1 + 0.05 * math.log2(1 + reactions), MOST_FOR_REACTIONS) if reactions else 1.0,
        LEAST_FOR_AGE + (1 - LEAST_FOR_AGE) * 0.5 ** (days / HALF_LIFE) if days > 0 else 1.0,
        weight,
        1.0 if match.is_open else CLOSED,
        match.whole**2,
    )


def telling(containing: int, of: int) -> float:
    """How much a clue says that `containing` of `of` posts have: about 0.1 to 12."""
    return math.log(1 + (of - containing + 0.5) / (containing + 0.5)) + 0.1
