"""What is ticked in the grid of groups and rights."""

import re
from collections.abc import Mapping
from typing import Any

from forum.forms.base import Form, Whole
from forum.structure import RIGHTS

_BOX = re.compile(rf"({'|'.join(RIGHTS)})-(\d{{1,9}})")
MOST = 2_000  # boxes


class AccessForm(Form):
    """`seen` says of which grid the numbers were shown."""

    version: Whole
    seen: str = ""


def grid(source: Mapping[str, Any]) -> dict[int, frozenset[str]]:
    """Rights by the id of a group; a field that is no box is left unread."""
    found: dict[int, set[str]] = {}
    for name in list(source)[:MOST]:
        if isinstance(name, str) and (box := _BOX.fullmatch(name)) and source[name]:
            found.setdefault(int(box[2]), set()).add(box[1])
    return {one: frozenset(rights) for one, rights in found.items()}
