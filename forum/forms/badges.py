"""What is typed about badges: the badge itself with its rule, and who is given one."""

from typing import Annotated, Any

from forum.forms.base import (
    FILLED,
    ON_ONE_LINE,
    TEXT,
    Form,
    WholeOrNothing,
    Yes,
    longest,
)

CONDITIONS = (1, 2, 3)  # on the form; a rule may have more, and keeps them
_Choice = Annotated[str, TEXT, ON_ONE_LINE, longest(40)]


class BadgeForm(Form):
    """`measure1`, `is1`, `value1` and `days1` are the first condition, and so on."""

    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    description: Annotated[str, TEXT, longest(1000)] = ""
    tier: _Choice = "bronze"
    grouping: _Choice = "other"
    icon: _Choice = "sprout"
    by_rule: Yes = False
    is_enabled: Yes = False
    is_taken_back: Yes = False
    is_title: Yes = False
    measure1: _Choice = ""
    is1: _Choice = "at_least"
    value1: WholeOrNothing = None
    days1: WholeOrNothing = None
    measure2: _Choice = ""
    is2: _Choice = "at_least"
    value2: WholeOrNothing = None
    days2: WholeOrNothing = None
    measure3: _Choice = ""
    is3: _Choice = "at_least"
    value3: WholeOrNothing = None
    days3: WholeOrNothing = None
    do: _Choice = "save"  # or preview

    @property
    def rule(self) -> dict[str, Any] | None:
        """As `lib.rules` reads it; None for a badge that is given by hand."""
        if not self.by_rule:
            return None
        found = []
        for n in CONDITIONS:
            measure, days = getattr(self, f"measure{n}"), getattr(self, f"days{n}")
            if measure:
                one = {"measure": measure, "is": getattr(self, f"is{n}")}
                one["value"] = getattr(self, f"value{n}")
                found.append(one | ({"days": days} if days is not None else {}))
        return {"all": found}


class GrantForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    reason: Annotated[str, TEXT, FILLED, longest(1000)]
    post: Annotated[str, TEXT, ON_ONE_LINE, longest(300)] = ""  # an address
    until: Annotated[str, TEXT, ON_ONE_LINE, longest(10)] = ""  # a day, 2027-01-31


class GrantManyForm(Form):
    lines: Annotated[str, TEXT, FILLED, longest(200_000)]


class RevokeForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    reason: Annotated[str, TEXT, FILLED, longest(1000)]


class TitleForm(Form):
    badge: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""
