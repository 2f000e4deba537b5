"""Atom feeds (RFC 4287), well formed whatever people typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from forum.lib.times import iso

_NS = "http://www.w3.org/2005/Atom"
# What XML 1.0 has no way to say.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """`href` is a whole address and the entry's identity; `html` has whole addresses inside."""

    href: str
    title: str
    author: str
    published: datetime
    updated: datetime
    html: str


def feed(href: str, page: str, title: str, entries: Iterable[Entry], made: datetime) -> bytes:
    """The document. `href` is the feed's own address, `page` that of what it follows.

    `made` is the time of a feed without entries.
    """
    ElementTree.register_namespace("", _NS)
    entries = list(entries)
    root = ElementTree.Element(f"{{{_NS}}}feed")
    _text(root, "id", href)
    _text(root, "title", title)
    _text(root, "updated", iso(max((entry.updated for entry in entries), default=made)))
    _link(root, href, "self", "application/atom+xml")
    _link(root, page, "alternate", "text/html")
    for entry in entries:
        element = ElementTree.SubElement(root, f"{{{_NS}}}entry")
        _text(element, "id", entry.href)
        _text(element, "title", entry.title)
        _text(ElementTree.SubElement(element, f"{{{_NS}}}author"), "name", entry.author)
        _text(element, "published", iso(entry.published))
        _text(element, "updated", iso(entry.updated))
        _link(element, entry.href, "alternate", "text/html")
        _text(element, "content", entry.html).set("type", "html")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def clean(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _IMPOSSIBLE.sub("", text)


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_NS}}}{name}")
    element.text = clean(text)
    return element


def _link(parent: ElementTree.Element, href: str, rel: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{_NS}}}link", {"href": href, "rel": rel, "type": kind})
