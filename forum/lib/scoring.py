"""The candidate score of community.md §3.5: components between 0 and 1, weights, a total of 100.

Raw numbers of posts are nowhere in it. Every component but steadiness saturates: the median member
who passes the gates has 0.5, and more of the same brings less and less.
"""

from collections.abc import Iterable, Mapping
from statistics import median

FORMULA = 2  # raise it when anything here changes; each run notes which it used
WEIGHTS = {"help": 0.40, "breadth": 0.20, "newcomers": 0.15, "steady": 0.15, "craft": 0.10}
WEEKS = 13  # the window


def saturated(value: float, half: float) -> float:
    """`value` on the way from 0 to 1; `half` is the value that gets 0.5."""
    return value / (value + half) if value > 0 else 0.0


def half_of(values: Iterable[float]) -> float:
    """The value that gets 0.5: the median of those who pass the gates, and at least 1."""
    found = list(values)
    return max(1.0, float(median(found))) if found else 1.0


def components(inputs: Mapping[str, float], halves: Mapping[str, float]) -> dict[str, float]:
    """`inputs` has help, breadth, newcomers, craft and active weeks under "steady"."""
    found = {
        name: saturated(inputs.get(name, 0.0), halves.get(name, 1.0))
        for name in WEIGHTS
        if name != "steady"
    }
    found["steady"] = min(1.0, inputs.get("steady", 0.0) / WEEKS)
    return found


def total(found: Mapping[str, float], conduct: float = 1.0) -> float:
    """From 0 to 100. `conduct` is 1.0, 0.8 after a reminder, 0.5 after an expired warning."""
    return 100 * conduct * sum(WEIGHTS[name] * found.get(name, 0.0) for name in WEIGHTS)


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` of all do not exceed (nearest rank); 0 for none."""
    found = sorted(values)
    if not found:
        return 0.0
    rank = max(1, -(-int(share * 1000) * len(found) // 1000))
    return float(found[rank - 1])
