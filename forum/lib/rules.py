"""The rules of badges: measures, comparators, values and periods; never a query that is typed.

A rule is {"all": [{"measure": "answers", "is": "at_least", "value": 5, "days": 90}, …]}; `days` is
left out for "ever". All of its conditions have to be met.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

COMPARATORS = ("at_least", "at_most")
MOST_CONDITIONS = 5
MOST_VALUE = 1_000_000
MOST_DAYS = 3650


class BadRule(ValueError):  # noqa: N818
    """This is no rule. The message is a code: conditions, measure, comparator, value, days, all."""


@dataclass(frozen=True, slots=True)
class Condition:
    measure: str
    comparator: str
    value: int
    days: int | None = None

    def is_met(self, found: int) -> bool:
        return found >= self.value if self.comparator == "at_least" else found <= self.value


@dataclass(frozen=True, slots=True)
class Rule:
    conditions: tuple[Condition, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "all": [
                {"measure": one.measure, "is": one.comparator, "value": one.value}
                | ({"days": one.days} if one.days else {})
                for one in self.conditions
            ]
        }

    def periods(self) -> dict[int | None, set[str]]:
        """Which measures are asked for over which period."""
        found: dict[int | None, set[str]] = {}
        for one in self.conditions:
            found.setdefault(one.days, set()).add(one.measure)
        return found

    def judge(self, found: Mapping[tuple[str, int | None], int]) -> bool:
        """Whether somebody who has `found` of each (measure, days) meets all conditions."""
        return all(one.is_met(found.get((one.measure, one.days), 0)) for one in self.conditions)


def read(typed: Any, measures: Collection[str]) -> Rule:
    """The rule that `typed` is. BadRule says what is wrong with it.

    One condition asks for something that was done: a rule of "at most" alone would be met by
    everybody who ever joined.
    """
    conditions = typed.get("all") if isinstance(typed, dict) else None
    if not isinstance(conditions, list) or not 1 <= len(conditions) <= MOST_CONDITIONS:
        raise BadRule("conditions")
    rule = Rule(tuple(_condition(one, measures) for one in conditions))
    if not any(one.comparator == "at_least" and one.value > 0 for one in rule.conditions):
        raise BadRule("all")
    return rule


def _condition(typed: Any, measures: Collection[str]) -> Condition:
    name = typed.get("measure") if isinstance(typed, dict) else None
    if not isinstance(name, str) or name not in measures:
        raise BadRule("measure")
    comparator = typed.get("is", "at_least")
    if comparator not in COMPARATORS:
        raise BadRule("comparator")
    return Condition(
        typed["measure"],
        comparator,
        _whole(typed.get("value"), 0, MOST_VALUE, "value"),
        _whole(typed["days"], 1, MOST_DAYS, "days") if typed.get("days") is not None else None,
    )


def _whole(typed: Any, least: int, most: int, code: str) -> int:
    if not isinstance(typed, int) or isinstance(typed, bool) or not least <= typed <= most:
        raise BadRule(code)
    return typed
