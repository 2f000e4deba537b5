"""What is typed when somebody appeals, and when an appeal is answered."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, WholeOrNothing, longest

Word = Annotated[str, TEXT, ON_ONE_LINE, longest(32)]


class AppealForm(Form):
    grounds: Annotated[str, TEXT, FILLED, longest(4000)]


class AnswerForm(Form):
    """`version` is the one that was read. The rest from `action` on: what takes the place."""

    outcome: Word = ""
    code_reversed: Word = ""
    code_inadmissible: Word = ""
    reasons: Annotated[str, TEXT, longest(4000)] = ""
    apology: Annotated[str, TEXT, longest(500)] = ""
    version: WholeOrNothing = None
    action: Word = ""
    section: WholeOrNothing = None
    also: Word = ""
    days: WholeOrNothing = None
    quote: Annotated[str, TEXT, longest(1000)] = ""
    facts: Annotated[str, TEXT, longest(5000)] = ""
