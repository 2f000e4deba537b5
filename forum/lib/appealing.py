"""Words and numbers of appeals (community.md §4.5): outcomes, codes, times, what is milder."""

from datetime import timedelta

from forum.lib.phrases import N_

DUE = timedelta(days=7)  # community.md §4.3: seven days, fourteen at most
CLAIM = timedelta(minutes=15)
LONGEST, LONGEST_APOLOGY, LEAST_REASONS = 4000, 500, 20  # characters
OUTCOMES = {
    "confirmed": N_("The decision stands"),
    "reversed": N_("The decision is reversed"),
    "varied": N_("Something milder takes its place"),
    "inadmissible": N_("The appeal cannot be looked at"),
}
CODES = {
    "reversed": {
        "facts": N_("The facts were wrong"),
        "section": N_("It was the wrong section"),
        "disproportionate": N_("It was too much"),
        "unclear": N_("The rule is unclear"),
        "context": N_("The context was missed"),
    },
    "inadmissible": {
        "late": N_("It came too late"),
        "duplicate": N_("The same has been answered already"),
        "unaffected": N_("The person appealing is not affected"),
    },
}
CODES["varied"] = CODES["reversed"]
# From the mildest: what is before another may take its place.
_HARDER = (
    "reminder", "lock", "edit", "hide", "remove", "warning", "restriction", "suspension",
    "termination",
)  # fmt: skip
# For who reported something that was left.
_OF_REPORTERS = {"varied": N_("A mild measure is taken now")}
_AFTER_ALL = ("reminder", "hide", "warning")


def milder(action: str) -> tuple[str, ...]:
    """What may take the place of `action`: what weighs less, and itself for a shorter time."""
    if action == "misuse_stop":
        return ("misuse_warning", action)
    if action not in _HARDER:
        return ()
    itself = (action,) if action in {"hide", "restriction", "suspension"} else ()
    before = _HARDER[: _HARDER.index(action)]
    # An edit would need another text, and a lock says nothing about what was taken away.
    return tuple(one for one in before if one not in {"edit", "lock"}) + itself


def instead(by_role: str, action: str, kind: str) -> tuple[str, ...]:
    """What can take the place of a decision in a case of this kind, when that side appeals.

    Of what waited and was refused: it is published after all, and its author reminded. For who
    reported something that was left: something mild is done at once.
    """
    if by_role == "reporter":
        return _AFTER_ALL if action == "none" and kind == "report" else ()
    if kind in {"held", "edit"}:
        return tuple(one for one in milder(action) if one not in {"hide", "remove"})
    return milder(action) if kind in {"report", "misuse"} else ()


def worded(outcome: str, by_role: str) -> str:
    """An outcome in English, to be translated."""
    of_theirs = _OF_REPORTERS if by_role == "reporter" else {}
    return of_theirs.get(outcome, OUTCOMES[outcome])


def outcomes(by_role: str, action: str, kind: str) -> tuple[str, ...]:
    """How an appeal of this side against this can be answered."""
    may_vary = instead(by_role, action, kind)
    return tuple(one for one in OUTCOMES if one != "varied" or may_vary)
