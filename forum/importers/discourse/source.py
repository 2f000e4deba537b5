"""The forum an archive comes from: what its things are called here, and their old addresses."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

Kind = Literal["t", "p", "u", "c"]
LONGEST_PATH = 200  # characters; the width of Address.path
UNFINISHED = "+"  # behind the reference of a thread of which posts are still to come

_THREAD = re.compile(r"/t/(?:[^/]{0,300}/)?(\d{1,9})(?:/(\d{1,9}))?/?\Z")
_MEMBER = re.compile(r"/(?:u|users)/([^/]{1,60})(?:/.{0,200})?\Z")
_CATEGORY = re.compile(r"/c/(?:[^/]{1,200}/){0,3}(\d{1,9})(?:-[^/]{0,200})?(?:/[^/]{0,60}){0,3}\Z")


@dataclass(frozen=True, slots=True)
class Source:
    """`host` is "" when an archive does not tell; all such archives count as one source."""

    host: str

    def ref(self, kind: Kind, number: int) -> str:
        """The `external_ref` of a thread, post, user or category."""
        return f"discourse:{self.host}/{kind}/{number}"


@dataclass(frozen=True, slots=True)
class Place:
    """What an address of a Discourse forum leads to."""

    kind: Kind
    number: int = 0
    post: int | None = None
    name: str = ""


def place(address: str) -> Place | None:
    """What `address`, of which only the path counts, leads to; None when to nothing of these."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return None
    if found := _THREAD.match(path):
        return Place("t", int(found[1]), int(found[2]) if found[2] else None)
    if found := _MEMBER.match(path):
        return Place("u", name=found[1])
    if found := _CATEGORY.match(path):
        return Place("c", int(found[1]))
    return None


def thread_paths(number: int, slug: str, post: int | None = None) -> tuple[str, str]:
    """The paths under which a thread's or post's address is kept: without its slug, and with it.

    The second is for the second of two forums that both had a thread of this number.
    """
    rest = f"{number}" if post is None else f"{number}/{post}"
    return f"/t/{rest}", f"/t/{slug}/{rest}"[:LONGEST_PATH]


def member_path(username: str) -> str:
    return f"/u/{username.lower()}"[:LONGEST_PATH]


def category_paths(number: int, slug: str) -> tuple[str, ...]:
    """The path of a category, and, where its slug is known, the one for when that is taken."""
    return (f"/c/{number}", f"/c/{slug}/{number}"[:LONGEST_PATH])[: 2 if slug else 1]
