"""As whom an admin looks at the forum."""

from typing import Annotated

from forum.forms.base import ON_ONE_LINE, TEXT, Form, longest


class ViewForm(Form):
    """A member's name, or else a group's slug; "guest" is the group of who is not signed in."""

    name: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""
    group: Annotated[str, TEXT, ON_ONE_LINE, longest(64)]
