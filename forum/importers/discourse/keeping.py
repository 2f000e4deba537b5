"""Puts code and formulas out of reach while the markup around them is changed."""

import re
from collections import deque
from collections.abc import Callable

# Two noncharacters: no text has them, `markup.convert` sees to it.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
_KEPT = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_MARGIN = re.compile(r"[ \t>]*(?:(?:[*+\-]|\d{1,9}[.)])[ \t]+)?")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_LIST_ITEM = re.compile(r" {0,3}(?:[*+\-]|\d{1,9}[.)])(?:[ \t]|$)")
_TICKS = re.compile(r"(?<![\\`])(`+)(?!`)")
# The formulas of the renderer: `$…$` with no space inside, and `$$…$$`.
_FORMULA = re.compile(
    r"(?<![\\\w$])(?:\$\$(?:[^$\\]|\\.){1,2000}\$\$"
    r"|\$(?=[^\s$])(?:[^$\\]|\\.){1,2000}(?<!\s)\$(?![\w$]))",
    re.DOTALL,
)


class Keeper:
    """Texts that are kept aside, each with the mark that stands for it meanwhile."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def keep(self, text: str) -> str:
        """A mark in place of `text`."""
        self._kept.append(text)
        return f"{OPEN}{len(self._kept) - 1}{CLOSE}"

    def put_back(self, text: str) -> str:
        """`text` with all that was kept in its place again."""
        while OPEN in text:
            text = _KEPT.sub(lambda found: self._kept[int(found[1])], text)
        return text

    def keep_code(self, text: str) -> str:
        """`text` with fenced and indented blocks, spans of code and formulas kept aside."""
        text = self._keep_spans(self._keep_blocks(text))
        return _FORMULA.sub(lambda found: self.keep(found[0]), text)

    def _keep_blocks(self, text: str) -> str:
        lines: list[str] = []
        block: list[str] = []
        fence, in_list, after_blank = "", False, True
        for line in text.split("\n"):
            margin = _MARGIN.match(line)
            marks = _FENCE.match(line, margin.end() if margin else 0)
            if fence:
                block.append(line)
                if marks and marks[1].startswith(fence) and not marks[2].strip():
                    lines.append(self.keep("\n".join(block)))
                    fence, block = "", []
                continue
            if marks and ("`" not in marks[2] or marks[1][0] == "~"):
                fence, block = marks[1], [line]
                continue
            is_code = after_blank and not in_list and line.startswith(("    ", "\t"))
            if line.strip():
                after_blank = is_code
                if not line.startswith((" ", "\t")) or _LIST_ITEM.match(line):
                    in_list = _LIST_ITEM.match(line) is not None
            else:
                after_blank = True
            lines.append(self.keep(line) if is_code and line.strip() else line)
        if block:  # a fence that never ends holds all the rest
            lines.append(self.keep("\n".join(block)))
        return "\n".join(lines)

    def _keep_spans(self, text: str) -> str:
        """Spans of code end at as many back-ticks as they began with, in the same paragraph."""
        return _by_paragraph(text, self._keep_spans_of_one)

    def _keep_spans_of_one(self, text: str) -> str:
        runs = [(m.start(), m.end()) for m in _TICKS.finditer(text)]
        ends: dict[int, deque[int]] = {}
        for place, (start, end) in enumerate(runs):
            ends.setdefault(end - start, deque()).append(place)
        parts, at, place = [], 0, 0
        while place < len(runs):
            start, end = runs[place]
            same = ends[end - start]
            while same and same[0] <= place:
                same.popleft()
            if same:
                last = runs[same[0]]
                parts += [text[at:start], self.keep(text[start : last[1]])]
                at, place = last[1], same[0]
            place += 1
        return "".join(parts) + text[at:]


def _by_paragraph(text: str, change: Callable[[str], str]) -> str:
    parts = re.split(r"(\n[ \t]*\n)", text)
    return "".join(change(p) if "`" in p else p for p in parts)
