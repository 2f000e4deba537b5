"""What queries hand to pages and feeds: plain rows, already permitted, with their addresses.

What a page shows dozens of is a NamedTuple: it is hashed (as the key of a kept piece) and changed
for the viewer several times as fast as a dataclass.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from forum.lib.verdict import Verdict


class Person(NamedTuple):
    """A member as seen at one place. `capacity` says in which role they spoke there.

    `title` is what a member who spoke in no other role has chosen to stand there, `mark` its
    drawing in static/img/badges.svg; only posts in a thread show them.
    """

    id: int
    name: str
    display_name: str
    href: str
    avatar_href: str
    capacity: str = "member"
    byline: str = ""
    is_former: bool = False  # spoke for the brand or as an ambassador, and does so no longer
    title: str = ""
    mark: str = ""
    names_product: bool = (
        False  # an ambassador who receives something, of what they received it for
    )


class CategoryRef(NamedTuple):
    id: int
    name: str
    slug: str
    href: str
    colour: str
    icon: str
    is_private: bool


class TagRef(NamedTuple):
    name: str
    slug: str
    href: str
    description: str = ""
    thread_count: int = 0


class ThreadRow(NamedTuple):
    """A thread in a list."""

    id: int
    title: str
    href: str
    kind: str
    category: CategoryRef
    author: Person
    last_poster: Person
    created_at: datetime
    last_post_at: datetime
    last_post_href: str
    post_count: int
    reply_count: int
    view_count: int
    reaction_count: int
    highest_number: int
    tags: tuple[TagRef, ...]
    is_pinned: bool
    is_closed: bool
    is_archived: bool
    is_answered: bool
    state: str
    excerpt: str
    unread: str | None  # "new", "unread" or None
    unread_count: int
    first_unread_href: str
    may_unpin: bool


class CategoryRow(NamedTuple):
    """A category with what is going on in it and below it."""

    ref: CategoryRef
    description: str
    thread_count: int
    post_count: int
    last_thread_title: str
    last_thread_href: str
    last_post_at: datetime | None
    last_poster: Person | None
    children: tuple["CategoryRow", ...]
    has_unread: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list that has no numbers: where the next and the previous one begin."""

    items: tuple[ThreadRow, ...]
    next_href: str | None = None
    prev_href: str | None = None


class ReactionView(NamedTuple):
    key: str
    symbol: str
    label: str
    count: int  # type: ignore[assignment]  # nobody counts in a reaction as in a tuple
    mine: bool


class MayPost(NamedTuple):
    """What the viewer may do with one post."""

    edit: bool = False
    delete: bool = False
    restore: bool = False
    react: bool = False
    reply: bool = False
    quote: bool = False
    accept: bool = False
    see_revisions: bool = False
    report: bool = False
    mute: bool = False
    unlock: bool = False  # what is moderated here: the same for all posts of a thread
    moderate: bool = False  # open a case about it
    official: bool = False  # say that it is the brand's answer, or take that back
    read_statement: bool = False  # why it is hidden or removed, and what one can do about it


class PostView(NamedTuple):
    id: int
    thread_id: int
    number: int
    author: Person
    created_at: datetime
    edited_at: datetime | None
    edit_count: int
    reply_to: tuple[int, str, str] | None  # number, name, address
    is_continued: bool  # privately, by the team with its author
    reply_count: int
    html: Markup
    source_href: str
    permalink: str
    state: str
    is_answer: bool
    has_math: bool
    version: int
    deleted_by_id: int | None
    reactions: tuple[ReactionView, ...]
    may: MayPost = MayPost()
    is_locked: bool = False
    is_official: bool = False

    @property
    def author_id(self) -> int:
        return self.author.id

    def emptied(self) -> "PostView":
        """Its place, and nothing of what it said: how the author of a removed post sees it."""
        return self._replace(html=Markup(), reply_to=None, has_math=False, reactions=())


@dataclass(frozen=True, slots=True)
class AnswerView:
    number: int
    author: Person
    html: Markup
    href: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MayThread:
    """What the viewer may do with the whole thread. `reply` says why not."""

    reply: Verdict
    edit: bool
    moderate: bool
    decide: bool  # open a case about it, which one does not about one's own
    tidy: bool = False  # mend title, tags and category of somebody else's

    @property
    def close(self) -> bool:
        return self.moderate

    @property
    def pin(self) -> bool:
        return self.moderate

    @property
    def move(self) -> bool:
        return self.moderate


@dataclass(frozen=True, slots=True)
class ThreadView:
    id: int
    title: str
    slug: str
    href: str
    kind: str
    category: CategoryRef
    ancestors: tuple[CategoryRef, ...]
    tags: tuple[TagRef, ...]
    author: Person
    created_at: datetime
    last_post_at: datetime
    post_count: int
    highest_number: int
    view_count: int
    reaction_count: int
    excerpt: str
    participants: tuple[Person, ...]
    is_closed: bool
    is_pinned: bool
    is_archived: bool
    state: str
    answer: AnswerView | None
    may: MayThread | None = None
    first_unread_number: int | None = None
    last_read_number: int | None = None
    level: int = 1  # how closely the viewer follows it
    closed_until: datetime | None = None  # then it opens by itself
    is_slow: bool = False
    slow_words: str = ""  # what that means for the viewer
    members_first: datetime | None = None  # until then the viewer, of the brand, waits


class EventView(NamedTuple):
    """A line in a thread: what was done to it. `said` is everything after the name; without an
    `actor` it was software."""

    id: int
    actor: Person | None
    verb: str
    said: str
    note: str
    created_at: datetime
    other_title: str = ""
    other_href: str = ""
    may_undo: bool = False


@dataclass(frozen=True, slots=True)
class PostsPage:
    """The posts of a thread whose numbers lie in one range."""

    posts: tuple[PostView, ...]
    number: int
    last: int
    first_number: int
    last_number: int
    href_of: Callable[[int], str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PostSnippet:
    """A post by itself, on a member's page or in a feed."""

    id: int
    thread_title: str
    href: str
    number: int
    author: Person
    created_at: datetime
    edited_at: datetime | None
    excerpt: str
    html: Markup
    reaction_count: int = 0


@dataclass(frozen=True, slots=True)
class FieldView:
    """What a member answered to something an admin asks."""

    label: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class MemberView:
    id: int
    name: str
    display_name: str
    href: str
    avatar_href: str
    capacity: str
    byline: str
    title: str
    pronouns: str
    location: str
    website: str
    bio_html: Markup
    created_at: datetime
    is_suspended: bool
    is_unclaimed: bool
    interests: tuple[str, ...] = ()
    fields: tuple[FieldView, ...] = ()
    cover_href: str = ""  # of the picture on top of their page; most have none
    cover_focus: str = "middle"
    former: str = ""  # "was with Fernway until 30 June 2026"
    terms: tuple[str, ...] = ()  # as an ambassador: "27 August 2025 to 27 August 2026"
    last_seen_at: datetime | None = None  # none: never, or not for this viewer
    is_unlisted: bool = False
    shows_activity: bool = True  # to this viewer; the numbers are 0 otherwise
    thread_count: int = 0
    post_count: int = 0
    answer_count: int = 0
    reactions_given_count: int = 0
    reactions_received_count: int = 0
    helped_count: int = 0  # different people
    thanked_count: int = 0  # likewise
