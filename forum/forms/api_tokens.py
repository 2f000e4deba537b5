"""What is typed about tokens of programs."""

from typing import Annotated

from forum.forms.accounts import Current
from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Whole, Yes, longest


class TokenForm(Form):
    """A new token: what it is for, what it may, where and until when."""

    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(80)]
    write: Yes = False
    private: Yes = False
    moderate: Yes = False
    admin: Yes = False
    arrange: Yes = False
    category: Annotated[str, TEXT, longest(100)] = ""
    days: Whole = 90
    current: Current = ""

    def scopes(self) -> tuple[str, ...]:
        every = ("write", "private", "moderate", "admin", "arrange")
        return tuple(scope for scope in every if getattr(self, scope))


class ApplicationForm(TokenForm):
    """The same for an application. `acts_as`: "new", "me", or the number of an account."""

    acts_as: Annotated[str, TEXT, longest(12)] = "new"
    account: Annotated[str, TEXT, ON_ONE_LINE, longest(64)] = ""
    group: Annotated[str, TEXT, longest(12)] = ""
