"""What is chosen about notifications: levels, events, bookmarks."""

from typing import Annotated, Literal

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Whole, Yes, longest


class LevelForm(Form):
    level: Whole


class DigestForm(Form):
    """The choices for the events are read one by one: their names are in lib/occasions.py."""

    digest_days: Whole = 7
    is_read_untracked: Yes = False


class BounceForm(Form):
    """What a mail provider says of one letter."""

    address: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(254)]
    kind: Literal["soft", "hard", "complaint"]


class BookmarkForm(Form):
    note: Annotated[str, TEXT, ON_ONE_LINE, longest(300)] = ""
    remind: Annotated[str, TEXT, longest(20)] = ""
