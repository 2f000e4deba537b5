"""The ladder of what follows for an account (community.md E6): steps, lengths, points.

note, reminder, warning (30 days), posting restricted (1 to 14 days), suspended (1 to 90 days),
terminated (two people). Nobody leaves a step out without saying why.
"""

from datetime import datetime, timedelta

from forum.lib.phrases import N_

STEPS = ("reminder", "warning", "restriction", "suspension", "termination")
REMEMBERED = timedelta(days=365)  # how long an earlier step counts as taken
WARNING = timedelta(days=30)
LENGTHS = {"restriction": (1, 14), "suspension": (1, 90)}  # days
LONGEST = 365  # days for which a post can be hidden or locked
POINTS = {"warning": 1, "restriction": 2, "suspension": 3}
JUMPS = {
    "safety": N_("Somebody would be in danger"),
    "spam": N_("Spam"),
    "evasion": N_("Evades an earlier decision"),
}


def step(action: str) -> int:
    """1 for a reminder … 5 for a termination; 0 for what is no step of the ladder."""
    return STEPS.index(action) + 1 if action in STEPS else 0


def leaves_out(action: str, highest: int) -> bool:
    """Whether a step is left out by somebody for whom `highest` was taken before."""
    return step(action) > highest + 1


def lengths(action: str) -> tuple[int, int]:
    """The fewest and the most days for which it can be chosen."""
    return LENGTHS.get(action, (1, LONGEST))


def ends_at(action: str, days: int | None, at: datetime) -> datetime | None:
    """When it is over; None: never, or it is no matter of time. ValueError for a wrong length."""
    if action == "warning":
        return at + WARNING
    if action in LENGTHS:
        least, most = LENGTHS[action]
        if days is None or not least <= days <= most:
            raise ValueError(action)
    if not days or action not in {*LENGTHS, "hide", "lock"}:
        return None
    if days > lengths(action)[1]:
        raise ValueError(action)
    return at + timedelta(days=days)
