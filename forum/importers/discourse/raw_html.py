"""The HTML that Discourse lets people type between Markdown, as Markdown.

Only elements that Discourse knows; anything else in angle brackets is something that the author
wanted to be read (`<pubkey>`), and stays.
"""

import html as entities
import re
from collections.abc import Callable

from forum.importers.discourse import boxes, escaping
from forum.importers.discourse.directory import Directory
from forum.importers.discourse.html import convert as convert_html
from forum.importers.discourse.pairs import balanced, enclosed, replace_pairs

_ATTRIBUTES = r"(?:\s[^<>]{0,2000})?"
_COMMENT, _END_OF_COMMENT = re.compile(r"<!--"), re.compile(r"-->")
_WHOLE = re.compile(rf"<(/?)(table|ul|ol|dl|blockquote|pre){_ATTRIBUTES}>", re.IGNORECASE)
_DETAILS = re.compile(
    rf"<details{_ATTRIBUTES}>\s{{0,20}}(?:<summary{_ATTRIBUTES}>"
    r"([^<]{0,500}(?:<(?!/summary)[^<]{0,500}){0,20})</summary>)?",
    re.IGNORECASE,
)
_END_OF_DETAILS = re.compile(r"[ \t]*</details>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,3}/?>[ \t]*", re.IGNORECASE)
_LAST_BREAK = re.compile(r"<br\s{0,3}/?>[ \t]*\Z", re.IGNORECASE)
_RULE = re.compile(r"<hr\s{0,3}/?>", re.IGNORECASE)
_HEADING = re.compile(
    rf"<h([1-6]){_ATTRIBUTES}>([^<\n]{{0,500}}(?:<(?!/h)[^<\n]{{0,200}}){{0,20}})</h\1>",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"<img\s([^<>]{1,4000})/?>", re.IGNORECASE)
_LINK = re.compile(r"<a\s([^<>]{1,4000})>([^<]{0,2000})</a>", re.IGNORECASE)
_SHIFTED = re.compile(r"<(sup|sub)>([^<\n]{1,200})</\1>", re.IGNORECASE)
_CODE = re.compile(rf"<(code|kbd|tt|samp){_ATTRIBUTES}>([^<\n]{{1,2000}})</\1>", re.IGNORECASE)
_STYLES = re.compile(
    r"<(/?)(b|strong|i|em|cite|dfn|var|s|del|strike|u|ins|small|big|mark|span|font|abbr|q|ruby)"
    rf"{_ATTRIBUTES}>",
    re.IGNORECASE,
)
_MARKERS = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "var": "*",
    "s": "~~", "del": "~~", "strike": "~~", "q": '"',
}  # fmt: skip
_FRAMES = re.compile(
    rf"</?(?:p|div|center|section|article|header|footer|figure|figcaption|aside){_ATTRIBUTES}>",
    re.IGNORECASE,
)
_EMPTY_ANCHOR = re.compile(r"<a\s(?:name|id)=[^<>]{1,200}>(?:</a>)?", re.IGNORECASE)
_VALUE = re.compile(r"([\w\-]+)\s{0,3}=\s{0,3}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def convert(text: str, directory: Directory, put_back: Callable[[str], str]) -> str:
    """The elements in `text`, in which code has been put aside, as Markdown.

    Within HTML back-ticks are just that, so there what was taken for code is `put_back`.
    """
    if "<" not in text:
        return text
    text = enclosed(text, _COMMENT, _END_OF_COMMENT, lambda *_: "")
    text = balanced(text, _WHOLE, lambda part: f"\n\n{convert_html(put_back(part), directory)}\n\n")
    text = _DETAILS.sub(lambda m: f"\n\n{boxes.details(_words(m[1] or ''))}\n", text)
    text = _END_OF_DETAILS.sub("\n[/details]\n", text)
    text = _IMAGE.sub(lambda m: _image(m[1]), text)
    text = _EMPTY_ANCHOR.sub("", text)
    text = _LINK.sub(lambda m: _link(m[1], m[2]), text)
    text = _SHIFTED.sub(_shift, text)
    text = _CODE.sub(lambda m: _code(put_back(m[2])), text)
    text = replace_pairs(text, _STYLES, lambda name: _MARKERS.get(name, ""))
    text = _HEADING.sub(lambda m: f"\n\n{'#' * int(m[1])} {m[2].strip()}\n\n", text)
    text = _RULE.sub("\n\n---\n\n", text)
    text = _FRAMES.sub("", text)
    return "\n".join(_without_breaks(line) for line in text.split("\n"))


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag by their names in lower case."""
    found = ((m[1].lower(), m[2] or m[3] or m[4] or "") for m in _VALUE.finditer(text))
    return {name: entities.unescape(value) for name, value in found}


def _without_breaks(line: str) -> str:
    """A line with its `<br>`s as line ends; in a table, whose rows are lines, as spaces."""
    if line.lstrip().startswith("|"):
        return _BREAK.sub(" ", line)
    return _BREAK.sub("\n", _LAST_BREAK.sub("", line))


def _image(text: str) -> str:
    """An `<img>` as Markdown; where it leads is looked after with all other images."""
    given = attributes(text)
    width, height = given.get("width", ""), given.get("height", "")
    size = f"|{width}x{height}" if width.isdigit() and height.isdigit() else ""
    alt = re.sub(r"[\[\]|\n]", " ", given.get("alt", "")).strip()
    address = given.get("src", "").strip()
    return f"![{alt}{size}]({_encoded(address)})" if address else ""


def _link(given: str, shown: str) -> str:
    address = attributes(given).get("href", "").strip()
    if not address or not shown.strip():
        return shown
    return f"[{shown.strip()}]({_encoded(address)})"


def _encoded(address: str) -> str:
    return re.sub(r"[\s()<>]", lambda found: f"%{ord(found[0]):02X}", address)


def _shift(found: re.Match[str]) -> str:
    shift = escaping.raised if found[1].lower() == "sup" else escaping.lowered
    return shift(found[2])


def _code(text: str) -> str:
    content = entities.unescape(text)
    return escaping.code_span(content) if content.strip() else content


def _words(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", "", text).split())
