"""What is typed on the pages of the ambassador programme: shapes and limits."""

from typing import Annotated

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Whole, WholeOrNothing, Yes, longest

Short = Annotated[str, TEXT, ON_ONE_LINE, longest(32)]
Line = Annotated[str, TEXT, ON_ONE_LINE, longest(100)]
Long = Annotated[str, TEXT, longest(1000)]
Message = Annotated[str, TEXT, longest(4000)]


class ApplyForm(Form):
    pitch: Annotated[str, TEXT, FILLED, longest(4000)]
    is_of_age: Yes = False
    affiliation: Short = ""
    organisation: Line = ""


class NominateForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(64)]
    reason: Long = ""


class TermsForm(Form):
    """The version of the terms that was shown, when its box is ticked."""

    terms: WholeOrNothing = None


class LeaveForm(Form):
    reason: Long = ""
    as_alumni: Yes = False


class ChooseForm(Form):
    in_register: Yes = False
    as_alumni: Yes = False


class VoteForm(Form):
    vote: Short = ""
    empathy: WholeOrNothing = None
    accuracy: WholeOrNothing = None
    honesty: WholeOrNothing = None
    welcome: WholeOrNothing = None
    comment: Message = ""

    @property
    def rubric(self) -> dict[str, int]:
        given = {
            name: getattr(self, name) for name in ("empathy", "accuracy", "honesty", "welcome")
        }
        return {name: mark for name, mark in given.items() if mark in range(1, 6)}


class AskAdviceForm(Form):
    adviser: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""


class AdviceForm(Form):
    vote: Short = ""
    comment: Message = ""


class DeclineForm(Form):
    code: Short = ""
    message: Message = ""


class ReasonForm(Form):
    reason: Long = ""


class FlagForm(Form):
    resolution: Long = ""
    is_harmless: Yes = False


class CheckInForm(Form):
    note: Long = ""


class PerkForm(Form):
    kind: Short = "recognition"
    title: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(100)]
    disclosure: Line = ""
    value_cents: Whole = 0


class TierForm(Form):
    tier: WholeOrNothing = None


class AwardForm(Form):
    perk: Whole
    value_cents: WholeOrNothing = None
    note: Long = ""


class ProgrammeForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(100)]
    purpose: Annotated[str, TEXT, FILLED, longest(8000)]
    terms: Annotated[str, TEXT, FILLED, longest(20_000)]
    state: Short = "draft"
    term_days: Whole = 365
    renew_open_days: Whole = 45
    grace_days: Whole = 30
    cooldown_days: Whole = 90
    most_live: WholeOrNothing = None
    minimum_age: Whole = 18
    account_days: Whole = 90
    active_days: Whole = 20
    replies: Whole = 20
    givers: Whole = 5
    tiers: Long = ""
    anyway: Yes = False
