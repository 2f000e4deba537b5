"""Tags as typed: words with commas between them, or a list."""

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, longest
from forum.lib import commas

MOST = 20
LONGEST = 40


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        value = commas.plain(value[: MOST * (LONGEST + 60)]).split(",")
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise PydanticCustomError("shape", "not a list of names")
    names = [name.strip() for name in value if name.strip()]
    if len(names) > MOST:
        raise PydanticCustomError("many", "too many", {"most": MOST})
    if any(len(name) > LONGEST for name in names):
        raise PydanticCustomError("long", "too long", {"most": LONGEST})
    return names


Tags = Annotated[list[Annotated[str, TEXT]], BeforeValidator(_names)]
TagName = Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(LONGEST)]


class RenameForm(Form):
    name: TagName


class MergeForm(Form):
    """`into` is the name of the tag that stays."""

    into: TagName
