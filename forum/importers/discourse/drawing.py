"""Makes the text of an imported post: converted, and drawn as the page will show it.

This is what takes the time, so worker processes do it; it knows no database but the staging.
"""

import logging
from dataclasses import dataclass

from markupsafe import Markup

from forum.importers.discourse import html, markup
from forum.importers.discourse.escaping import Piece, paragraph
from forum.importers.discourse.here import Here
from forum.importers.discourse.records import Post
from forum.lib import markdown
from forum.lib.markdown import plain

CUT = "it is longer than a post can be here, and cut"
TOO_COMPLEX = "it is too complex to be drawn, and shown as plain text"
UNREADABLE = "its markup cannot be read; its words are kept"
_LONGEST_READ = 400_000  # characters of source text or HTML that are looked at
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Text:
    """A post's Markdown with its HTML; `text` is plain, for excerpts.

    `is_early`: it points to a thread that is not here yet. `notes` are for the report.
    """

    body: str
    html: Markup
    text: str
    has_math: bool
    is_early: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the forum says: the longest body it stores, and the hosts that are its own."""

    longest: int
    own_hosts: frozenset[str] = frozenset()


def draw(post: Post, category: int, here: Here, limits: Limits) -> Text:
    """The text of `post` for this category of ours. Never raises on any post."""
    notes: list[str] = []
    here.missed = False
    body = _readable(post, here, notes)
    if len(body) > limits.longest:
        notes.append(CUT)
        body = body[: limits.longest]
    drawn = markdown.render(body, here.context(body, category, limits.own_hosts))
    if drawn.too_complex:
        notes.append(TOO_COMPLEX)
    return Text(body, drawn.html, drawn.text, drawn.has_math, here.missed, tuple(notes))


def _readable(post: Post, here: Here, notes: list[str]) -> str:
    try:
        return plain.readable(_converted(post, here)).strip("\n").rstrip() or "…"
    except Exception:
        _log.exception("post %d of thread %d could not be converted", post.number, post.thread)
        notes.append(UNREADABLE)
        words = post.raw if post.raw is not None else html.text_of(post.cooked[:_LONGEST_READ])
        return plain.readable(paragraph([Piece("text", words[:_LONGEST_READ])])) or "…"


def _converted(post: Post, here: Here) -> str:
    raw, cooked = post.raw, post.cooked[:_LONGEST_READ]
    if raw is None:
        return html.convert(cooked, here, post.polls)
    return markup.convert(raw[:_LONGEST_READ], here, post.thread, cooked, post.polls)
