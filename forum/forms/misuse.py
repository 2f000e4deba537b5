"""What is weighed before somebody is warned or stopped."""

from typing import Annotated

from forum.forms.base import ON_ONE_LINE, TEXT, Form, WholeOrNothing, longest


class MisuseForm(Form):
    kind: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] = ""
    gravity: Annotated[str, TEXT, longest(1000)] = ""
    intention: Annotated[str, TEXT, longest(1000)] = ""
    days: WholeOrNothing = None
