"""Reads HTML as a browser would and says what a member should never have been able to make."""

import re
from html.parser import HTMLParser

TAGS = frozenset(
    {"a", "blockquote", "br", "code", "details", "div", "em", "h3", "h4", "h5", "h6", "hr", "img"}
    | {"input", "li", "ol", "p", "pre", "s", "span", "strong", "summary", "sup", "table", "tbody"}
    | {"td", "th", "thead", "tr", "ul"}
)
ATTRIBUTES = frozenset(
    {"href", "src", "class", "id", "title", "alt", "rel", "width", "height", "loading", "decoding"}
    | {"referrerpolicy", "type", "disabled", "checked", "aria-label", "tabindex", "role", "start"}
    | {"scope"}
)
_ADDRESS = re.compile(
    r"(https?://[^\s\"'<>`\\@]+|mailto:[^\s\"'<>`\\]+|/(?!/)[^\s\"'<>`\\]*|#[^\s\"'<>`\\]*)"
)
_ANYTHING = re.compile(r".*", re.DOTALL)
_VALUES = {
    "href": _ADDRESS,
    "src": _ADDRESS,
    "id": re.compile(r"fn(ref)?-[0-9a-f]{8}[0-9-]+"),
    "type": re.compile("checkbox"),
    "width": re.compile("[1-9][0-9]{0,3}"),
    "height": re.compile("[1-9][0-9]{0,3}"),
    "class": re.compile("[a-z][a-z0-9_ -]{0,40}"),
}
_VOID = {"br", "hr", "img", "input"}


class _Judge(HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults = []
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        if tag not in _VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES or not _VALUES.get(name, _ANYTHING).fullmatch(value or ""):
                self.faults.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of place")

    def handle_comment(self, data):
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.faults.append(f"<!{decl}>")

    def handle_pi(self, data):
        self.faults.append(f"<?{data}>")

    def unknown_decl(self, data):
        self.faults.append(f"<![{data}]>")


def faults(html):
    """What is wrong with `html`, as readable strings; nothing if it is fit to be shown."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    return judge.faults + [f"<{tag}> never closed" for tag in judge.open]
