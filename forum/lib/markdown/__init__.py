"""Turns what members type into safe HTML, for page, preview, mail and feed alike.

Nothing else in the forum may mark text as safe. Knows neither Flask nor the database: the caller
looks up what `scan` names and hands it in as a `Context`.
"""

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from markupsafe import Markup

from forum.lib.markdown import gate, inline, limits
from forum.lib.markdown.arranging import Findings, arrange
from forum.lib.markdown.limits import TooComplex
from forum.lib.markdown.outside import absolute
from forum.lib.markdown.parser import Parser, build
from forum.lib.markdown.plain import excerpt, fold, paragraphs, readable
from forum.lib.markdown.references import (
    CategoryRef,
    Context,
    MemberRef,
    QuoteRef,
    References,
    UploadRef,
    Wording,
    scan,
)

__all__ = [
    "VERSION",
    "CategoryRef",
    "Context",
    "MemberRef",
    "QuoteRef",
    "References",
    "Rendered",
    "UploadRef",
    "Wording",
    "absolute",
    "excerpt",
    "render",
    "scan",
]

# Stored beside the HTML. Raise it when the same text gives other HTML, so that it is drawn again.
VERSION: Final = 2

_log = logging.getLogger(__name__)
_kept = threading.local()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML, and what is in it.

    `text` is plain and on one line, without spoilers and without what others are quoted with.
    `mentions` are casefolded names found in the context, in order, at most 50, none from quotes or
    code. `links` are the external addresses, `link_count` all links that were typed,
    `outside_count` those of them that leave the site, each time; `image_count` all images, shown or
    not, `attachment_count` the files to have instead of to see. `uploads` and `quotes` are those
    found in the context.
    """

    html: Markup
    text: str
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
    quotes: tuple[tuple[int, int], ...] = ()
    has_math: bool = False
    image_count: int = 0
    attachment_count: int = 0
    link_count: int = 0
    outside_count: int = 0
    too_complex: bool = False
    failure: Exception | None = None


def render(source: str, context: Context = Context()) -> Rendered:  # noqa: B008
    """`source` as HTML. Never raises, never takes long.

    Text beyond the limits (or that we cannot draw through a fault of ours, which is logged) comes
    back as plain paragraphs with `too_complex` set. Where rules were added to ours and something
    goes wrong it is drawn without them, and `failure` says what it was.
    """
    source = readable(source)
    try:
        return draw(source, context)
    except TooComplex:
        pass
    except Exception as error:
        _log.exception("a text of %d characters could not be drawn", len(source))
        if context.rules:
            return replace(render(source, replace(context, rules=())), failure=error)
    return Rendered(html=paragraphs(source), text=fold(source), too_complex=True)


def draw(source: str, context: Context) -> Rendered:
    """As `render`, of readable text, but raises `TooComplex` and whatever goes wrong."""
    longest = limits.LONG_CHARACTERS if context.is_import else limits.CHARACTERS
    if len(source) > longest or source.count("\n") > limits.LINES:
        raise TooComplex
    parser = _parser(context.rules)
    anchor = hashlib.blake2s(source.encode(), digest_size=4).hexdigest()
    env = {"context": context, "anchor": anchor}
    tokens = parser.parse(source, env)
    found = arrange(tokens, context)
    # Entities can name characters that `readable` has taken out of the source.
    drawn = readable(parser.renderer.render(tokens, parser.options, env))
    if (
        len(drawn.encode()) > limits.OUTPUT_BYTES
        or drawn.count("<") > limits.TAGS
        or drawn.count("&") > limits.ESCAPES
    ):
        raise TooComplex
    return _rendered(Markup(gate.clean(drawn)), found)  # noqa: S704


def _parser(rules: tuple[Callable[..., None], ...]) -> Parser:
    """That of this thread, with these rules added: two, so that it is not made anew each time."""
    kept: dict[Any, Parser] = _kept.__dict__.setdefault("parsers", {})
    if rules not in kept:
        parser = build()
        for rule in rules:
            rule(parser)
        inline.arrange(parser)
        if len(kept) > 1:
            kept.clear()
        kept[rules] = parser
    return kept[rules]


def _rendered(html: Markup, found: Findings) -> Rendered:
    return Rendered(
        html=html,
        text=fold(readable("".join(found.words))),
        mentions=tuple(found.mentions),
        links=tuple(found.links),
        uploads=tuple(found.uploads),
        quotes=tuple(found.quotes),
        has_math=found.has_math,
        image_count=found.images,
        attachment_count=found.attachments,
        link_count=found.links_typed,
        outside_count=found.links_outside,
    )
