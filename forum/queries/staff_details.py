"""What a line of the staff's log says besides: its details, in words."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask_babel import gettext as _

from forum.lib.phrases import N_

_WORDS: Final = {
    "action": N_("action"), "appeal": N_("appeal"), "as": N_("as"), "backup": N_("backup"),
    "badge": N_("badge"), "by": N_("by way of"), "by_itself": N_("ended automatically"),
    "case": N_("case"), "category": N_("category"), "colleague": N_("colleague"),
    "conversations": N_("conversations"),
    "decision": N_("decision"), "document": N_("guidelines of"), "ends_at": N_("ends"),
    "events": N_("events"), "field": N_("question"), "file": N_("file"), "files": N_("files"),
    "first_day": N_("first day"), "last_day": N_("last day"),
    "from": N_("old value"), "group": N_("group"), "groups": N_("groups"), "jobs": N_("jobs"),
    "is_locked": N_("set by hand"), "kind": N_("kind"), "label": N_("label"),
    "language": N_("language"), "letter": N_("e-mail"), "level": N_("level"),
    "lines": N_("lines"), "listed": N_("entry"), "minutes": N_("minutes"), "name": N_("name"),
    "number": N_("number"), "outcome": N_("outcome"), "page": N_("page"),
    "places": N_("places"), "plugin": N_("plugin"), "puid": N_("statement"),
    "reason": N_("reason"), "report": N_("report"), "reporter": N_("reporter"),
    "rule": N_("rule"), "scopes": N_("permissions"), "setting": N_("setting"),
    "state": N_("state"), "text": N_("text"), "to": N_("new value"), "token": N_("token"),
    "until": N_("until"), "version": N_("version"), "webhook": N_("webhook"),
    "what": N_("what"),
}  # fmt: skip


def told(details: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of a word and what it is, in the language spoken; a plugin's own words as they are."""
    for name, value in details.items():
        if isinstance(value, bool):
            yield _named(name), _("yes") if value else _("no")
        elif isinstance(value, str | int | float):
            said = str(value)
            if name == "until" and said:
                said = f"{said[:16].replace('T', ' ')} UTC"
            yield _named(name), said


def _named(name: str) -> str:
    return _(_WORDS[name]) if name in _WORDS else name
