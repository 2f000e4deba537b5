"""What the demonstration community consists of once its files are read: plain frozen records."""

from dataclasses import dataclass, field
from datetime import timedelta

ROLES = ("member", "ambassador", "moderator", "expert", "community_manager", "admin")
KINDS = ("discussion", "question", "announcement")
STATES = ("visible", "pending", "hidden", "removed", "deleted")
REACTIONS = ("heart", "thanks", "helpful", "agree", "laugh", "wow")
PINS = ("", "everywhere", "category")
ICONS = (
    "tent",
    "pack",
    "flame",
    "map",
    "wrench",
    "chat",
    "wave",
    "megaphone",
    "leaf",
    "lock",
    "book",
    "star",
    "question",
    "camera",
)
GROUPS = (
    "everyone",
    "members",
    "ambassadors",
    "moderators",
    "team",
    "community_managers",
    "admins",
)
ACCESS = ("see", "reply", "start", "moderate")


class ContentError(ValueError):
    """A file of the demonstration community says something that cannot be; names file and line."""


@dataclass(frozen=True, slots=True)
class Person:
    """One member. `joined`, `role_since`, `last_visit` and `suspended` are how long before now.

    Without `role_since` the role is held from the first day. `trust` is 0 to 4.
    """

    handle: str
    name: str
    role: str
    joined: timedelta
    trust: int
    bio: str = ""
    byline: str = ""
    pronouns: str = ""
    location: str = ""
    moderates: tuple[str, ...] = ()
    old_handles: tuple[str, ...] = ()
    role_since: timedelta | None = None
    last_visit: timedelta | None = None
    suspended: timedelta | None = None
    suspended_for: str = ""
    is_sign_in: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """One category; `access` maps see, reply, start and moderate to the groups that may.

    `kinds` of threads are started here, the first one unless something is said. `only_tags` are
    the only ones used here, if there are any; a thread needs `tags_wanted` of them.
    """

    slug: str
    name: str
    description: str
    colour: str
    icon: str
    access: dict[str, tuple[str, ...]]
    parent: str = ""
    kinds: tuple[str, ...] = ("discussion", "question")
    template: str = ""
    tags_wanted: int = 0
    only_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag; `was` are names that were merged into it and whose addresses must go on working."""

    name: str
    description: str
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """A later version of a post: its whole new text, by whom, when (before now) and why."""

    author: str
    ago: timedelta
    body: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One post as first published; `edits` hold what it became."""

    number: int
    author: str
    ago: timedelta
    body: str
    line: int
    reply_to: int | None = None
    reactions: tuple[tuple[str, int], ...] = ()
    is_answer: bool = False
    state: str = "visible"
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread with all its posts; `pinned_for` is how long from now the pin still holds."""

    slug: str
    title: str
    category: str
    views: int
    posts: tuple[Post, ...]
    kind: str = "discussion"
    tags: tuple[str, ...] = ()
    pinned: str = ""
    pinned_for: timedelta | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Something a member began and did not send: a reply to `thread`, or a new thread."""

    author: str
    ago: timedelta
    body: str
    thread: str = ""
    reply_to: int | None = None
    title: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guidelines:
    """One published version of the guidelines; `changed` says what is new in it."""

    number: int
    ago: timedelta
    summary: str
    changed: str
    body: str


@dataclass(frozen=True, slots=True)
class Content:
    """The whole community, in the order of its files."""

    people: dict[str, Person]
    categories: dict[str, Category]
    tags: dict[str, Tag]
    threads: dict[str, Thread]
    drafts: tuple[Draft, ...]
    guidelines: tuple[Guidelines, ...]
    images: dict[str, bytes] = field(repr=False, default_factory=dict)

    @property
    def post_count(self) -> int:
        """How many posts there are in all threads."""
        return sum(len(thread.posts) for thread in self.threads.values())
