"""What comes in when the team writes a page."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Whole, Yes, longest


class PageForm(Form):
    """`preview`: only show it. `number` is the version that was changed."""

    title: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(100)]
    body: Annotated[str, TEXT, FILLED, longest(32_000)]
    slug: Annotated[str, TEXT, ON_ONE_LINE, longest(80)] = ""
    note: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    is_published: Yes = False
    is_in_footer: Yes = False
    is_to_accept: Yes = False
    position: Whole = 0
    number: Whole = 0
    preview: Yes = False
