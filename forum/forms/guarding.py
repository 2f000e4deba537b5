"""What comes in on the pages that guard the community."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Whole, Yes, longest

LONGEST_TRIED = 2_000


class WordForm(Form):
    """A watched word. `rehearse`: only say what it would have done."""

    text: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(200)]
    is_pattern: Yes = False
    action: Annotated[str, TEXT, longest(32)] = "hold"
    replacement: Annotated[str, TEXT, ON_ONE_LINE, longest(255)] = ""
    message: Annotated[str, TEXT, ON_ONE_LINE, longest(1000)] = ""
    is_enabled: Yes = False
    note: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    rehearse: Yes = False


class TryForm(Form):
    """A text to try all rules on."""

    text: Annotated[str, TEXT, FILLED, longest(LONGEST_TRIED)]


class DoorForm(Form):
    """Something that nobody joins with, for so many days; 0: for good."""

    kind: Annotated[str, TEXT, longest(32)]
    text: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(254)]
    note: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    days: Whole = 0


class IncidentForm(Form):
    hours: Whole
    holds: Yes = False
    slow_seconds: Whole = 0
    closes: Yes = False
    message: Annotated[str, TEXT, ON_ONE_LINE, longest(1000)] = ""


class NetworksForm(Form):
    """Whose networks are looked at (nobody's: all that several accounts share), and why."""

    name: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""
    reason: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(1000)]
