"""What is asked for each trust level, and whether somebody has it (features.md §4.1).

Pure arithmetic: what members have done comes in as numbers, what is asked as requirements.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NEW, BASIC, MEMBER, REGULAR, LEADER = range(5)


@dataclass(frozen=True, slots=True)
class Requirement:
    """At least `needed` of `measure`, within `days` (None: ever); `is_most`: no more than it."""

    measure: str
    needed: int
    days: int | None = None
    is_most: bool = False

    @property
    def key(self) -> tuple[str, int | None]:
        return self.measure, self.days

    def is_met(self, have: int, percent: int = 100) -> bool:
        """Whether `have` is enough, or `percent` % of it. What is too much has no such margin."""
        return have <= self.needed if self.is_most else 100 * have >= percent * self.needed


# What members have of each (measure, days).
Found = Mapping[tuple[str, int | None], int]
Requirements = Mapping[int, tuple[Requirement, ...]]


def meets(found: Found, asked: Iterable[Requirement], percent: int = 100) -> bool:
    """Whether all of it is there, or `percent` % of each."""
    return all(one.is_met(found.get(one.key, 0), percent) for one in asked)


def level(
    now: int,
    found: Found,
    asked: Requirements,
    *,
    age_minutes: float,
    is_clean: bool,
    is_settled: bool,
    keep_percent: int,
) -> int:
    """The level that somebody at level `now` should have.

    `age_minutes` is the age of the account: as much as the reading that is asked for at least.
    `is_clean` says that no penalty stands in the way of level 3, `is_settled` that it has been held
    for longer than the days of grace. Levels 1 and 2 are never lost, level 4 is given by hand.
    """
    if now >= LEADER:
        return now
    if now == REGULAR:
        kept = is_clean and meets(found, asked[REGULAR], keep_percent)
        return REGULAR if kept or (is_clean and not is_settled) else MEMBER
    reached = now
    for step in (BASIC, MEMBER, REGULAR):
        if step <= now:
            continue
        reading = [one.needed for one in asked[step] if one.measure == "minutes_reading"]
        may = meets(found, asked[step]) and age_minutes >= max(reading, default=0)
        if not may or (step == REGULAR and not is_clean):
            break
        reached = step
    return reached
