"""A share of a number, told so that nobody reads too much into it (community.md §2.0)."""

from dataclasses import dataclass
from math import sqrt

FEW = 20  # below it a share is told as "a of n" only
_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int

    @property
    def is_small(self) -> bool:
        return self.whole < FEW

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def between(self) -> tuple[float, float] | None:
        """Wilson's interval at 95 %; None of nothing."""
        if not self.whole:
            return None
        n, p = self.whole, self.part / self.whole
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)
