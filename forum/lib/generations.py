"""Which backups are kept: the newest of each of the last days, weeks and months that have any."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any


def kept(moments: Iterable[datetime], daily: int, weekly: int, monthly: int) -> set[datetime]:
    """Those of `moments` to keep. The newest is always among them."""
    newest_first = sorted(moments, reverse=True)
    found = set(newest_first[:1])
    for most, period in ((daily, _day), (weekly, _week), (monthly, _month)):
        seen: set[Any] = set()
        for moment in newest_first:
            if len(seen) < most and period(moment) not in seen:
                seen.add(period(moment))
                found.add(moment)
    return found


def _day(moment: datetime) -> Any:
    return moment.date()


def _week(moment: datetime) -> Any:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Any:
    return moment.year, moment.month
