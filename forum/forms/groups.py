"""What is typed about groups."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Yes, longest


class GroupForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    description: Annotated[str, TEXT, longest(1000)] = ""
    joining: Annotated[str, TEXT, ON_ONE_LINE, longest(16)] = "closed"
    is_hidden: Yes = False
    title: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""
    icon: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] = ""
    email_domain: Annotated[str, TEXT, ON_ONE_LINE, longest(254)] = ""


class RequestForm(Form):
    message: Annotated[str, TEXT, longest(1000)] = ""


class WhoForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    is_owner: Yes = False


class AnswerForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    is_welcome: Yes = False
