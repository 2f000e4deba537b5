"""Discourse's tags in square brackets: quotes, details, polls, dates, and plain BBCode."""

import re
from collections.abc import Callable

from forum.importers.discourse import boxes, escaping
from forum.importers.discourse.directory import Directory, absolute
from forum.importers.discourse.html_inline import destination
from forum.importers.discourse.pairs import enclosed, replace_pairs
from forum.importers.discourse.records import Poll

_QUOTE = re.compile(r'(?<!\\)\[quote(?:=("[^"\n]{0,300}"|[^\]\n]{0,300}))?\]', re.IGNORECASE)
_NUMBERS = {
    "post": re.compile(r"\bpost:\s*(\d{1,9})"),
    "topic": re.compile(r"\btopic:\s*(\d{1,9})"),
}
_USERNAME = re.compile(r"\busername:\s*([\w.\-]{1,60})")
_DETAILS = re.compile(
    r'\[details(?:=("[^"\n]{0,300}"|[^\]\n"]{0,300}))?(?: +open)?\]', re.IGNORECASE
)
_POLL = re.compile(r"\[poll([^\]\n]{0,500})\]", re.IGNORECASE)
_CHAT = re.compile(r'\[chat +quote="([^;"\n]{1,60})[^\]\n]{0,500}\]', re.IGNORECASE)
_END_OF_CODE = re.compile(r"\[/code\]", re.IGNORECASE)
_END_OF_CHAT = re.compile(r"\[/chat\]", re.IGNORECASE)
_END_OF_POLL = re.compile(r"\[/poll\]", re.IGNORECASE)
_DATE = re.compile(r"\[date(?:-range)?[= ]([^\]\n]{1,300})\]", re.IGNORECASE)
_VALUE = re.compile(r'(\w+)=(?:"([^"]*)"|(\S+))')
_FRAME = re.compile(
    r"\[/?(?:grid|wrap|event|toc|center|right|left)(?:[= ][^\]\n]{0,300})?\]", re.IGNORECASE
)
_CHOICE = re.compile(r"[ \t]*(?:[*\-+]|\d{1,4}[.)])[ \t]+(\S.*)")
_CODE = re.compile(r"\[code(?:[= ](?:lang=)?\"?([\w+#\-]{1,30})\"?)?\]", re.IGNORECASE)
_DRAWING = re.compile(r"\[(graphviz|mermaid|plantuml)(?: [^\]\n]{0,100})?\]", re.IGNORECASE)
_END_OF_DRAWING = re.compile(r"\[/(?:graphviz|mermaid|plantuml)\]", re.IGNORECASE)
_STYLES = re.compile(
    r"(?<!\\)\[(/?)(b|i|u|s|strike|del|em|strong|color|colour|size|font|bgcolor|small|big|highlight)"
    r"(?:=[^\]\n]{0,60})?\](?!\()",
    re.IGNORECASE,
)
_MARKERS = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "u": "*", "s": "~~", "strike": "~~",
    "del": "~~",
}  # fmt: skip
_URL = re.compile(
    r'\[url(?:=("[^"\n\]]{1,2000}"|[^\]\n]{1,2000}))?\]'
    r"([^\[\]\n]{1,2000}|!\[[^\[\]\n]{0,300}\]\([^()\s]{1,500}\))\[/url\]",
    re.IGNORECASE,
)
_IMG = re.compile(
    r"\[img(?:=(\d{1,4})x(\d{1,4}))?[^\]\n]{0,60}\]\s{0,9}([^\s\[\]]{1,2000})\s{0,9}\[/img\]",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"\[email(?:=[^\]\n]{1,254})?\]([^\[\]\n]{1,254})\[/email\]", re.IGNORECASE)
_HR = re.compile(r"\[hr\]", re.IGNORECASE)


def convert_code(text: str, keep: Callable[[str], str]) -> str:
    """`[code]…[/code]` and drawings as fenced blocks, `[code]` within a line as a span."""

    def drawn(found: re.Match[str], content: str) -> str:
        if "\n" not in content:
            return keep(escaping.code_span(content) if content.strip() else content)
        return "\n" + keep(_block(content.strip("\n"), found[1] or "")) + "\n"

    text = enclosed(text, _CODE, _END_OF_CODE, drawn)
    return enclosed(text, _DRAWING, _END_OF_DRAWING, lambda m, c: drawn(m, f"\n{c}\n"))


