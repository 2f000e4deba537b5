"""What a setting is, and the groups that stand in the defaults of several."""

from dataclasses import dataclass
from typing import Any

from forum.lib.phrases import N_
from forum.models.groups import ADMINS, AMBASSADORS, COMMUNITY_MANAGERS, MODERATORS, TRUST_0

# What a number counts, by the end of its name, and the most of it that makes sense.
UNITS = {
    "seconds": (N_("seconds"), 31_536_000),
    "minutes": (N_("minutes"), 525_600),
    "hours": (N_("hours"), 87_600),
    "days": (N_("days"), 36_500),
    "months": (N_("months"), 1_200),
    "years": (N_("years"), 100),
    "percent": (N_("%"), 1_000),
    "kilobytes": (N_("kB"), 1_000_000),
    "characters": (N_("characters"), 100_000),
}
MOST = 1_000_000


@dataclass(frozen=True)
class Setting:
    """`kind` is int, bool, str, "text" (several lines), "colour" (or none), "path" (of this site),
    "choice" (one of `choices`: pairs of a value and its words), "theme" (one that is installed),
    "words" (of `choices`), "zone", "time" (of day), "moment", "link", "links", "css", "mapping"
    (lines: a value, a bar, a group), "teams" (lines of a group and what it makes), "secret"
    (written, never shown) or "groups" (a list of ids).

    A number is between `least` and `most`; without `most`, what its unit bears.
    """

    name: str
    kind: Any
    default: Any
    label: str
    help: str = ""
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 4000  # characters

    @property
    def group(self) -> str:
        return self.name.split(".")[0]

    @property
    def unit(self) -> str:
        """In English, to be translated; "" when the label says what is counted."""
        return UNITS[self._ending][0] if self._ending in UNITS else ""

    @property
    def highest(self) -> int:
        return self.most or (UNITS[self._ending][1] if self._ending in UNITS else MOST)

    @property
    def _ending(self) -> str:
        return self.name.rpartition(".")[2].rpartition("_")[2] if self.kind is int else ""


STAFF = [COMMUNITY_MANAGERS, ADMINS]
TRUSTED = [TRUST_0 + 2, *STAFF]
SETTLED = [TRUST_0 + 1, AMBASSADORS, MODERATORS, *STAFF]  # who has not just come
SCREENED_NO_MORE = [TRUST_0 + 2, AMBASSADORS, MODERATORS, *STAFF]
