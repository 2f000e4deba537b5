"""A period of whole days in the site's time zone, as half-open moments (community.md §2.0)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from forum.lib import times

LONGEST = timedelta(days=366 * 3)


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `first` to the day `last`, both included, as clocks in `zone` show them."""

    first: date
    last: date
    zone: str = "UTC"

    @property
    def starts_at(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is not in it any more."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def is_possible(self) -> bool:
        """Not backwards, and not longer than three years."""
        return timedelta(0) <= self.last - self.first <= LONGEST

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at

    def months(self) -> Iterator[tuple[date, date, bool]]:
        """For each calendar month that it touches: first and last day in it; whether all of it."""
        day = self.first
        while day <= self.last:
            following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            end = min(following - timedelta(days=1), self.last)
            yield day, end, day.day == 1 and end + timedelta(days=1) == following
            day = following


def of_moments(starts_at: datetime, ends_at: datetime, zone: str) -> Period:
    """The period between two midnights of that time zone."""
    there = times.zone(zone)
    last = ends_at.astimezone(there).date() - timedelta(days=1)
    return Period(starts_at.astimezone(there).date(), last, zone)


def last_year(at: datetime, zone: str) -> Period:
    """The whole calendar year before the one in which `at` is, there."""
    year = at.astimezone(times.zone(zone)).year - 1
    return Period(date(year, 1, 1), date(year, 12, 31), zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), times.zone(zone)).astimezone(UTC)
