"""What the API answers about groups, badges, and how one stands."""

from datetime import datetime

from forum.blueprints.api.shapes import Address, Person, Shape, from_href


class Slug(Shape):
    id: int
    slug: str


class GroupInList(Shape):
    """`joining`: open, request or closed."""

    id: int
    slug: str
    name: str
    description: str
    url: Address = from_href()
    joining: str
    is_hidden: bool
    is_automatic: bool
    title: str
    member_count: int
    is_mine: bool


class Groups(Shape):
    items: list[GroupInList]


class GroupMember(Shape):
    person: Person
    since: datetime
    is_owner: bool


class Asking(Shape):
    person: Person
    message: str
    created_at: datetime


class MayGroup(Shape):
    join: bool
    request: bool
    leave: bool
    manage: bool
    define: bool
    has_asked: bool


class Group(GroupInList):
    members: list[GroupMember]
    requests: list[Asking]
    may: MayGroup
    next: str | None


class BadgeInList(Shape):
    """`tier`: bronze, silver or gold."""

    id: int
    slug: str
    name: str
    description: str
    tier: str
    grouping: str
    url: Address = from_href()
    holder_count: int
    is_enabled: bool
    is_by_rule: bool


class Badges(Shape):
    items: list[BadgeInList]


class Holder(Shape):
    person: Person
    granted_at: datetime


class Badge(BadgeInList):
    rule_in_words: list[str]
    is_taken_back: bool
    holders: list[Holder]
    next: str | None


class HeldBadge(Shape):
    badge: BadgeInList
    granted_at: datetime
    until: datetime | None
    reason: str
    is_title: bool
    may_be_title: bool


class BadgeCandidate(Shape):
    person: Person
    has_it: bool


class BadgePreview(Shape):
    """Who would have it, the first of them; `new_count` would be given it, `lost_count` lose it."""

    count: int
    new_count: int
    lost_count: int
    candidates: list[BadgeCandidate]


class BadgeRow(Shape):
    """What became of one line; `problem`: why nothing did."""

    number: int
    name: str
    problem: str


class BadgeRows(Shape):
    items: list[BadgeRow]


class Progress(Shape):
    label: str
    needed: int
    have: int
    days: int | None
    is_most: bool
    is_met: bool


class LedgerLine(Shape):
    """`what`: the slug of a badge, called `name`; or a level."""

    kind: str
    what: str
    name: str
    change: str
    reason: str
    created_at: datetime


class Standing(Shape):
    level: int
    is_locked: bool
    next_level: int | None
    progress: list[Progress]
    badges: list[HeldBadge]
    ledger: list[LedgerLine]
