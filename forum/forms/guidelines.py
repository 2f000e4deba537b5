"""What comes in when staff writes the guidelines."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Whole, Yes, longest

_Digest = Annotated[str, TEXT, longest(64)]


class BeginForm(Form):
    """`category`: whose addition is written; 0: what holds for the whole community."""

    category: Whole = 0


class DescribeForm(Form):
    """What a draft is. `seen`: the digest of what was on the page."""

    summary: Annotated[str, TEXT, longest(1000)] = ""
    change_note: Annotated[str, TEXT, longest(1000)] = ""
    significance: Annotated[str, TEXT, FILLED, longest(32)]
    seen: _Digest = ""


class SectionForm(Form):
    """One section; only what stands before all others has no title. `preview`: only show it."""

    title: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    body: Annotated[str, TEXT, FILLED, longest(20_000)]
    example: Annotated[str, TEXT, longest(1000)] = ""
    reason: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    severity: Whole = 4
    eu_category: Annotated[str, TEXT, longest(64)] = ""
    seen: _Digest = ""
    preview: Yes = False


class ReturnForm(Form):
    """Why a proposal goes back to its author."""

    reason: Annotated[str, TEXT, longest(1000)] = ""


class ApproveForm(Form):
    """`seen`: the digest of the whole as it was read."""

    seen: Annotated[str, TEXT, FILLED, longest(64)]
