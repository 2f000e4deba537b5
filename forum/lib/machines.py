"""A state machine as data: which events lead from which states to which, and who may bring them.

The machine says only whether a step exists. What else has to hold is named by each step's guards,
and looked up by whoever takes it (`services/lifecycles.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

NEW = ""  # what something is before there is a row of it


@dataclass(frozen=True, slots=True)
class Step:
    """`event` leads from one of `sources` to `target`; None: the state stays what it is."""

    event: str
    sources: tuple[str, ...]
    target: str | None
    by: str
    guards: tuple[str, ...] = ()


class NoSuchStep(LookupError):  # noqa: N818 - it is an answer
    """From this state the event leads nowhere."""


class Machine:
    def __init__(self, name: str, steps: Iterable[Step]) -> None:
        self.name = name
        self.steps = {step.event: step for step in steps}

    @property
    def states(self) -> tuple[str, ...]:
        """All of them, in the order in which they are first named."""
        found: dict[str, None] = {}
        for step in self.steps.values():
            found |= dict.fromkeys((*step.sources, step.target or step.sources[0]))
        return tuple(found)

    def step(self, event: str, state: str) -> Step:
        """The step that `event` is from `state`. Raises NoSuchStep when there is none."""
        step = self.steps.get(event)
        if step is None or state not in step.sources:
            raise NoSuchStep(f"{self.name}: no {event} from {state or 'nothing'}")
        return step