def convert(text: str, directory: Directory, thread: int, polls: tuple[Poll, ...] = ()) -> str:
    """All tags in `text`, in which code has been put aside. `thread` is the one it stands in."""
    text = _QUOTE.sub(lambda m: _quote(m[1] or "", directory, thread), text)
    text = enclosed(text, _CHAT, _END_OF_CHAT, lambda m, c: _chat(m[1], c, directory))
    text = _DETAILS.sub(lambda m: boxes.details((m[1] or "").strip('"')), text)
    text = enclosed(text, _POLL, _END_OF_POLL, lambda m, c: _poll(m[1], c, polls))
    text = _DATE.sub(lambda m: _date(m[1]), text)
    text = _URL.sub(lambda m: _url((m[1] or m[2]).strip('" '), m[2], directory), text)
    text = _IMG.sub(lambda m: _img(m, directory), text)
    text = _EMAIL.sub(r"\1", text)
    text = _HR.sub("\n\n---\n\n", text)
    text = replace_pairs(text, _STYLES, lambda name: _MARKERS.get(name, ""))
    return _FRAME.sub("", text)


def _quote(said: str, directory: Directory, thread: int) -> str:
    said = said.strip('" ')
    name = said.split(",", 1)[0].strip()
    if username := _USERNAME.search(said):
        name = username[1]
    if _NUMBERS["post"].match(said) or _NUMBERS["topic"].match(said):
        name = ""
    post, topic = _NUMBERS["post"].search(said), _NUMBERS["topic"].search(said)
    where = (int(topic[1]) if topic else thread, int(post[1])) if post else None
    return boxes.quote(name, where, directory)


def _chat(name: str, content: str, directory: Directory) -> str:
    return "\n\n" + boxes.boxed(boxes.quote(name, None, directory), content.strip()) + "\n\n"


def _poll(attributes: str, content: str, polls: tuple[Poll, ...]) -> str:
    values = _values(attributes)
    title, choices = "", []
    for line in content.split("\n"):
        choice = _CHOICE.match(line)
        if choice:
            choices.append(choice[1].strip())
        elif line.strip().startswith("#"):
            title = line.strip(" #")
    if not choices and values.get("type") == "number":
        choices = [f"{values.get('min', '1')} – {values.get('max', '20')}"]
    known = next((p for p in polls if p.name == values.get("name", "poll")), None)
    votes = [votes for _, votes in known.choices] if known else []
    if len(votes) != len(choices):
        votes = []
    return f"\n\n{boxes.poll(title, choices, votes)}\n\n"


def _date(attributes: str) -> str:
    """A date as Discourse would have shown it: as written, with its time and zone."""
    values = _values(attributes)
    first = attributes.split(maxsplit=1)[0]
    day = "" if "=" in first else first.strip('"')
    spans = [" ".join(filter(None, [day, values.get("time", "")]))] if day else []
    spans += [values[name].replace("T", " ") for name in ("from", "to") if name in values]
    zone = f" {values['timezone']}" if "timezone" in values else ""
    return " – ".join(spans) + zone if spans else f"[{attributes}]"


def _values(attributes: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or "" for m in _VALUE.finditer(attributes)}


def _url(address: str, shown: str, directory: Directory) -> str:
    target = absolute(address if ":" in address[:10] else f"https://{address}", directory.host)
    if target is None or shown.startswith("!["):
        return shown
    if shown.strip() in (address, target):
        return f"<{target}>"
    return f"[{shown}]({destination(target)})"


def _img(found: re.Match[str], directory: Directory) -> str:
    target = absolute(found[3], directory.host)
    if target is None:
        return escaping.escape(found[3])
    size = f"|{found[1]}x{found[2]}" if found[1] else ""
    return f"![{size}]({destination(target)})"


def _block(content: str, language: str) -> str:
    fence = "`" * max(3, escaping.longest_run(content, "`") + 1)
    return f"{fence}{language}\n{content}\n{fence}"
