"""What a text refers to by name or key, and what the caller found under those names."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Final, TypeVar

from forum.lib.markdown import limits

T = TypeVar("T")

MENTION: Final = re.compile(r"@(\w[\w.\-]{1,30}\w)(?![\w-])")
CATEGORY: Final = re.compile(r"#(\w[\w\-]{0,79})(?![\w-])")
# A name stands by itself: not in the middle of a word, an address or a path.
NOT_BEFORE: Final = re.compile(r"[\w@#&/.+\-=]")
UPLOAD: Final = re.compile(r"upload://([A-Za-z0-9_\-]{1,80}(?:\.[A-Za-z0-9]{1,10})?)")
QUOTE_OPENER: Final = re.compile(r'\[quote=("[^"\n]{0,200}"|[^\]\n]{0,200})\]', re.IGNORECASE)
_QUOTED_POST = re.compile(r"post:\s*(\d{1,9})", re.IGNORECASE)
_QUOTED_THREAD = re.compile(r"(?:thread|topic):\s*(\d{1,15})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MemberRef:
    href: str
    name: str


@dataclass(frozen=True, slots=True)
class UploadRef:
    """A stored file. `size` is in bytes, `width` and `height` in pixels (images only)."""

    href: str
    name: str
    size: int
    width: int | None = None
    height: int | None = None
    thumb_href: str | None = None

    @property
    def is_image(self) -> bool:
        return self.width is not None and self.height is not None


@dataclass(frozen=True, slots=True)
class CategoryRef:
    href: str
    name: str


@dataclass(frozen=True, slots=True)
class QuoteRef:
    """The post that was quoted: its permalink and its author's name."""

    href: str
    name: str


@dataclass(frozen=True, slots=True)
class References:
    """Names that a text uses: mentions and categories casefolded, quotes as (thread, number)."""

    mentions: frozenset[str] = frozenset()
    uploads: frozenset[str] = frozenset()
    quotes: frozenset[tuple[int, int]] = frozenset()
    categories: frozenset[str] = frozenset()


def _nothing() -> Mapping[str, T]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wording:
    """The few words that the renderer itself writes, so that a forum can have its own language."""

    spoiler: str = "Spoiler"
    show_spoiler: str = "Show spoiler"
    details: str = "Details"
    done: str = "Done"
    not_done: str = "Not done"
    table: str = "Table"
    code: str = "Code"
    footnote: str = "Footnote"
    back: str = "Back to the text"


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller knows about the text's references and its author.

    `members` and `categories` are keyed by casefolded name, `uploads` by key, `quotes` by
    (thread, number). What is missing here stays the text that was typed, so put in only what
    every reader of the text may see. `own_hosts` are hosts (with port, if any) of this forum.
    `is_import` allows the length that posts of other forums can have; not for what is typed here.
    """

    members: Mapping[str, MemberRef] = field(default_factory=_nothing)
    uploads: Mapping[str, UploadRef] = field(default_factory=_nothing)
    quotes: Mapping[tuple[int, int], QuoteRef] = field(default_factory=lambda: MappingProxyType({}))
    categories: Mapping[str, CategoryRef] = field(default_factory=_nothing)
    trusted: bool = False
    own_hosts: frozenset[str] = frozenset()
    remote_images: bool = False
    is_import: bool = False
    # Each is given a new parser, and may add rules; what these draw goes through the same gate.
    rules: tuple[Callable[..., None], ...] = ()
    wording: Wording = Wording()


def scan(source: str) -> References:
    """What `source` may refer to, so that the caller can look it up. Reads no Markdown.

    It may name more than `render` will use (names within code, say), never less, and at most
    `limits.REFERENCES` of each kind.
    """
    mentions = (
        name.casefold() for found in _standing(MENTION, source) for name in spellings(found)
    )
    categories = (name.casefold() for name in _standing(CATEGORY, source))
    quotes = (quoted_post(found[1]) for found in QUOTE_OPENER.finditer(source))
    return References(
        mentions=_some(mentions),
        uploads=_some(found[1] for found in UPLOAD.finditer(source)),
        quotes=_some(quote for quote in quotes if quote),
        categories=_some(categories),
    )


def spellings(name: str) -> Iterator[str]:
    """The names that "@maya.thanks" may mean, longest first: "maya.thanks", then "maya"."""
    yield name
    while (cut := max(name.rfind("."), name.rfind("-"))) >= 3:
        name = name[:cut].rstrip(".-")
        if len(name) < 3:
            return
        yield name


def quoted_post(attribution: str) -> tuple[int, int] | None:
    """(thread, number) from `"name, post:3, thread:62"`, if it says both."""
    post, thread = _QUOTED_POST.search(attribution), _QUOTED_THREAD.search(attribution)
    return (int(thread[1]), int(post[1])) if post and thread else None


def quoted_name(attribution: str) -> str:
    """The author's name from `"name, post:3, thread:62"`."""
    return attribution.strip().strip('"').split(",", 1)[0].strip()[:100]


def _standing(pattern: re.Pattern[str], source: str) -> Iterator[str]:
    for found in pattern.finditer(source):
        if not found.start() or not NOT_BEFORE.match(source, found.start() - 1):
            yield found[1]


def _some(found: Iterable[T]) -> frozenset[T]:
    distinct = dict.fromkeys(islice(found, limits.CHARACTERS))
    return frozenset(islice(distinct, limits.REFERENCES))
