"""What a report weighs, and how much it takes until software acts (features.md §4.2).

Numbers in, numbers out: who somebody is and what is set comes from outside.
"""

from collections.abc import Sequence
from math import log

STAFF = 5.0  # instead of a trust level
ACTS = 5.0  # when staff asks for something to be hidden at once
PIVOT = 0.7  # who is right less often than this loses weight
SWING = 5.0
FEW = 5  # reports decided; up to here nothing is known about somebody
LEAST_ITEMS = 15  # from so many on the typical score is that of this forum
PERCENTILE = 85


def accuracy(decided: int, upheld: int) -> float:
    """What having been right or wrong adds to a report (point 3).

    `decided`: reports of theirs that were decided; `upheld`: those of them that were right.
    """
    if decided <= FEW:
        return 0.0
    share = upheld / decided
    of_pivot = (share - PIVOT) / (1 - PIVOT) if share >= PIVOT else -(PIVOT - share) / PIVOT
    return of_pivot * log(decided, 4) * SWING


def weight(
    trust_level: int, is_staff: bool, decided: int = 0, upheld: int = 0, acts: bool = False
) -> float:
    """Of one report (point 2), never under 0. `acts`: staff wants it hidden at once."""
    own = STAFF if is_staff else float(trust_level)
    extra = ACTS if acts and is_staff else 0.0
    return max(0.0, 1.0 + own + accuracy(decided, upheld) + extra)


def threshold(typical: float, sensitivity: float, part: float = 1.0) -> float:
    """From which score on software acts (points 4 to 6).

    `typical` is the score of an item worth hiding, `sensitivity` 3 (high), 6 or 9 (low), `part`
    what the act takes of it: 1 to hide, 0.6 to silence at the high sensitivity.
    """
    return typical * sensitivity / 9 * part


def typical(scores: Sequence[float], otherwise: float) -> float:
    """The 85th percentile of the scores of items that were upheld; `otherwise` for too few."""
    if len(scores) < LEAST_ITEMS:
        return otherwise
    ranked = sorted(scores)
    return ranked[-(-PERCENTILE * len(ranked) // 100) - 1]
