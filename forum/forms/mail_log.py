"""Which letters an admin looks for."""

from typing import Annotated

from forum.forms.base import TEXT, Form, WholeOrNothing, longest


class LettersForm(Form):
    """Empty: all of them."""

    name: Annotated[str, TEXT, longest(64)] = ""
    kind: Annotated[str, TEXT, longest(32)] = ""
    result: Annotated[str, TEXT, longest(16)] = ""
    after: WholeOrNothing = None
