"""What an archive of Discourse holds, as typed records, before any of it is ours."""

from dataclasses import dataclass
from datetime import datetime

KINDS = ("members", "categories", "threads", "posts", "reactions")

# Discourse's `Post.types`: what a person wrote, and what the software or a moderator left behind.
REGULAR, MODERATOR_ACTION, SMALL_ACTION, WHISPER = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who wrote. `number` is Discourse's user id; its own robot has a negative one."""

    number: int
    username: str
    name: str
    seen_at: datetime
    host: str = ""  # of the forum, where the address of the avatar tells


@dataclass(frozen=True, slots=True)
class Category:
    """`rank` says how much to trust the name: 2 a list, 1 its own thread, 0 a link.

    Of several of one rank the one from the oldest thread (`told_by`) is right.
    """

    number: int
    name: str = ""
    slug: str = ""
    description: str = ""
    colour: str = ""
    parent: int | None = None
    position: int | None = None
    rank: int = 0
    told_by: int = 0


@dataclass(frozen=True, slots=True)
class Thread:
    """A topic, `as_of` a time: archives may hold it more than once, with earlier titles.

    Of what a one-file-per-post archive does not say, the default is kept.
    """

    number: int
    slug: str
    title: str
    category: int | None
    as_of: datetime
    reads: int = 0
    private: bool = False
    created_at: datetime | None = None
    views: int = 0
    closed: bool = False
    archived: bool = False
    listed: bool = True
    deleted: bool = False
    pinned_at: datetime | None = None
    pinned_until: datetime | None = None
    pinned_everywhere: bool = False
    answer: int | None = None
    tags: tuple[str, ...] = ()
    expected: int | None = None  # how many posts Discourse says there are


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll's choices with their votes, where the archive counts them."""

    name: str
    choices: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A post. `raw` is what its author typed; None where the archive holds only HTML."""

    id: int
    thread: int
    number: int
    author: int
    username: str
    created_at: datetime
    updated_at: datetime
    raw: str | None
    cooked: str
    kind: int = REGULAR
    version: int = 1
    edit_reason: str = ""
    reply_to: int | None = None
    reads: int = 0
    hidden: bool = False
    deleted: bool = False
    reactions: tuple[tuple[str, int], ...] = ()
    polls: tuple[Poll, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not brought over, or not whole: what kind, where, and why."""

    kind: str
    where: str
    reason: str
