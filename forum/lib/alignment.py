"""Finds what two lists have in common, at a cost that no input can raise.

Myers' greedy comparison (An O(ND) Difference Algorithm, 1986) finds the shortest script, but its
cost grows with the square of the difference. So it works against a budget of steps; what it cannot
finish is cut at the items that occur once on each side (patience), and what has none is replaced.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Match = tuple[int, int, int]
"""Where a common run begins in the first list, where in the second, and how long it is."""


@dataclass
class Budget:
    """How many steps may still be taken; shared by all parts of one comparison."""

    steps: int

    def allows(self, steps: int) -> bool:
        self.steps -= steps
        return self.steps >= 0


def matches(before: Sequence[str], after: Sequence[str], budget: Budget) -> Iterator[Match]:
    """The common runs of the two lists, in order. Half the budget goes into one whole try."""
    start, end = _common_ends(before, after)
    first, second = before[start : len(before) - end], after[start : len(after) - end]
    yield 0, 0, start
    if first and second:
        attempt = Budget(budget.steps // 2)
        found = shortest(first, second, attempt)
        budget.steps -= budget.steps // 2 - max(0, attempt.steps)
        if found is None:
            found = list(_between_anchors(first, second, budget))
        yield from ((start + x, start + y, length) for x, y, length in found)
    yield len(before) - end, len(after) - end, end


def anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Places of items that occur once on each side, as many as keep their order on both."""
    once = {item for item, times in Counter(after).items() if times == 1}
    once &= {item for item, times in Counter(before).items() if times == 1}
    place = {item: y for y, item in enumerate(after) if item in once}
    return _longest_rising([(x, place[item]) for x, item in enumerate(before) if item in once])


def shortest(before: Sequence[str], after: Sequence[str], budget: Budget) -> list[Match] | None:
    """The common runs of a shortest edit script, or None when the budget does not reach."""
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for distance in range(len(before) + len(after) + 1):
        if not budget.allows(2 * distance + 2):
            return None
        trace.append(furthest.copy())
        for diagonal in range(-distance, distance + 1, 2):
            x = _step(furthest, diagonal, distance)
            end = _slide(before, after, x, x - diagonal)
            if not budget.allows(end - x):
                return None
            furthest[diagonal] = end
            if end >= len(before) and end - diagonal >= len(after):
                return _path(trace, len(before), len(after))
    return None


def _step(furthest: dict[int, int], diagonal: int, distance: int) -> int:
    """Where the next edit arrives on `diagonal`: down (an addition) or right (a removal)."""
    below, above = furthest.get(diagonal - 1, -1), furthest.get(diagonal + 1, -1)
    if diagonal == -distance or (diagonal != distance and below < above):
        return above
    return below + 1


def _slide(before: Sequence[str], after: Sequence[str], x: int, y: int) -> int:
    length, other = len(before), len(after)
    while x < length and y < other and before[x] == after[y]:
        x += 1
        y += 1
    return x


def _path(trace: list[dict[int, int]], x: int, y: int) -> list[Match]:
    """Walks back from the end and collects the diagonals that were slid along."""
    found: list[Match] = []
    for distance in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[distance], x - y
        begin = _step(furthest, diagonal, distance)
        if x > begin:
            found.append((begin, begin - diagonal, x - begin))
        went_down = begin == furthest.get(diagonal + 1, -1) and (
            diagonal == -distance
            or (diagonal != distance and furthest.get(diagonal - 1, -1) < begin)
        )
        x, y = (begin, begin - diagonal - 1) if went_down else (begin - 1, begin - diagonal)
    return found[::-1]


def _between_anchors(
    before: Sequence[str], after: Sequence[str], budget: Budget
) -> Iterator[Match]:
    x = y = 0
    for next_x, next_y in [*anchors(before, after), (len(before), len(after))]:
        first, second = before[x:next_x], after[y:next_y]
        start, end = _common_ends(first, second)
        yield x, y, start
        middle = first[start : len(first) - end], second[start : len(second) - end]
        for at, other, length in shortest(*middle, budget) or ():
            yield x + start + at, y + start + other, length
        yield next_x - end, next_y - end, end
        if next_x < len(before):
            yield next_x, next_y, 1
        x, y = next_x + 1, next_y + 1


def _common_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many items the lists share at their beginning, and then at their end."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, end


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs`, rising on the left already, that rises on the right too."""
    tops: list[int] = []
    top_at: list[int] = []
    previous: list[int] = []
    for index, (_, value) in enumerate(pairs):
        pile = bisect_left(tops, value)
        previous.append(top_at[pile - 1] if pile else -1)
        tops[pile : pile + 1], top_at[pile : pile + 1] = [value], [index]
    rising, index = [], top_at[-1] if top_at else -1
    while index >= 0:
        rising.append(pairs[index])
        index = previous[index]
    return rising[::-1]
