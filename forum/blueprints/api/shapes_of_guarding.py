"""What the API answers about threads looked after, harm done, and what guards the place."""

from datetime import datetime
from typing import Any

from forum.blueprints.api.shapes import Address, Person, Shape, from_href


class Id(Shape):
    id: int


class Outcome(Shape):
    """What became of one thread; `reason`: why nothing did."""

    thread_id: int
    title: str
    event_id: int | None
    reason: str


class Outcomes(Shape):
    items: list[Outcome]


class Event(Shape):
    """A line between posts: what was done to the thread."""

    id: int
    below: int
    actor: Person | None
    verb: str
    said: str
    note: str
    created_at: datetime
    may_undo: bool


class Events(Shape):
    items: list[Event]
    next: str | None


class EmbargoReader(Shape):
    person: Person
    seen_at: datetime | None
    accepted_at: datetime | None


class Embargo(Shape):
    until: datetime | None
    is_over: bool
    set_by: Person | None
    accepted_at: datetime | None
    may_accept: bool
    may_set: bool
    readers: list[EmbargoReader]


class Spammer(Shape):
    """`restores_at`: when everything comes back unless somebody else agrees."""

    decision_id: int
    restores_at: datetime | None


class Numbers(Shape):
    kind: str
    answered: int
    unfounded: int
    share: int


class Measure(Shape):
    kind: str
    state: str
    assessment: dict[str, Any]
    warned_at: datetime
    suspended_from: datetime | None
    suspended_until: datetime | None


class Misuse(Shape):
    """How a member reports and appeals, in numbers, and what was done about it."""

    numbers: list[Numbers]
    measures: list[Measure]


class Word(Shape):
    id: int
    text: str
    is_pattern: bool
    action: str
    replacement: str
    message: str
    note: str
    is_enabled: bool
    hit_count: int


class Words(Shape):
    items: list[Word]


class Met(Shape):
    """A rule that meets a text, and the part that it meets."""

    action: str
    rule: str
    found: str


class Tried(Shape):
    items: list[Met]


class Example(Shape):
    title: str
    url: Address = from_href()
    author: str
    created_at: datetime
    before: str
    passage: str
    after: str


class Rehearsal(Shape):
    """What the rule would have done to what was written lately."""

    count: int
    looked_at: int
    is_whole: bool
    examples: list[Example]


class Door(Shape):
    id: int
    kind: str
    text: str
    note: str
    until: datetime | None
    created_at: datetime


class Doors(Shape):
    items: list[Door]


class Incident(Shape):
    id: int
    begun_at: datetime
    until: datetime
    ended_at: datetime | None
    holds: bool
    closes: bool
    slow_seconds: int
    message: str


class Incidents(Shape):
    """The latest first. `is_on`: one of them holds now."""

    is_on: bool
    items: list[Incident]


class Guest(Shape):
    person: Person
    joined_at: datetime
    seen_at: datetime
    is_closed: bool


class Network(Shape):
    name: str
    accounts: list[Guest]


class Networks(Shape):
    items: list[Network]
