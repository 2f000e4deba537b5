"""What is typed about webhooks. The events are boxes of their own, read by their names."""

from collections.abc import Mapping
from typing import Annotated, Any

from forum.forms.accounts import Current
from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Yes, longest
from forum.lib import commas
from forum.lib.happenings import EVENTS


class WebhookForm(Form):
    """`categories` are slugs with commas; `reads_as`: "guest", "me", or an account's number."""

    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(80)]
    address: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(2000)]
    secret: Annotated[str, TEXT, longest(200)] = ""
    categories: Annotated[str, TEXT, ON_ONE_LINE, longest(500)] = ""
    reads_as: Annotated[str, TEXT, longest(12)] = "guest"
    is_enabled: Yes = False
    current: Current = ""

    def slugs(self) -> tuple[str, ...]:
        return tuple(commas.parts(self.categories))


def events(sent: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in EVENTS if sent.get(f"event.{name}"))
