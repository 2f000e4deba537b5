"""What is typed on the pages about oneself among others."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError
from werkzeug.datastructures import MultiDict

from forum.forms.accounts import Current
from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Yes, longest
from forum.lib.markdown import plain


class PrivacyForm(Form):
    mentions_from: Annotated[str, TEXT, longest(16)] = "everyone"
    messages_from: Annotated[str, TEXT, longest(16)] = "everyone"
    hides_activity: Yes = False
    hides_presence: Yes = False
    is_unlisted: Yes = False


class FieldForm(Form):
    """Something that members are asked about. `choices` are one a line."""

    kind: Annotated[str, TEXT, longest(16)] = "line"
    label: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(100)]
    hint: Annotated[str, TEXT, ON_ONE_LINE, longest(300)] = ""
    choices: Annotated[str, TEXT, longest(6_000)] = ""
    is_required: Yes = False
    on_profile: Yes = False
    on_card: Yes = False
    in_directory: Yes = False
    on_join: Yes = False

    def described(self) -> dict[str, Any]:
        """As services.profile_fields takes it."""
        places = {
            "profile": self.on_profile, "card": self.on_card, "directory": self.in_directory,
            "join": self.on_join,
        }  # fmt: skip
        return {
            "label": self.label,
            "hint": self.hint,
            "choices": [one.strip() for one in self.choices.splitlines() if one.strip()],
            "is_required": self.is_required,
            "places": [place for place, shown in places.items() if shown],
        }


def _day(value: Any) -> date:
    """2026-06-30, as browsers send it."""
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("missing", "nothing there")
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise PydanticCustomError("shape", "not a day") from error


class OffBoardingForm(Form):
    """`successor` is a name, or nothing; so is `new_name`, which is theirs from then on."""

    until: Annotated[date, BeforeValidator(_day)]
    successor: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""
    new_name: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""


class OfficeForm(Form):
    """`current` is the admin's own password, where it is asked for."""

    office: Annotated[str, TEXT, ON_ONE_LINE, longest(20)] = ""
    byline: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""
    current: Current = ""


class PartnerForm(Form):
    kind: Annotated[str, TEXT, ON_ONE_LINE, longest(20)] = ""
    organisation: Annotated[str, TEXT, ON_ONE_LINE, longest(100)] = ""


class LevelForm(Form):
    level: Annotated[int, Field(ge=0, le=4)]
    reason: Annotated[str, TEXT, longest(1000)] = ""
    is_locked: Yes = False


MOST_READ = 2_100  # characters of an answer: more than any may have


def answers(source: Mapping[str, Any], keys: Iterable[str]) -> dict[str, str]:
    """What was typed into fields that an admin has made, those that the request carries.

    A box that is not ticked sends nothing, so a hidden field before it does: the last one counts.
    """
    found: dict[str, str] = {}
    for key in keys:
        given = source.getlist(key) if isinstance(source, MultiDict) else [source.get(key)]
        if given and isinstance(given[-1], str):
            found[key] = plain.readable(given[-1][:MOST_READ])
    return found
