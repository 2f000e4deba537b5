"""Where `[quote]`, `[details]` and `[spoiler]` open and close, found in one pass over the text."""

import re
from dataclasses import dataclass

_TAG = re.compile(
    r"\[(?:/(?P<closes>quote|details|spoiler)"
    r'|(?P<opens>quote|details|spoiler)(?:=(?P<value>"[^"\n]{0,200}"|[^\]"\n]{0,200}))?)\]',
    re.IGNORECASE,
)
# What may stand before a tag that begins a line: quote marks and a list's bullet.
_MARGIN = re.compile(r"[ \t>]*(?:(?:[*+\-]|\d{1,9}[.)])[ \t]+)?")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")


@dataclass(frozen=True, slots=True)
class Box:
    """One box, as offsets into the text: [open_at, open_end) content [close_at, close_end)."""

    kind: str
    value: str
    open_at: int
    open_end: int
    close_at: int
    close_end: int


@dataclass(frozen=True, slots=True)
class _Tag:
    kind: str
    value: str | None
    start: int
    end: int


def find(source: str) -> dict[int, Box]:
    """Every box of `source` by the offset of its opening tag.

    An opening tag stands at the start of a line, a closing one at the start or the end; tags in
    fenced code are text. A closing tag closes the nearest open box of its kind and gives up the
    ones opened within that were never closed. Linear in the text.
    """
    boxes: dict[int, Box] = {}
    opened: list[_Tag] = []
    counts = {"quote": 0, "details": 0, "spoiler": 0}
    for tag in _tags(source):
        if tag.value is not None:
            opened.append(tag)
            counts[tag.kind] += 1
            continue
        while counts[tag.kind]:
            last = opened.pop()
            counts[last.kind] -= 1
            if last.kind == tag.kind:
                value = (last.value or "").strip().strip('"').strip()
                boxes[last.start] = Box(tag.kind, value, last.start, last.end, tag.start, tag.end)
                break
    return boxes


def _tags(source: str) -> list[_Tag]:
    tags: list[_Tag] = []
    fence = ""
    start = 0
    for line in source.split("\n"):
        margin = _MARGIN.match(line)
        begin = margin.end() if margin else 0
        marks = _FENCE.match(line, begin)
        if fence:
            if marks and marks[1].startswith(fence) and not marks[2].strip():
                fence = ""
        elif marks and ("`" not in marks[2] or marks[1][0] == "~"):
            fence = marks[1]
        elif "[" in line:
            tags += _tags_of_line(line, begin, start)
        start += len(line) + 1
    return tags


def _tags_of_line(line: str, begin: int, offset: int) -> list[_Tag]:
    tags = []
    stripped_end = len(line.rstrip())
    for found in _TAG.finditer(line):
        at_start = not line[begin : found.start()].strip() if found.start() - begin < 9 else False
        at_end = found.end() == stripped_end
        if at_start:
            begin = found.end()
        if (found["opens"] and at_start) or (found["closes"] and (at_start or at_end)):
            value = (found["value"] or "") if found["opens"] else None
            kind = (found["opens"] or found["closes"]).lower()
            tags.append(_Tag(kind, value, offset + found.start(), offset + found.end()))
    return tags
