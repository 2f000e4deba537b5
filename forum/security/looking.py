"""Looking at the forum as somebody else: what this browser's session says of it, and for how long.

It is in the signed cookie, beside who is signed in, and is good for half an hour. Whether it counts
is asked anew in each request (`web.seen_as`): who is an admin no more looks as themselves.
"""

from time import time
from typing import NamedTuple

from flask import session

KEY = "looks"
SECONDS = 30 * 60
KINDS = ("guest", "group", "member")
END = "viewing.end"  # the one thing that is done meanwhile
# What is looked at. Everything else is closed meanwhile: pages about oneself, private messages,
# forms, the console, the administration, programs, and what a plugin adds.
OPEN = frozenset({
    END, "addresses.category", "addresses.member", "addresses.thread", "assets.brand_css",
    "assets.colours_css", "assets.favicon", "assets.own_css", "assets.static",
    "badges.index", "badges.show",
    "categories.show", "discovery.robots", "groups.index", "groups.show", "guidelines.compare",
    "guidelines.ladder", "guidelines.section", "guidelines.show", "guidelines.software",
    "guidelines.version", "guidelines.versions", "health.healthz", "home.all_categories",
    "home.index", "home.threads", "members.card", "members.everybody", "members.show",
    "members.tab", "members.team", "pages.show", "pages.version", "pages.versions",
    "posts.reacted", "revisions.index", "search.list_",
    "search.results", "search.show", "share_pictures.show", "tags.index", "tags.show",
    "threads.news", "threads.post",
    "threads.show", "transparency.index", "transparency.show", "uploads.avatar",
    "uploads.drawn_avatar", "uploads.show", "uploads.thumbnail",
})  # fmt: skip


class Look(NamedTuple):
    """As whom: a guest, somebody in the group or the member with this id; for whom it was begun."""

    kind: str
    key: int
    until: int  # seconds since 1970
    by: int


def current() -> Look | None:
    """What the cookie says, as long as it is good."""
    said = session.get(KEY)
    if not isinstance(said, list) or len(said) != len(Look._fields):
        return None
    look = Look(*said)
    return look if 0 < look.until - int(time()) <= SECONDS and look.kind in KINDS else None


def begin(kind: str, key: int, by: int) -> None:
    session[KEY] = list(Look(kind, key, int(time()) + SECONDS, by))


def end() -> None:
    session.pop(KEY, None)
