"""Times are UTC and say so; here is now, and how feeds and machines are told a time."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def utcnow() -> datetime:
    """Now, in UTC and timezone-aware."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """`moment` by RFC 3339, in UTC to the second: "2025-11-23T18:34:00Z".

    Raises ValueError for a time without a zone: nobody could know what it means.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be told to anyone")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def zone(name: str) -> ZoneInfo:
    """The time zone called `name`; UTC when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def at(local: str, zone_name: str) -> datetime:
    """The moment at which clocks there show `local` ("2027-05-01 18:00"); ValueError for none."""
    return datetime.fromisoformat(local).replace(tzinfo=zone(zone_name)).astimezone(UTC)


def next_at(clock: str, zone_name: str, after: datetime) -> datetime:
    """The first moment later than `after` at which clocks there show `clock` ("03:10").

    An hour that a change to summer time leaves out comes when it would have been. What is no time
    of day is midnight.
    """
    there = zone(zone_name)
    try:
        wanted = time.fromisoformat(clock.strip())
    except ValueError:
        wanted = time()
    day = after.astimezone(there).date()
    for date in (day, day + timedelta(days=1), day + timedelta(days=2)):
        moment = datetime.combine(date, wanted.replace(tzinfo=None), there).astimezone(UTC)
        if moment > after:
            return moment
    raise AssertionError("a day has the time once")


def working(
    since: datetime, lasts: timedelta, zone_name: str, days_off: Collection[int]
) -> datetime:
    """When `lasts` is over if nothing of these days there counts (0: Monday … 6: Sunday).

    Where every day is off they all count: somebody has to come some time.
    """
    off = set(days_off) & set(range(7))
    if not off or len(off) == 7:
        return since + lasts
    there, moment, left = zone(zone_name), since, lasts
    while True:
        local = moment.astimezone(there)
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), there).astimezone(UTC)
        if local.weekday() not in off:
            if moment + left <= midnight:
                return moment + left
            left -= midnight - moment
        moment = midnight
