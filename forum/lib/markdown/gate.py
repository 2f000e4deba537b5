"""The last gate: whatever was drawn, only these tags, attributes and values get through.

The parser makes no raw HTML and every rule escapes, so this changes nothing as long as they are
right. It is here for the day one of them is wrong.
"""

import html
import re
import threading
from collections.abc import Callable, Mapping
from typing import Final

import bleach

from forum.lib import urls
from forum.lib.markdown import code

Check = Callable[[str], bool]


def _exactly(*values: str) -> Check:
    return frozenset(values).__contains__


def _matching(pattern: str) -> Check:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: compiled.fullmatch(value) is not None


def _is_address(value: str) -> bool:
    return urls.is_safe(html.unescape(value))


def _is_picture(value: str) -> bool:
    address = html.unescape(value)
    return address.startswith(("/", "http")) and urls.is_safe(address)


def _is_text(value: str) -> bool:
    return len(value) <= 2_000


_PIXELS = _matching(r"[1-9][0-9]{0,3}")
_COLUMN = {"class": _exactly("align-left", "align-center", "align-right")}
_LANGUAGE = _exactly(*(f"language-{name}" for name in code.LANGUAGES))
_SPANS = _exactly(
    "math math--inline",
    "math math--block",
    "spoiler",
    "spoiler__text",
    "attachment__size",
    *code.CLASSES,
)
_OF_PLUGINS = _matching(r"plugin-[a-z][a-z0-9-]{1,40}")  # what their rules draw, and style
_NOTE = r"fn(?:ref)?-[0-9a-f]{8}-[0-9]{1,3}(?:-[0-9]{1,3})?"

_ALLOWED: Final[Mapping[str, Mapping[str, Check]]] = {
    "a": {
        "href": _is_address,
        "title": _is_text,
        "class": _exactly("mention", "category-link", "attachment", "image", "footnote-back"),
        "rel": _exactly("ugc nofollow noopener", "noopener"),
        "id": _matching(_NOTE),
        "aria-label": _is_text,
    },
    "blockquote": {"class": _exactly("quote")},
    "br": {},
    "code": {"class": _LANGUAGE},
    "details": {"class": _exactly("details", "spoiler")},
    "div": {
        "class": _exactly(
            "table-scroll", "code", "code__language", "math math--block", "footnotes", "details"
        ),
        "tabindex": _exactly("0"),
        "role": _exactly("group"),
        "aria-label": _is_text,
    },
    "em": {},
    "h3": {},
    "h4": {},
    "h5": {},
    "h6": {},
    "hr": {},
    "img": {
        "src": _is_picture,
        "alt": _is_text,
        "title": _is_text,
        "width": _PIXELS,
        "height": _PIXELS,
        "loading": _exactly("lazy"),
        "decoding": _exactly("async"),
        "referrerpolicy": _exactly("no-referrer"),
    },
    "input": {
        "type": _exactly("checkbox"),
        "class": _exactly("task-list-item-checkbox", "spoiler__toggle"),
        "disabled": _exactly(""),
        "checked": _exactly(""),
        "aria-label": _is_text,
    },
    "kbd": {},
    "li": {"class": _exactly("task-list-item"), "id": _matching(_NOTE)},
    "ol": {"class": _exactly("contains-task-list"), "start": _matching(r"[0-9]{1,9}")},
    "p": {"class": _exactly("quote__author")},
    "pre": {"tabindex": _exactly("0")},
    "s": {},
    "span": {"class": lambda value: _SPANS(value) or _OF_PLUGINS(value)},
    "strong": {},
    "summary": {},
    "sup": {"class": _exactly("footnote-ref")},
    "table": {},
    "tbody": {},
    "td": _COLUMN,
    "th": {**_COLUMN, "scope": _exactly("col")},
    "thead": {},
    "tr": {},
    "ul": {"class": _exactly("contains-task-list")},
}

_kept = threading.local()  # a Cleaner is not for two threads at once


def clean(drawn: str) -> str:
    """`drawn` with everything escaped or dropped that is not on the list above."""
    if not hasattr(_kept, "cleaner"):
        _kept.cleaner = bleach.Cleaner(
            tags=frozenset(_ALLOWED), attributes=_allows, protocols={"http", "https", "mailto"}
        )
    cleaned: str = _kept.cleaner.clean(drawn)
    return cleaned


def _allows(tag: str, attribute: str, value: str) -> bool:
    check = _ALLOWED[tag].get(attribute)
    return check is not None and check(value)
