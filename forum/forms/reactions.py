"""A reaction as a button sends it."""

from typing import Annotated

from forum.forms.base import FILLED, TEXT, Form, longest


class ReactForm(Form):
    kind: Annotated[str, TEXT, FILLED, longest(32)]
