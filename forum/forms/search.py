"""The form of the search, which writes the same text that one could have typed.

`fields` takes a search apart for the form, `text` puts the form together again; what the form has
no field for stays in its words, so nothing is lost on the way there and back.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from forum.forms.base import TEXT, Form, longest
from forum.lib.operators import IN, ORDER, STATUS, WITH
from forum.lib.searches import Condition, Search, parse, write, write_condition, write_term

SEVERAL = {"in": IN, "status": STATUS, "with": WITH}  # boxes to tick
SINGLE = ("by", "group", "category", "tag", "before", "after", "min_posts", "min_reactions")
NAMES = ("words", *SEVERAL, *SINGLE, "order", "thread")
_LONGEST = 1000  # of a field that is read at all

LABELS = {
    "title": _("Titles only"),
    "first": _("First posts only"),
    "bookmarks": _("My bookmarks"),
    "posted": _("Threads I wrote in"),
    "watching": _("Threads I watch"),
    "unread": _("What I have not read"),
    "open": lazy_pgettext("thread", "Open"),
    "closed": lazy_pgettext("thread", "Closed"),
    "solved": _("With an answer"),
    "unsolved": _("Questions without an answer"),
    "noreplies": _("Without replies"),
    "images": _("Pictures"),
    "links": _("Links"),
    "code": _("Code"),
    "relevance": _("Best first"),
    "latest": _("Latest first"),
    "oldest": _("Oldest first"),
    "reactions": _("Most reactions first"),
}
ORDERS = tuple((key, LABELS[key]) for key in ORDER)

Words = Annotated[str, TEXT, longest(500)]


class ClickForm(Form):
    """A result was opened; `q` is what had been searched for. `typed`: it was never sent."""

    q: Words
    typed: bool = False


class SynonymForm(Form):
    words: Words


class NoteForm(Form):
    term: Annotated[str, TEXT, longest(100)]
    note: Annotated[str, TEXT, longest(1000)] = ""


def fields(search: Search) -> dict[str, list[str]]:
    """What the form shows for a search: the values of each field."""
    found: dict[str, list[str]] = {name: [] for name in NAMES}
    rest: list[Condition] = []
    for one in search.conditions:
        has_room = one.name in SEVERAL or not found[one.name]
        if one.is_excluded or not has_room:
            rest.append(one)
        else:
            found[one.name].append(one.value)
    found["words"] = [" ".join([*map(write_term, search.terms), *map(write_condition, rest)])]
    return found


def text(form: Mapping[str, Sequence[str]]) -> str:
    """The query that the form asks: canonical, or as it came when something is wrong with it."""
    pieces = [
        f"@{value}" if name == "by" else f'{name}:"{value}"' if " " in value else f"{name}:{value}"
        for name in NAMES[1:]
        for value in (raw.strip().replace('"', "").lstrip("@") for raw in form.get(name, ())[:9])
        if value and len(value) <= _LONGEST
    ]
    words = " ".join(form.get("words", ())).strip()
    # The words come last: a quotation mark that is not closed reaches to the end of the text.
    typed = " ".join([*pieces, words]).strip()
    asked = parse(typed)
    return typed if asked.problems else write(asked.search)
