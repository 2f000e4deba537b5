"""Times are UTC and say so; here is now, and how feeds and machines are told a time."""

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
