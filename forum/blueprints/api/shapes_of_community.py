"""What the API answers about the community: its people, guidelines, figures."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from forum.blueprints.api.shapes import (
    Address,
    CategoryRef,
    Person,
    Shape,
    Tag,
    ThreadInList,
    from_href,
)
from forum.blueprints.api.shapes_of_groups import HeldBadge


class Id(Shape):
    id: int


class People(Shape):
    items: list[Person]
    next: str | None


class Relation(Shape):
    """`kind`: mute, block or nothing."""

    is_self: bool
    follows: bool
    kind: str
    may_follow: bool
    may_mute: bool
    may_block: bool
    may_write: bool


class Privacy(Shape):
    mentions_from: str
    messages_from: str
    hides_activity: bool
    hides_presence: bool
    is_unlisted: bool


class NotificationChoice(Shape):
    """`value`: none, site or mail."""

    event: str
    label: str
    value: str


class NotificationChoices(Shape):
    items: list[NotificationChoice]
    digest_days: int
    is_read_untracked: bool


class Invite(Shape):
    """`state`: open, or why nobody joins by it."""

    id: int
    label: str
    host: Person
    bound_to: str
    use_count: int
    most_uses: int
    expires_at: datetime
    created_at: datetime
    state: str


class Invites(Shape):
    items: list[Invite]
    next: str | None


class NewInvite(Shape):
    """`url` is shown this once."""

    id: int
    url: str
    expires_at: datetime


class VersionInList(Shape):
    id: int
    number: int
    state: str
    significance: str
    summary: str
    what_changed: str
    sha256: str
    url: str
    noticed_at: datetime | None
    published_at: datetime | None
    effective_at: datetime | None


class GuidelineSection(Shape):
    anchor: str
    title: str
    text: str
    what_would_be_fine: str
    report_reason: str
    severity: int
    eu_category: str
    url: str


class Document(Shape):
    slug: str
    title: str
    kind: str
    category_id: int | None
    url: str
    in_force: VersionInList | None
    sections: list[GuidelineSection]
    versions: list[VersionInList]


class Guidelines(Shape):
    community: str
    documents: list[Document]
    how_we_moderate: dict[str, Any]


class Section(Shape):
    anchor: str
    title: str
    body: str
    example: str
    reason: str
    severity: int


class Version(Shape):
    id: int
    number: int
    state: str
    significance: str
    summary: str
    change_note: str
    sha256: str
    published_at: datetime | None
    effective_at: datetime | None
    html: str
    sections: list[Section]


class PageInList(Shape):
    slug: str
    title: str


class Pages(Shape):
    items: list[PageInList]


class Page(PageInList):
    """`number` is the version's."""

    id: int
    number: int
    html: str
    note: str
    created_at: datetime


class Report(Shape):
    """`replaced_by`: the id of a newer report of the same period."""

    id: int
    number: int
    starts_at: datetime
    ends_at: datetime
    published_at: datetime
    sha256: str
    replaced_by: int | None


class Reports(Shape):
    items: list[Report]


class Figures(Report):
    words: str
    figures: dict[str, Any]


class DraftFigures(Shape):
    since: date
    until: date
    figures: dict[str, Any]
    seen: str
    is_over: bool


class Colleague(Shape):
    person: Person
    since: str


class Team(Shape):
    """Who speaks for the brand, and who moderates."""

    brand: list[Colleague]
    moderators: list[Colleague]


class Entry(Shape):
    """A member in the directory."""

    person: Person
    title: str
    location: str
    created_at: datetime
    last_seen_at: datetime | None
    helped_count: int


class Directory(Shape):
    items: list[Entry]
    next: str | None


class Snippet(Shape):
    id: int
    thread_title: str
    url: Address = from_href()
    number: int
    author: Person
    created_at: datetime
    excerpt: str
    reaction_count: int


class FirstPost(Shape):
    """With which a newcomer began, and nobody else has answered it."""

    id: int
    thread_title: str
    url: Address = from_href()
    number: int
    author: Person
    created_at: datetime
    excerpt: str


class WelcomeQueue(Shape):
    items: list[FirstPost]


class Doing(Shape):
    """A post; `given`: which reaction the member gave it."""

    post: Snippet
    given: str


class Activity(Shape):
    """One of `threads`, `posts` and `badges` is filled, as the tab says."""

    threads: list[ThreadInList]
    posts: list[Doing] = Field(validation_alias="doings")
    badges: list[HeldBadge]
    next: str | None


class HelpsWith(Shape):
    """What somebody answers others about."""

    tags: list[Tag]
    categories: list[CategoryRef]


class Reason(Shape):
    """`about` is the section of the guidelines; `wants_words`: say more in `explanation`."""

    key: str
    label: str
    about: str
    is_illegal: bool
    wants_words: bool


class Reasons(Shape):
    items: list[Reason]


class MaybeReference(Shape):
    """Empty where the team had it already."""

    reference: str


class Drawn(Shape):
    """`too_much`: what would be refused in it."""

    html: str
    has_math: bool
    too_much: list[str]


class Given(Shape):
    label: str
    count: int
    people: list[Person]


class WhoReacted(Shape):
    items: list[Given]
