"""What moderators type: notes, whom they ask, what they call a view."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, longest


class StaffNoteForm(Form):
    body: Annotated[str, TEXT, FILLED, longest(4000)]


class EscalateForm(Form):
    to: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    note: Annotated[str, TEXT, FILLED, longest(4000)]


class SaveForm(Form):
    """`query` is the end of an address of the queue."""

    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(100)]
    query: Annotated[str, TEXT, ON_ONE_LINE, longest(1000)] = ""


class SpammerForm(Form):
    note: Annotated[str, TEXT, longest(1000)] = ""


class ModerateForm(Form):
    """With what the form of the case begins; `body` is the text that was typed as an edit."""

    action: Annotated[str, TEXT, ON_ONE_LINE, longest(16)] = "remove"
    body: Annotated[str, TEXT, longest(100_000)] = ""
