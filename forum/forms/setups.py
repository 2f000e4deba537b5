"""What a community begins with, as it is typed on the setup page or written in a file."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from forum.forms.accounts import Address, Name, Password
from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Yes, longest
from forum.lib import languages


def _language(value: str) -> str:
    if value not in languages.NAMES:
        raise PydanticCustomError("language", "no language of the forum")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError("zone", "not a time zone")
    return value


class SetupForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(80)]
    company: Annotated[str, TEXT, ON_ONE_LINE, longest(80)] = ""
    tagline: Annotated[str, TEXT, ON_ONE_LINE, longest(200)] = ""
    time_zone: Annotated[str, TEXT, ON_ONE_LINE, longest(60), AfterValidator(_zone)] = "UTC"
    language: Annotated[str, TEXT, ON_ONE_LINE, longest(16), AfterValidator(_language)] = (
        languages.SOURCE
    )
    admin_name: Name
    admin_email: Address
    admin_password: Password
    may_read: Literal["everyone", "members"] = "everyone"
    may_join: Literal["everyone", "approved", "invited", "nobody"] = "everyone"
    accent: Annotated[str, TEXT, ON_ONE_LINE, longest(7)] = ""
    start: Literal["support", "product", "fans", "none"] = "support"
    guidelines: Yes = False
    test_letter: Yes = False
