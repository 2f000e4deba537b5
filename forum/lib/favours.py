"""Who thanks whom too much: pairs, rings and bursts (community.md §3.6). Plain graphs, no database.

What is found is for a human to look at. The thresholds are not published.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

PAIR_SHARE, PAIR_EVENTS = 0.6, 10
RING_SIZE, RING_DENSITY, RING_SHARE = 4, 0.6, 0.5
BURST_EVENTS, BURST_TIME = 10, timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Favour:
    """`giver` gave `to` so many thanks, worth so much together."""

    to: int
    giver: int
    events: int
    worth: float


def _credit(favours: Iterable[Favour]) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    for favour in favours:
        found[favour.to] += favour.worth
    return found


def pairs(favours: Iterable[Favour]) -> list[tuple[int, int]]:
    """Two of whom at least one has most of all credit from the other, in ten events or more."""
    favours = list(favours)
    credit = _credit(favours)
    return sorted({
        (min(f.to, f.giver), max(f.to, f.giver))
        for f in favours
        if f.events >= PAIR_EVENTS and f.worth >= PAIR_SHARE * credit[f.to]
    })  # fmt: skip


def rings(favours: Iterable[Favour]) -> list[tuple[int, ...]]:
    """Groups of four or more who thank each other and get half their credit from among them."""
    favours = list(favours)
    given = {(f.giver, f.to) for f in favours}
    friends: dict[int, set[int]] = defaultdict(set)
    for giver, to in given:
        if (to, giver) in given:
            friends[giver].add(to)
    found = []
    for component in _components(friends):
        ring = _dense(component, friends)
        if ring and _inner(favours, ring) >= RING_SHARE * _outer(favours, ring):
            found.append(tuple(sorted(ring)))
    return sorted(found)


def _components(friends: Mapping[int, set[int]]) -> list[set[int]]:
    left, found = set(friends), []
    while left:
        component, edge = set(), {left.pop()}
        while edge:
            component |= edge
            edge = set().union(*(friends[one] for one in edge)) - component
        left -= component
        found.append(component)
    return found


def _dense(component: set[int], friends: Mapping[int, set[int]]) -> set[int]:
    """What is left once who has the fewest friends was taken out again and again; or nothing."""
    ring = set(component)
    while len(ring) >= RING_SIZE:
        edges = sum(len(friends[one] & ring) for one in ring) / 2
        if edges / (len(ring) * (len(ring) - 1) / 2) >= RING_DENSITY:
            return ring
        ring.remove(min(ring, key=lambda one: (len(friends[one] & ring), one)))
    return set()


def _inner(favours: Iterable[Favour], ring: set[int]) -> float:
    return sum(f.worth for f in favours if f.to in ring and f.giver in ring)


def _outer(favours: Iterable[Favour], ring: set[int]) -> float:
    return sum(f.worth for f in favours if f.to in ring)


@dataclass(frozen=True, slots=True)
class Given:
    """One reaction of `giver` to a post of `to`."""

    giver: int
    to: int
    post_id: int
    kind: str
    at: datetime


def bursts(given: Iterable[Given]) -> list[list[Given]]:
    """Runs of more than ten reactions of one member to one other within ten minutes."""
    by_pair: dict[tuple[int, int], list[Given]] = defaultdict(list)
    for one in given:
        by_pair[one.giver, one.to].append(one)
    found = []
    for run in by_pair.values():
        run.sort(key=lambda one: (one.at, one.post_id, one.kind))
        marked = [False] * len(run)
        start = 0
        for end, one in enumerate(run):
            while one.at - run[start].at > BURST_TIME:
                start += 1
            if end - start + 1 > BURST_EVENTS:
                marked[start : end + 1] = [True] * (end - start + 1)
        if any(marked):
            found.append([one for one, is_in in zip(run, marked, strict=True) if is_in])
    return found
