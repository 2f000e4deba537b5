"""Turns HTML tables into Markdown's."""

from collections.abc import Callable
from itertools import islice

from bs4 import Tag

from forum.importers.discourse.escaping import Piece, paragraph
from forum.lib.markdown import limits


def table(tag: Tag, inline: Callable[[Tag], list[Piece]]) -> str | None:
    """`tag` as a Markdown table; "" when it is empty, None when ours cannot hold it.

    The first row is the head, as Markdown knows no table without one.
    """
    if tag.find("table") is not None:
        return None
    rows = [
        [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("table") is tag]
        for row in tag.find_all("tr")
        if row.find_parent("table") is tag
    ]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(sum(_span(cell) for cell in row) for row in rows)
    if width > limits.TABLE_COLUMNS:
        return None
    aligned = [_alignment(cell) for cell in rows[0]]
    lines = [_row([paragraph(inline(c), in_cell=True) for c in row], row, width) for row in rows]
    return "\n".join([lines[0], _line([*aligned, *["---"] * width][:width]), *lines[1:]])


def _row(texts: list[str], cells: list[Tag], width: int) -> str:
    filled = []
    for text, cell in zip(texts, cells, strict=True):
        filled += [text, *[""] * (_span(cell) - 1)]
    return _line(list(islice([*filled, *[""] * width], width)))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _span(cell: Tag) -> int:
    value = str(cell.get("colspan") or "1")
    is_number = value.isascii() and value.isdigit() and len(value) < 5
    return max(1, min(int(value), 1000)) if is_number else 1


def _alignment(cell: Tag) -> str:
    said = f"{cell.get('style') or ''} {cell.get('align') or ''}"
    for word, drawn in (("center", ":-:"), ("right", "--:"), ("left", ":--")):
        if word in said:
            return drawn
    return "---"
