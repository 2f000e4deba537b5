"""What a newer set of rules changes for a community that has made the older one its own.

Three are compared, rule by rule: the set as the community knows it, as it is now, and what the
community has made of it. Where it has its own words, they stay.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from forum.lib.rulebooks import Rule


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that the set has anew, has otherwise, or has no more. `stays`: the community has
    words of its own there, or none on purpose, so nothing is done."""

    kind: Literal["added", "changed", "removed"]
    before: Rule | None
    after: Rule | None
    stays: bool

    @property
    def anchor(self) -> str:
        rule = self.after or self.before
        return rule.anchor if rule is not None else ""

    @property
    def title(self) -> str:
        rule = self.after or self.before
        return rule.title if rule is not None else ""


def steps(known: Sequence[Rule], newer: Sequence[Rule], own: Sequence[Rule]) -> Iterator[Step]:
    """What changed from `known` to `newer` that `own` does not have yet, in the order of `newer`,
    then what is gone."""
    old = {rule.anchor: rule for rule in known}
    ours = {rule.anchor: rule for rule in own}
    for rule in newer:
        before, mine = old.get(rule.anchor), ours.get(rule.anchor)
        if rule in {before, mine}:
            continue
        yield Step("changed" if before else "added", before, rule, mine != before)
    there = {rule.anchor for rule in newer}
    for rule in known:
        if rule.anchor not in there and rule.anchor in ours:
            yield Step("removed", rule, None, ours[rule.anchor] != rule)


def renewed(known: Sequence[Rule], newer: Sequence[Rule], own: Sequence[Rule]) -> list[Rule]:
    """`own` with all that does not stay as it is. What is new stands behind what it stands behind
    in `newer`."""
    made = list(own)
    for step in steps(known, newer, own):
        if step.stays:
            continue
        places = {rule.anchor: place for place, rule in enumerate(made)}
        if step.after is None:
            del made[places[step.anchor]]
        elif step.kind == "changed":
            made[places[step.anchor]] = step.after
        else:
            order = [rule.anchor for rule in newer]
            above = order[: order.index(step.anchor)]
            made.insert(max((places[one] for one in above if one in places), default=-1) + 1,
                        step.after)  # fmt: skip
    return made
