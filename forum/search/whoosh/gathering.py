"""Which posts of the whole index fit a plan: one clue after the other, over all segments.

What has a clue is counted exactly and at once, as sets (`masks`). How well it fits is worked out
for some thousands of posts at most: of a word that very many have, the newest, those with the word
in the title, and those that are answers or were liked.

How telling a word is comes from the posts that the asker may see, so that nothing in the order
says anything of the others.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import compress
from math import ceil
from typing import Any

from forum.search.asking import GATHERED, Clock, Gathered
from forum.search.planning import Clue, Plan
from forum.search.ranking import Match, telling
from forum.search.wanted import Wanted
from forum.search.whoosh import masks
from forum.search.whoosh.matching import Looking
from forum.search.whoosh.segment import Segment

Segments = Iterable[tuple[Segment, frozenset[int]]]
Fit = tuple[float, Looking, int]  # what it is sorted by, where it is
NEWEST, TITLED, LIKED = 4_000, 3_000, 2_000  # posts of which is worked out how well they fit


def gather(segments: Segments, plan: Plan, wanted: Wanted, share: float, clock: Clock) -> Gathered:
    """As `forum.search.asking.Asking.gather`."""
    lookings = [Looking(s, s.seen(wanted.category_ids, gone), clock) for s, gone in segments]
    for looking in lookings:
        looking.fitting = _filtered(looking, plan, wanted)
    # What is common last, so that phrases are read among few posts; phrases after all else.
    clues = sorted(plan.clues, key=lambda clue: len(clue.forms[0].words) > 1)
    weights = _look_for(clues, lookings, share)
    if share < 1 and clues:
        _enough(lookings, weights, share)
    posts = sum(looking.fitting.bit_count() for looking in lookings)
    threads = _threads(lookings)
    is_cut = any(looking.is_cut for looking in lookings)
    best: list[Fit] = []
    for looking in lookings:
        part = looking.fitting.bit_count() / posts if posts else 0.0
        _weigh(looking, weights, share, _ranked(looking, wanted, share, part))
        best += _best(looking, wanted)
    if share < 1 and clues:  # of these not all have enough
        is_cut = is_cut or posts > NEWEST
        threads = Counter(one.segment.thread[p] for one in lookings for p in one.fits)
        posts = sum(len(looking.fits) for looking in lookings)
    if len(best) > GATHERED:
        best = heapq.nlargest(GATHERED, best, key=lambda fit: fit[0])
    return Gathered(
        [_match(looking, place, plan) for _, looking, place in best],
        posts,
        len(threads),
        _strict(lookings) if share < 1 and clues else len(threads),
        not (clock.ran_out or is_cut),
        dict(threads) if wanted.per_thread else {},
    )


def _filtered(looking: Looking, plan: Plan, wanted: Wanted) -> int:
    """The posts that may be seen, pass the filters and have nothing that is excluded."""
    segment, found = looking.segment, looking.seen
    for passes, column in _filters(segment, wanted):
        found &= int.from_bytes(bytes(map(passes, column)), "little")
    if wanted.without_threads:
        away = map(wanted.without_threads.__contains__, segment.thread)
        found &= ~int.from_bytes(bytes(away), "little")
    for clue in plan.excluded:
        found &= ~looking.look(clue, looking.seen).bits
    return found


def _filters(segment: Segment, wanted: Wanted) -> Iterable[tuple[Callable[[int], Any], Any]]:
    """Conditions, each with the column it is about."""
    if wanted.post_ids is not None:
        yield wanted.post_ids.__contains__, segment.post
    if wanted.author_ids is not None:
        yield wanted.author_ids.__contains__, segment.by
    if wanted.thread_id is not None:
        yield wanted.thread_id.__eq__, segment.thread
    if wanted.before is not None:
        yield ceil(wanted.before.timestamp()).__gt__, segment.created
    if wanted.after_date is not None:
        yield ceil(wanted.after_date.timestamp()).__le__, segment.created
    if wanted.is_first:
        yield (1).__eq__, segment.number
    if wanted.is_answer:
        yield bool, segment.is_answer


def _look_for(clues: list[Clue], lookings: list[Looking], share: float) -> list[float]:
    """Find each clue in each segment. How telling each of them is."""
    of = sum(looking.seen.bit_count() for looking in lookings)
    weights = []
    for clue in clues:
        containing = 0
        is_phrase = len(clue.forms[0].words) > 1
        for looking in lookings:
            among = looking.fitting if is_phrase and share >= 1 else looking.seen
            known = looking.look(clue, 0 if looking.clock.is_over() else among)
            looking.known.append(known)
            containing += known.bits.bit_count()
            if share >= 1:
                looking.fitting &= known.bits
        weights.append(telling(containing, max(of, containing)))
    return weights


def _enough(lookings: list[Looking], weights: list[float], share: float) -> None:
    """Leave the posts that can have enough: those with one of the clues that tell most.

    What has none of them cannot reach the share with all the others. Where nothing is required
    (share 0) the more common clues are looked at while there are few posts only.
    """
    left = sum(weights)
    least = share * left - 1e-9
    having = [0] * len(lookings)
    for number in sorted(range(len(weights)), key=lambda n: -weights[n]):
        having = [h | one.known[number].bits for h, one in zip(having, lookings, strict=True)]
        left -= weights[number]
        if left < least or (share <= 0 and sum(h.bit_count() for h in having) > GATHERED):
            break
    for looking, found in zip(lookings, having, strict=True):
        looking.fitting &= found


def _threads(lookings: list[Looking]) -> Counter[int]:
    """The threads of what fits, with how many posts of each."""
    found: Counter[int] = Counter()
    for looking in lookings:
        segment = looking.segment
        if looking.fitting:
            fitting = masks.raw(looking.fitting, segment.count)
            found.update(compress(segment.thread, fitting))
    return found


def _ranked(looking: Looking, wanted: Wanted, share: float, part: float) -> int:
    """Of what fits, the posts of which is worked out how well: all, unless they are very many.

    `part` is how much of all that fits is in this segment."""
    segment, fitting = looking.segment, looking.fitting
    if fitting.bit_count() <= NEWEST * part:
        return fitting
    if wanted.order != "relevance":
        column = segment.reactions if wanted.order == "reactions" else segment.created
        take = heapq.nsmallest if wanted.order == "oldest" else heapq.nlargest
        found = masks.places(fitting, segment.count)
        return masks.of(take(GATHERED, found, key=column.__getitem__), segment.count)
    titled = fitting
    if share < 1:
        titled = 0
    for number in range(len(looking.known)):
        here = looking.in_titles(number)
        titled = titled & here if share >= 1 else titled | here
    chosen = masks.last(fitting, ceil(NEWEST * part))
    chosen |= masks.last(fitting & titled, ceil(TITLED * part))
    return chosen | masks.last(fitting & segment.liked, ceil(LIKED * part))


def _weigh(looking: Looking, weights: list[float], share: float, chosen: int) -> None:
    """How well each of the `chosen` fits; and when not all is needed, what share it has."""
    within = masks.raw(chosen, looking.segment.count)
    places = list(masks.places(chosen, looking.segment.count))
    if not looking.known:
        looking.fits = dict.fromkeys(places, 1.0)
        return
    fits = dict.fromkeys(places, 0.0)
    have = dict.fromkeys(places, 0.0) if share < 1 else {}
    total = sum(weights) or 1.0
    for number, weight in enumerate(weights):
        part = weight / total
        if number and looking.clock.is_over():
            break
        for place, value in looking.fit(number, places, within).items():
            fits[place] += weight * value
            if have:
                have[place] += part
    looking.fits = fits
    if share < 1:
        least = max(share - 1e-9, 1e-9)
        looking.whole = {p: 1.0 if w > 1 - 1e-9 else w for p, w in have.items() if w >= least}
        looking.fits = {p: fits[p] for p in looking.whole}


def _strict(lookings: list[Looking]) -> int:
    """How many threads have all the clues."""
    found = {
        looking.segment.thread[place]
        for looking in lookings
        for place, whole in looking.whole.items()
        if whole >= 1
    }
    return len(found)


def _best(looking: Looking, wanted: Wanted) -> list[Fit]:
    """The GATHERED that come first, by what the order is by."""
    segment, fits = looking.segment, looking.fits
    key: Mapping[int, float] | Any = fits
    if looking.whole and wanted.order == "relevance":
        whole = looking.whole
        key = {p: v * whole[p] ** 2 + (1e6 if whole[p] >= 1 else 0) for p, v in fits.items()}
    elif wanted.order in {"latest", "oldest"}:
        key = segment.created
    elif wanted.order == "reactions":
        key = segment.reactions
    sign = -1 if wanted.order == "oldest" else 1
    places: Iterable[int] = fits
    if len(fits) > GATHERED:
        places = heapq.nlargest(GATHERED, fits, key=lambda p: sign * key[p])
    return [(sign * key[p], looking, p) for p in places]


def _match(looking: Looking, place: int, plan: Plan) -> Match:
    segment = looking.segment
    return Match(
        segment.post[place],
        segment.thread[place],
        segment.number[place],
        segment.category[place],
        segment.created[place],
        segment.reactions[place],
        bool(segment.is_answer[place]),
        bool(segment.is_open[place]),
        looking.fits[place],
        looking.whole.get(place, 1.0),
        place in looking.titled(plan.title),
    )
