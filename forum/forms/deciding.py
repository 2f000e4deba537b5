"""What moderators type when they decide, answer as the second person, and write templates."""

from typing import Annotated, Any

from flask_babel import gettext as _

from forum.forms.base import (
    FILLED,
    ON_ONE_LINE,
    TEXT,
    Form,
    Typed,
    Whole,
    WholeOrNothing,
    Yes,
    longest,
)
from forum.lib import tone

LAW = "law"  # instead of the number of a section


class ChoiceForm(Form):
    """`section` is the number of a section of the guidelines, or "law"; `text` what an edited post
    says."""

    action: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] = ""
    section: Annotated[str, TEXT, ON_ONE_LINE, longest(12)] = ""
    law: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    quote: Annotated[str, TEXT, longest(1000)] = ""
    facts: Annotated[str, TEXT, longest(5000)] = ""
    explanation: Annotated[str, TEXT, longest(2000)] = ""
    days: WholeOrNothing = None
    also: Annotated[str, TEXT, ON_ONE_LINE, longest(16)] = ""
    jump: Annotated[str, TEXT, ON_ONE_LINE, longest(16)] = ""
    text: Annotated[str, TEXT, longest(100_000)] = ""

    @property
    def choice(self) -> dict[str, Any]:
        """By the names of `services.choosing.Choice`."""
        by_law = self.section == LAW
        section = None if by_law or not self.section.isdecimal() else int(self.section)
        return {
            "action": self.action, "ground": "illegal" if by_law else "guideline",
            "section_id": section, "law": self.law if by_law else "", "quote": self.quote,
            "facts": self.facts, "explanation": self.explanation, "days": self.days,
            "also": self.also, "jump": self.jump, "body": self.text,
        }  # fmt: skip


class DecideForm(ChoiceForm):
    """`version` is the case's that was read; `is_sure`: the remarks on its tone were read."""

    version: Whole
    is_sure: Yes = False


def remarks(*texts: str) -> list[str]:
    """What might be read as unkind in a text of the team's, in sentences; none: nothing."""
    return [_(sentence, **words) for sentence, words in tone.remarks("\n".join(texts))]


FIELDS = {"ground": "section", "section_id": "section", "body": "text"}


def beside_fields(form: Typed[Any]) -> Typed[Any]:
    """What a verb said about a choice, at the field where it was made."""
    errors = {FIELDS.get(name, name): sentence for name, sentence in form.errors.items()}
    return Typed(None, form.values, errors)


class DeclineForm(Form):
    reason: Annotated[str, TEXT, FILLED, longest(1000)]


class TemplateForm(Form):
    """`review_days`: in how many days somebody should look at it again; none: never."""

    anchor: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(80)]
    title: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(100)]
    body: Annotated[str, TEXT, FILLED, longest(2000)]
    language: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(16)]
    review_days: WholeOrNothing = None
    is_enabled: Yes = False
    is_sure: Yes = False


class EscalationForm(Form):
    """What should happen at one of the four levels."""

    trigger: Annotated[str, TEXT, FILLED, longest(300)]
    owner: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(100)]
    backup: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    first: Annotated[str, TEXT, FILLED, longest(300)]
