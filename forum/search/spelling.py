"""The nearest of several words to a misspelt one."""

from collections.abc import Iterable


def farthest(word: str) -> int:
    """How many letters may be wrong in a word of this length."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


FEWEST = 3  # that are looked up
NOTHING = "\u00b7"  # a word that no text can have


def near(word: str, known: Iterable[str], most: int = 24) -> list[tuple[int, str]]:
    """Those of `known` that are near to `word`, with how far, the nearest first. Where there are
    few, NOTHING takes their places: an engine looks up each of them, and otherwise the time would
    tell that there is a near word, also where the asker may not read it."""
    limit = farthest(word)
    if not limit:
        return []
    pairs = _pairs(word)
    found = []
    for other in known:
        if other == word or abs(len(other) - len(word)) > limit:
            continue
        if len(pairs & _pairs(other)) < len(pairs) - 3 * limit:
            continue
        apart = distance(word, other, limit)
        if apart <= limit:
            found.append((apart, other))
    return sorted(found)[:most] + [(limit + 1, NOTHING)] * (FEWEST - len(found))


def best(candidates: Iterable[tuple[int, str, int]]) -> str | None:
    """Of (how far, word, posts that have it): the nearest, of those the one that most have."""
    found = sorted((apart, -posts, word) for apart, word, posts in candidates if posts)
    return found[0][2] if found else None


def _pairs(word: str) -> set[str]:
    return {word[n : n + 2] for n in range(len(word) - 1)}


def distance(a: str, b: str, limit: int) -> int:
    """Letters to add, leave out, change or swap with a neighbour; `limit + 1` when it is more."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
