"""What is typed when something is reported."""

from typing import Annotated

from forum.forms.base import ON_ONE_LINE, TEXT, Form, Yes, longest
from forum.lib.emails import LONGEST as LONGEST_ADDRESS

Reason = Annotated[str, TEXT, ON_ONE_LINE, longest(80)]


class ReportForm(Form):
    """`acts`: staff wants it hidden until it is decided; `on_behalf` (authority or trusted): staff
    passes it on, `notifier` and `address` say from whom."""

    reason: Reason = ""
    explanation: Annotated[str, TEXT, longest(2000)] = ""
    law: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    is_in_good_faith: Yes = False
    acts: Yes = False
    on_behalf: Annotated[str, TEXT, ON_ONE_LINE, longest(20)] = ""
    notifier: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    address: Annotated[str, TEXT, ON_ONE_LINE, longest(LONGEST_ADDRESS)] = ""


class NoticeForm(Form):
    """By somebody without an account. `homepage` is there for programs; `proof` comes from a
    script, `answer` from who has none."""

    reason: Reason = ""
    explanation: Annotated[str, TEXT, longest(2000)] = ""
    law: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    name: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    email: Annotated[str, TEXT, ON_ONE_LINE, longest(LONGEST_ADDRESS)] = ""
    is_in_good_faith: Yes = False
    homepage: Annotated[str, TEXT, longest(300)] = ""
    challenge: Annotated[str, TEXT, ON_ONE_LINE, longest(200)] = ""
    proof: Annotated[str, TEXT, ON_ONE_LINE, longest(40)] = ""
    answer: Annotated[str, TEXT, ON_ONE_LINE, longest(40)] = ""
