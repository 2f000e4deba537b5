"""What can be asked of the search besides words: `status:open`, `@name`, `after:7d`.

One table for search and for list filters. A value has one canonical spelling, which is what is
kept, shown and written back; what a date means today is worked out when it is asked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from forum.lib import commas
from forum.lib.phrases import N_

LONGEST_VALUE: Final = 80
MOST_CHOICES: Final = 8  # of "tag:a,b,c": any of them
LARGEST_NUMBER: Final = 1_000_000

NOT_ONE_OF: Final = N_("“%(piece)s” is not known. Possible values: %(values)s.")
NO_DATE: Final = N_("“%(piece)s” has no date in it. Write 2025-06-30, 2025-06, 2025 or 7d, 2w, 3m.")
NO_NUMBER: Final = N_("“%(piece)s” needs a whole number.")
NO_NAME: Final = N_("“%(piece)s” needs a name after it.")
NO_EXCLUSION: Final = N_("“%(piece)s” cannot be excluded; it was left out.")
TOO_MANY_CHOICES: Final = N_("“%(piece)s” names too many at once; at most 8 are possible.")


class Wrong(ValueError):  # noqa: N818
    """A value that means nothing; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Operator:
    """`read` gives a value's canonical spelling or raises Wrong. `choices`: all there is, if it is
    a list. `combines`: several are possible at once; else the last one counts."""

    name: str
    read: Callable[[str], str]
    choices: tuple[str, ...] = ()
    combines: bool = True
    can_exclude: bool = True


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if (found := value.casefold()) not in choices:
            raise Wrong(NOT_ONE_OF)
        return found

    return read


def _name(value: str) -> str:
    """A handle: what else a name could be is not for a search to say."""
    found = value.removeprefix("@").casefold()[:LONGEST_VALUE]
    if not re.fullmatch(r"[\w.-]+", found):
        raise Wrong(NO_NAME)
    return found


def _names(value: str) -> str:
    """Names or addresses of categories, groups or tags, separated by commas, sorted."""
    parts = {part.removeprefix("#").casefold() for part in commas.parts(value)} - {""}
    if not parts or any(len(part) > LONGEST_VALUE for part in parts):
        raise Wrong(NO_NAME)
    if len(parts) > MOST_CHOICES:
        raise Wrong(TOO_MANY_CHOICES)
    return ",".join(sorted(parts))


def _number(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,7}", value) or int(value) > LARGEST_NUMBER:
        raise Wrong(NO_NUMBER)
    return str(int(value))


_DATE = re.compile(r"([12][0-9]{3})(?:-([01]?[0-9])(?:-([0-3]?[0-9]))?)?")
_AGO = re.compile(r"([0-9]{1,4})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_WORDS = {"today": 0, "yesterday": 1}


def _date(value: str) -> str:
    found = value.casefold()
    if found in _WORDS:
        return found
    if ago := _AGO.fullmatch(found):
        return f"{int(ago[1])}{ago[2]}"
    dated = _DATE.fullmatch(found)
    if dated is None:
        raise Wrong(NO_DATE)
    year, month, day = (int(part) if part else None for part in dated.groups())
    try:
        datetime(year or 1, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        raise Wrong(NO_DATE) from None
    return "-".join(
        text for part, text in ((year, f"{year:04}"), (month, f"{month or 0:02}"),
                                (day, f"{day or 0:02}")) if part is not None
    )  # fmt: skip


def moment(value: str, now: datetime) -> datetime:
    """When the canonical date `value` begins: midnight in UTC, or so long before `now`.

    A time before there were calendars is the year 1.
    """
    if value in _WORDS:
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=_WORDS[value])
    if ago := _AGO.fullmatch(value):
        days = int(ago[1]) * _DAYS[ago[2]]
        earliest = datetime.min.replace(tzinfo=UTC)
        return now - timedelta(days=days) if (now - earliest).days > days else earliest
    parts = [int(part) for part in value.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return datetime(year, month, day, tzinfo=UTC)


IN: Final = ("title", "first", "bookmarks", "posted", "watching", "unread")
OF_ONES_OWN: Final = frozenset({"bookmarks", "posted", "watching", "unread"})  # nothing for a guest
STATUS: Final = ("open", "closed", "solved", "unsolved", "noreplies")
WITH: Final = ("images", "links", "code")
ORDER: Final = ("relevance", "latest", "oldest", "reactions")

ALL: Final = (
    Operator("in", _one_of(*IN), IN),
    Operator("status", _one_of(*STATUS), STATUS),
    Operator("by", _name),  # written "@name"
    Operator("group", _names),
    Operator("category", _names),
    Operator("tag", _names),
    Operator("before", _date, combines=False, can_exclude=False),
    Operator("after", _date, combines=False, can_exclude=False),
    Operator("min_posts", _number, combines=False, can_exclude=False),
    Operator("min_reactions", _number, combines=False, can_exclude=False),
    Operator("with", _one_of(*WITH), WITH),
    Operator("thread", _number, combines=False, can_exclude=False),  # inside of this one
    Operator("order", _one_of(*ORDER), ORDER, combines=False, can_exclude=False),
)
BY_NAME: Final = {operator.name: operator for operator in ALL}
PLACE: Final = {operator.name: place for place, operator in enumerate(ALL)}
# Other ways to say the same; people come from elsewhere.
ALIASES: Final = {
    "user": "by", "author": "by", "from": "by", "tags": "tag", "sort": "order", "is": "status",
    "since": "after", "until": "before", "posts_min": "min_posts",
}  # fmt: skip
SHORT: Final = {"l": ("order", "latest"), "t": ("in", "title"), "f": ("in", "first")}
