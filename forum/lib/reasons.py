"""Why something can be reported: sections of the guidelines, and a few reasons that are none."""

from collections.abc import Iterable
from dataclasses import dataclass

from forum.lib.phrases import N_

# Reasons that are no section: key, words, severity (community.md §4.7).
ILLEGAL, CHILD_ABUSE = "illegal", "child-abuse"
STAFF, AMBASSADOR, OTHER = "staff", "ambassador", "other"
# How somebody with an office behaves: staff alone reads what is said of it (community.md F6).
FOR_STAFF = (STAFF, AMBASSADOR)
FIXED = {
    ILLEGAL: (N_("I think it is illegal"), 2),
    CHILD_ABUSE: (N_("It shows or offers the sexual abuse of children"), 1),
    STAFF: (N_("How somebody of the team behaves"), 3),
    AMBASSADOR: (N_("How an ambassador behaves"), 3),
    OTHER: (N_("Something else"), 4),
}
AGAINST_LAW = frozenset({ILLEGAL, CHILD_ABUSE})


@dataclass(frozen=True, slots=True)
class Reason:
    """`key` is a section's anchor or one of FIXED; `about` the section's title, "" for those."""

    key: str
    label: str
    about: str
    section_id: int | None
    severity: int

    @property
    def is_illegal(self) -> bool:
        return self.key in AGAINST_LAW

    @property
    def wants_words(self) -> bool:
        """Whether it says nothing without an explanation."""
        return self.section_id is None


def chosen(reasons: Iterable[Reason], key: str) -> Reason | None:
    return next((one for one in reasons if one.key == key), None)


def words(key: str, of_section: str | None) -> str:
    """What a report says it is for, to be translated. `of_section`: the section's own words."""
    if of_section:
        return of_section
    return FIXED[key][0] if key in FIXED else key
