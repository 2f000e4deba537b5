"""What the API answers about people, what is their own, and what the team looks after."""

from datetime import datetime

from pydantic import Field

from forum.blueprints.api.shapes import (
    Address,
    CategoryRef,
    Person,
    Shape,
    Truth,
    from_href,
)


class Me(Shape):
    """The account the token acts as."""

    id: int
    name: str
    display_name: str
    url: Address
    trust_level: int
    unread_notifications: int
    unread_conversations: int
    pronouns: str
    location: str
    website: str
    bio: str
    interests: list[str]
    scopes: list[str]


class Member(Shape):
    """A member as their page shows them to the account; numbers are 0 where they are kept back."""

    id: int
    name: str
    display_name: str
    url: Address = from_href()
    avatar_url: Address = Field(validation_alias="avatar_href")
    capacity: str
    byline: str
    title: str
    pronouns: str
    location: str
    website: str
    bio_html: str
    created_at: datetime
    is_suspended: bool
    former: str
    last_seen_at: datetime | None
    thread_count: int
    post_count: int
    answer_count: int
    reactions_given_count: int
    reactions_received_count: int
    helped_count: int
    thanked_count: int


class Members(Shape):
    items: list[Person]
    next: str | None


class Notification(Shape):
    """`event` is what happened, `count` how often in this group."""

    id: int
    event: str
    count: int
    actor: Person | None
    target: str
    url: Address = from_href()
    created_at: datetime
    is_unread: bool


class Notifications(Shape):
    items: list[Notification]
    next: str | None


class Bookmark(Shape):
    post_id: int
    title: str
    url: Address = from_href()
    author: Person
    excerpt: str
    note: str
    remind_at: datetime | None
    created_at: datetime


class Bookmarks(Shape):
    items: list[Bookmark]
    next: str | None


class DraftInList(Shape):
    key: str
    sequence: int
    title: str
    excerpt: str
    updated_at: datetime


class Drafts(Shape):
    items: list[DraftInList]


class Draft(Shape):
    """`sequence` 0: there is none under this key."""

    key: str
    sequence: int | None
    payload: dict[str, str]


class Saved(Shape):
    sequence: int


class Report(Shape):
    reference: str
    kind: str
    title: str
    reason: str
    created_at: datetime
    answered_at: datetime | None
    state: str


class Reports(Shape):
    items: list[Report]
    next: str | None


class Reference(Shape):
    reference: str


class DecisionInList(Shape):
    """What was decided about the account. `stands`: now, until, over, reversed or done."""

    id: int
    reference: str
    action: str
    title: str
    decided_at: datetime
    stands: str
    ends_at: datetime | None
    appeal_state: str


class Decisions(Shape):
    items: list[DecisionInList]
    next: str | None


class Statement(Shape):
    """What the account was told, in full."""

    id: int
    action: str
    reference: str
    html: str = Field(validation_alias="body")
    sent_at: datetime
    stands: str
    ends_at: datetime | None
    appeal_until: datetime
    may_appeal: Truth


class Conversation(Shape):
    id: int
    url: Address = from_href()
    kind: str
    title: str
    people: list[Person]
    state: str
    is_unread: bool
    is_muted: bool
    excerpt: str
    last_message_at: datetime


class Conversations(Shape):
    items: list[Conversation]
    next: str | None


class Message(Shape):
    number: int
    author: Person
    html: str
    created_at: datetime
    is_mine: bool


class Messages(Shape):
    """Of one conversation, `next` is for the earlier ones."""

    items: list[Message]
    next: str | None


class Sent(Shape):
    conversation_id: int
    number: int


class Upload(Shape):
    """`markdown` is what shows the file in a post."""

    key: str
    markdown: str
    name: str
    size: int
    url: Address = from_href()
    width: int | None
    height: int | None
    is_image: bool


class Hit(Shape):
    post_id: int
    thread_id: int
    number: int
    title: str
    passage: str
    url: Address = from_href()
    author: Person
    category: CategoryRef
    created_at: datetime


class Hits(Shape):
    """`problems` are parts of the question that were not understood."""

    items: list[Hit]
    count: int
    problems: list[str]
    next: str | None


class CaseInList(Shape):
    reference: str
    url: Address = from_href()
    kind: str
    state: str
    severity: int
    title: str
    place: str
    excerpt: str
    about: Person
    report_count: int
    reasons: list[str]
    opened_at: datetime
    due_at: datetime
    is_late: bool
    is_about_brand: bool
    holder: str


class Cases(Shape):
    items: list[CaseInList]
    next: str | None


class Note(Shape):
    id: int
    about: str
    author: Person
    body: str
    created_at: datetime


class DecisionOfCase(Shape):
    id: int
    action: str
    state: str
    ground: str
    title: str
    facts: str
    explanation: str
    decided_at: datetime
    ends_at: datetime | None
    reversed_at: datetime | None


class Case(CaseInList):
    is_open: bool
    held_until: datetime | None
    thread_title: str
    notes: list[Note]
    decisions: list[DecisionOfCase]


class LogLine(Shape):
    """A line of the staff log: who did what to whom."""

    id: int
    number: int | None
    actor: Person
    verb: str
    done: str
    whom: Person | None
    title: str
    note: str
    created_at: datetime


class Log(Shape):
    items: list[LogLine]
    next: str | None
