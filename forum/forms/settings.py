"""What comes in on the pages of settings: any number of declared ones, each as a text."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from forum.forms.base import MOST_SHOWN
from forum.lib.markdown import plain
from forum.settings import BY_NAME


def typed(source: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Of the settings with these `names` those that were on the page (`shown`), or are in the JSON
    object. An unticked box sends nothing, so without `shown` it could not be told from absence.
    A secret that was left empty stays as it is."""
    is_form = isinstance(source, MultiDict)
    shown = set(source.getlist("shown")) if isinstance(source, MultiDict) else set(source)
    found = {}
    for name in names:
        if name not in shown:
            continue
        given = source.getlist(name) if isinstance(source, MultiDict) else [source.get(name)]
        text = _text(BY_NAME[name].kind, given, is_form)
        if text or BY_NAME[name].kind != "secret":
            found[name] = text
    return found


def _text(kind: Any, given: list[Any], is_form: bool) -> str:
    if kind is bool and is_form:
        return "true" if "1" in given else "false"
    flat = [each for one in given for each in (one if isinstance(one, list) else [one])]
    parts = [str(one) for one in flat if isinstance(one, str | int)]
    joined = " ".join(parts) if kind in {"groups", "words"} else "".join(parts[:1])
    return plain.readable(joined.replace("\r\n", "\n"))[:MOST_SHOWN]


def whole(text: Any) -> int:
    """A number in an address or a hidden field; 0 for anything else."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
