"""Block rules: quotes with an author, details, spoilers, formulas, and how deep all of them go."""

from bisect import bisect_left
from collections.abc import Callable

from markdown_it import MarkdownIt, rules_block
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.footnote.index import footnote_def

from forum.lib.markdown import boxes, limits
from forum.lib.markdown.limits import TooComplex

Rule = Callable[[StateBlock, int, int, bool], bool]

_INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_LONGEST_FORMULA = 100  # lines


def install(parser: MarkdownIt) -> None:
    """Teach `parser` the block syntax of this module and set its limits."""
    rules = parser.block.ruler
    rules.at("blockquote", _counted(_shallow(rules_block.blockquote)), {"alt": _INTERRUPTS})
    rules.at("list", _shallow(rules_block.list_block), {"alt": _INTERRUPTS[:3]})
    rules.at("footnote_def", _shallow(footnote_def), {"alt": _INTERRUPTS[:2]})
    rules.at("table", table, {"alt": _INTERRUPTS[:2]})
    rules.before("fence", "box", _shallow(box), {"alt": _INTERRUPTS})
    rules.before("fence", "formula_block", formula_block, {"alt": _INTERRUPTS})


def _shallow(rule: Rule) -> Rule:
    """`rule`, but what it would open below the deepest level allowed is text instead."""

    def limited(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < limits.NESTING and rule(state, start, end, silent)

    return limited


def _counted(rule: Rule) -> Rule:
    """`rule`, which is asked about each line by every block around it, so it counts the work.

    A paragraph of 15,000 lines in 20 quotes is looked at 300,000 times, and the deeper the slower.
    """

    def counted(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        steps = state.env["steps"] = state.env.get("steps", 0) + 1 + state.level
        if steps > limits.BLOCK_STEPS:
            raise TooComplex
        return rule(state, start, end, silent)

    return counted


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table of at most 40 columns; the library would fill short rows up to any width."""
    if start + 2 > end:
        return False
    ruler = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    columns = ruler.count("|") + 1
    if columns > limits.TABLE_COLUMNS + 2 or not rules_block.table(state, start, end, True):
        return False
    if silent:
        return True
    last = start + 1
    while last < end and not state.isEmpty(last):
        last += 1
    if (last - start) * columns > limits.TAGS // 2:
        raise TooComplex
    return rules_block.table(state, start, end, False)


def box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[quote="name, post:3, thread:62"]`, `[details="Summary"]` and `[spoiler]` with their end."""
    at = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("[", at) or state.is_code_block(start):
        return False
    if "boxes" not in state.env:
        state.env["boxes"] = boxes.find(state.src)
    found: boxes.Box | None = state.env["boxes"].get(at)
    if not found:
        return False
    last = bisect_left(state.eMarks, found.close_at)
    tail = bool(state.src[found.close_end : state.eMarks[last]].strip()) if last < end else False
    if last >= end or (last == start and tail) or _leaves_its_parent(state, start, last):
        return False
    if not silent:
        _draw_box(state, found, start, last)
        _go_on_after(state, found, last, tail)
    return True


def _leaves_its_parent(state: StateBlock, start: int, last: int) -> bool:
    """Whether a line between the tags is outside the list or quote that the box began in."""
    known = state.env.get(
        "outside", 0
    )  # or a thousand open boxes would each look for the same line
    if start < known <= last and _is_outside(state, known):
        return True
    for line in range(start + 1, last + 1):
        if _is_outside(state, line):
            state.env["outside"] = line
            return True
    return False


def _is_outside(state: StateBlock, line: int) -> bool:
    return state.sCount[line] < state.blkIndent and not state.isEmpty(line)


def _draw_box(state: StateBlock, found: boxes.Box, start: int, last: int) -> None:
    opened = state.push(f"{found.kind}_open", "div", 1)
    opened.info = found.value
    opened.map = [start, last]
    old = state.lineMax, state.parentType, state.eMarks[last]
    first_end = min(found.close_at, state.eMarks[start])
    if state.src[found.open_end : first_end].strip():
        _begin_line(state, start, found.open_end)
    else:
        start += 1
    end = last
    if last >= start:
        before = state.src[state.bMarks[last] + state.tShift[last] : found.close_at]
        if before.strip():
            state.eMarks[last] = found.close_at
            end = last + 1
    state.lineMax, state.parentType = end, "box"
    state.md.block.tokenize(state, start, end)
    state.lineMax, state.parentType, state.eMarks[last] = old
    state.push(f"{found.kind}_close", "div", -1)


def _go_on_after(state: StateBlock, found: boxes.Box, last: int, tail: bool) -> None:
    """What stands behind the closing tag becomes a line of its own."""
    if tail:
        _begin_line(state, last, found.close_end)
    state.line = last if tail else last + 1


def _begin_line(state: StateBlock, line: int, at: int) -> None:
    """Let `line` begin at the offset `at`, as if nothing stood before it."""
    rest = state.src[at : state.eMarks[line]]
    state.bMarks[line] = at
    state.tShift[line] = len(rest) - len(rest.lstrip(" \t"))
    state.sCount[line] = state.blkIndent


def formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`$$` on a line, the formula, `$$` at the end of a line; no blank line within."""
    at = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("$$", at) or state.is_code_block(start):
        return False
    if start < state.env.get("no_formula_before", 0):
        return False
    line = start
    text = state.src[at + 2 : state.eMarks[start]].rstrip()
    lines = [text]
    while not text.endswith("$$"):
        line += 1
        if _formula_stops(state, start, line, end):
            state.env["no_formula_before"] = line
            return False
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        lines.append(text)
    content = "\n".join(lines)[:-2].strip()
    if not content or "$$" in content or len(content) > limits.MATH_CHARACTERS:
        return False
    if not silent:
        token = state.push("formula_block", "div", 0)
        token.content = content
        token.markup = "$$"
        token.attrs = {"class": "math math--block"}
        token.map = [start, line + 1]
        state.line = line + 1
    return True


def _formula_stops(state: StateBlock, start: int, line: int, end: int) -> bool:
    return (
        line >= end
        or line - start > _LONGEST_FORMULA
        or state.isEmpty(line)
        or state.sCount[line] < state.blkIndent
    )
