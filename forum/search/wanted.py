"""What an engine is given and what it gives back. Knows neither Flask nor the forum's tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Order = Literal["relevance", "latest", "oldest", "reactions"]
Need = Literal["all", "most", "any"]
# What is kept of a post: raise it when words are cut otherwise or other words are kept, and every
# index is made anew from the database by itself.
FORMAT = 3
MOST_HITS = 1_000  # what one question is answered with at most
MOST_PIECES = 24  # what one question may hold; what comes after is not looked at
PAGE = 20


@dataclass(frozen=True, slots=True)
class Document:
    """A post as an engine keeps it: what ranking and filtering need, and no more.

    Only what everybody in its category may read is ever made into one: visible posts of visible
    threads. Never messages, nor what waits, is hidden, removed or deleted.
    """

    post_id: int
    version: int  # differs when anything below differs (`queries.search_documents` makes it)
    thread_id: int
    number: int  # within its thread; the first post is number 1
    category_id: int
    author_id: int
    title: str  # of the thread, as it stands there
    text: str  # plain words of the post, without Markdown, quotes of others or addresses
    tags: tuple[str, ...]  # names of the thread's tags
    author_names: tuple[str, ...]  # what the author is called and shown as
    created_at: datetime  # UTC, aware
    is_answer: bool  # the accepted answer of its thread
    reaction_count: int
    is_open: bool  # its thread takes replies: neither closed nor archived


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that is wanted, or with `is_excluded` not wanted.

    `text` is as typed, of any length and in any script; the engine cuts it into words, folds case
    and accents and stems it. It never is a query language: nothing in it has a meaning but words.

    - kind "word": the word, in its forms ("tents" finds "tent"); the form typed ranks first. What
      falls into several words ("state-of-the-art", Chinese) is found in that order, together.
    - kind "prefix": words that begin so, for what is being typed. Below 2 letters (1 in Chinese,
      Japanese, Korean) it is taken as a word.
    - kind "phrase": these words in this order, as typed.

    `synonyms` are texts that count as much (each of one or several words, then in that order).
    `in_title` looks at the titles of threads only; otherwise title, tags, author and text.
    A piece without any word in it ("!!!") is left out, and so are words such as "the" when they
    stand beside others outside a phrase; `Found.ignored` names them.
    """

    text: str
    kind: Literal["word", "prefix", "phrase"] = "word"
    is_excluded: bool = False
    in_title: bool = False
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an order a hit stands, for the page after it."""

    value: float  # score, or seconds since 1970, or reactions
    post_id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question. `category_ids` is what the one who asks may see: always given, never "all".

    Without pieces that are wanted it is a list of all that passes the filters (order latest unless
    another is said).

    What only the database knows (bookmarks, unread, solved, with:images, min_reactions) is applied
    by the caller's query afterwards, and so is the policy, to every hit, always. Two ways to have
    enough of them:
    - ask once with `limit=MOST_HITS` and filter `post_id IN (…)`: one statement, the usual case;
    - go on with `after=hits[-1].place` until the page is full. Pass the same `now` each time (keep
      it in the cursor of the page): with it the order of relevance does not move between pages.
    """

    pieces: tuple[Piece, ...]
    category_ids: frozenset[int]
    now: datetime  # UTC; age is counted from here
    post_ids: frozenset[int] | None = None  # among these only
    author_ids: frozenset[int] | None = None  # posts by one of these only; None: by anybody
    thread_id: int | None = None  # in this thread only, every post of it that matches
    without_threads: frozenset[int] = frozenset()
    before: datetime | None = None  # posts created before
    after_date: datetime | None = None  # posts created at or after
    is_first: bool = False  # first posts of threads only
    is_answer: bool = False  # accepted answers only
    order: Order = "relevance"
    # Factor of a category's posts in the order of relevance (0.8 low, 1.2 high); absent: 1.
    weights: Mapping[int, float] = field(default_factory=dict)
    # all: each piece must be found. most: so too, but when fewer than a page of threads have all,
    # posts with most of the pieces follow after them. any: the more pieces the better (for similar
    # threads). Excluded pieces and `in_title` hold in each.
    need: Need = "most"
    per_thread: bool = True  # one best post per thread, with how many more are in it
    after: Place | None = None
    limit: int = PAGE  # at most MOST_HITS
    seconds: float = 0.25  # after this long what was found so far is the answer


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found. Show it only after the policy was asked."""

    post_id: int
    thread_id: int
    number: int  # of the post in its thread
    category_id: int
    score: float
    more_in_thread: int  # further posts of the thread that match; 0 without `per_thread`
    place: Place
    # The parts the score is the product of, for an admin who asks why: words, exact title, answer,
    # reactions, age, category, closed, whole (the share of the pieces that were found).
    why: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a question."""

    hits: tuple[Hit, ...]
    number: int  # threads (posts without `per_thread`) found in all, before `after` and `limit`
    is_exact: bool  # False: there are at least so many ("more than")
    ran_out: bool = False  # time was over before everything was looked at
    strict: int = 0  # how many of `number` have all the pieces; the others have most of them
    ignored: tuple[str, ...] = ()  # pieces that were left out, as typed
    # Words found nowhere (as far as the asker may see), and what was looked for instead.
    corrected: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the engine can be asked."""

    engine: str  # whoosh, postgresql, tantivy …
    # "unavailable": not installed, or not for this database.
    state: Literal["ready", "empty", "building", "damaged", "unavailable"]
    documents: int
    size: int  # bytes on the disk, about
    said: str = ""  # one sentence for an operator

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"


class Rebuilding(Exception):  # noqa: N818
    """There is no index to ask yet: it is being made from the database. Say so, and try later."""


class Unavailable(Exception):  # noqa: N818
    """The engine cannot work as it is configured or installed. The message is for the operator."""
