"""A draft as a script or a form sends it."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from forum.forms.base import TEXT, Form, WholeOrNothing, Yes, longest
from forum.lib.markdown import plain

# What a draft keeps of a form. An edit's version is the one of the post that it was begun on.
PARTS = ("title", "category", "kind", "tags", "body", "reply_to", "version")
LONGEST = 40_000


def _payload(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise PydanticCustomError("shape", "not an object")
    parts = {
        name: plain.readable(value[name]) for name in PARTS if isinstance(value.get(name), str)
    }
    if any(len(part) > LONGEST for part in parts.values()):
        raise PydanticCustomError("long", "too long", {"most": LONGEST})
    return parts


Payload = Annotated[dict[str, str], BeforeValidator(_payload)]


class DraftForm(Form):
    """`sequence` is the one that was read, 0 when there was none, nothing when nobody asked."""

    key: Annotated[str, TEXT, longest(64)]
    sequence: WholeOrNothing = 0
    payload: Payload
    force: Yes = False


def from_page(sent: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of the page's own form in the shape that a script sends."""
    if "payload" in sent:
        return sent
    named = {name: "to" if name == "reply_to" else name for name in PARTS}
    parts = {part: sent[name] for part, name in named.items() if name in sent}
    return {"key": sent.get("key", ""), "sequence": sent.get("sequence", ""), "payload": parts}
