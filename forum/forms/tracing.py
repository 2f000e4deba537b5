"""What is asked on the page that says why somebody can or cannot do something."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, longest


class TraceForm(Form):
    """`name` of a member, nothing for a guest; `place` an address, or a category's slug."""

    name: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""
    ability: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    place: Annotated[str, TEXT, ON_ONE_LINE, longest(300)] = ""
