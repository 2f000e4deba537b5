"""The Markdown rule: `[[FW-2210]]` is a part, and a link to it where there is a catalogue."""

import re
from typing import Any
from urllib.parse import quote

from forum.structure import setting

_PART = re.compile(r"\[\[([A-Za-z0-9][A-Za-z0-9.-]{1,30})\]\]")


def rule(parser: Any) -> None:
    """Before links, which begin with a bracket too."""
    parser.inline.ruler.before("link", "serials_part", _part)


def _part(state: Any, silent: bool) -> bool:
    found = _PART.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        _draw(state, found[1])
    state.pos = found.end()
    return True


def _draw(state: Any, part: str) -> None:
    """Through the same tokens as any link, so that the forum says what search engines follow."""
    address = setting("serials.catalogue").replace("{part}", quote(part, safe=""))
    is_link = address.startswith("https://")
    tag = "a" if is_link else "span"
    opening = state.push("link_open" if is_link else "part_open", tag, 1)
    opening.attrs = {"href": address} if is_link else {"class": "plugin-serials-part"}
    state.push("text", "", 0).content = part
    state.push("link_close" if is_link else "part_close", tag, -1)
