"""Who looks at what first, and when: the four levels of severity (community.md §4.7).

A level is kept as four lines of a setting: what it is for, who, who else, what to do first.
"""

from dataclasses import dataclass

from forum.lib import rulebooks
from forum.lib.phrases import N_


@dataclass(frozen=True, slots=True)
class Level:
    """`severity` is 1 to 4, `hours` until it should be decided."""

    severity: int
    trigger: str
    owner: str
    backup: str
    first: str

    @property
    def hours(self) -> int:
        return rulebooks.HOURS[self.severity]

    @property
    def lines(self) -> str:
        """As the setting holds it."""
        parts = (self.trigger, self.owner, self.backup, self.first)
        return "\n".join(" ".join(part.split()) for part in parts)


DEFAULTS = {
    1: Level(
        1,
        N_("Danger for children, credible threats, risk of suicide, private data being published"),
        N_("Community manager on duty"), N_("Admin, then legal"),
        N_("Hide it, keep a copy of what was there, tell an authority or offer a helpline. "
           "At any hour at which somebody is on duty; otherwise say publicly when somebody "
           "is."),
    ),
    2: Level(
        2, N_("Product safety or injury, a data breach, a legal notice, an order of an authority"),
        N_("Admin"), N_("Legal or quality"),
        N_("Hand it over with a due date. A named person confirms that it is being looked at."),
    ),
    3: Level(
        3, N_("Harassment, discrimination, a coordinated attack, a complaint that spreads"),
        N_("Community manager"), N_("A second community manager"),
        N_("Slow mode first, then decide. Pause everything planned while it lasts."),
    ),
    4: Level(
        4, N_("Spam, the wrong place, duplicates"), N_("Moderator"), "", N_("Decide."),
    ),
}  # fmt: skip


def level(severity: int, lines: str) -> Level:
    """What a setting says; what comes along where it cannot be read."""
    parts = lines.split("\n")
    if len(parts) != 4 or not parts[0].strip():
        return DEFAULTS[severity]
    return Level(severity, *parts)
