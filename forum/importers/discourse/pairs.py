"""Changes tags that come in pairs, where both are there, in time linear in the text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

_BLANK_LINES = re.compile(r"(\n[ \t]*\n)")
Edit = tuple[int, int, str]


def replace_pairs(text: str, tag: re.Pattern[str], marker: Callable[[str], str]) -> str:
    """`text` with each pair of tags replaced by `marker(name)` on both sides.

    `tag` matches one tag; its group 1 is "/" for one that closes, group 2 its name. Pairs do not
    span a blank line; what has no partner stays as it is. Space inside goes outside, where
    Markdown wants it.
    """
    if not tag.search(text):
        return text
    parts = _BLANK_LINES.split(text)
    return "".join(_applied(part, list(_edits(part, tag, marker))) for part in parts)


def _edits(text: str, tag: re.Pattern[str], marker: Callable[[str], str]) -> Iterator[Edit]:
    opened: list[re.Match[str]] = []
    waiting: Counter[str] = Counter()
    for found in tag.finditer(text):
        name = found[2].lower()
        if not found[1]:
            opened.append(found)
            waiting[name] += 1
            continue
        while waiting[name]:
            last = opened.pop()
            waiting[last[2].lower()] -= 1
            if last[2].lower() == name:
                yield from _pair(text, last, found, marker(name))
                break


def _pair(text: str, first: re.Match[str], last: re.Match[str], mark: str) -> Iterator[Edit]:
    inner = text[first.end() : last.start()]
    if not inner.strip():
        yield first.start(), first.end(), ""
        yield last.start(), last.end(), ""
        return
    lead = inner[: len(inner) - len(inner.lstrip())]
    tail = inner[len(inner.rstrip()) :]
    yield first.start(), first.end() + len(lead), lead + mark
    yield last.start() - len(tail), last.end(), mark + tail


def enclosed(
    text: str,
    opening: re.Pattern[str],
    closing: re.Pattern[str],
    draw: Callable[[re.Match[str], str], str],
) -> str:
    """`text` with what stands between `opening` and `closing` drawn anew, the tags included."""
    parts, at = [], 0
    while found := opening.search(text, at):
        end = closing.search(text, found.end())
        if not end:
            break
        parts += [text[at : found.start()], draw(found, text[found.end() : end.start()])]
        at = end.end()
    return "".join(parts) + text[at:]


def balanced(text: str, tag: re.Pattern[str], draw: Callable[[str], str]) -> str:
    """`text` with each outermost element drawn anew; elements of one name may hold each other."""
    parts, at, depth, start = [], 0, 0, 0
    name = ""
    for found in tag.finditer(text):
        if depth and found[2].lower() != name:
            continue
        if not found[1]:
            if not depth:
                name, start = found[2].lower(), found.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                parts += [text[at:start], draw(text[start : found.end()])]
                at = found.end()
    return "".join(parts) + text[at:]


def _applied(text: str, edits: list[Edit]) -> str:
    parts, at = [], 0
    for start, end, new in sorted(edits):
        parts += [text[at:start], new]
        at = max(at, end)
    return "".join(parts) + text[at:]
