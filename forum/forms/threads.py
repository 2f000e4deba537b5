"""What comes in when somebody starts a thread or arranges one."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from forum.forms.base import TEXT, Form, Whole, Yes, longest
from forum.forms.posts import Body, Kind, Reason, SubmissionKey, Title
from forum.forms.tags import Tags

Slug = Annotated[str, TEXT, longest(80)]


def _day(value: Any) -> date | None:
    if value in ("", None):
        return None
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or not 1970 <= found.year <= 2999:
        raise PydanticCustomError("shape", "not a day")
    return found


class StartForm(Form):
    """`category` is a slug; nothing chosen is told by the verb."""

    title: Title = ""
    body: Body
    category: Slug
    kind: Kind = ""
    tags: Tags = []
    submission_key: SubmissionKey = ""
    preview: Yes = False
    as_house: Yes = False


class PinForm(Form):
    """`until` is the last day on which the pin holds, in UTC; without one it holds for good."""

    scope: Annotated[str, TEXT, longest(16)]
    until: Annotated[date | None, BeforeValidator(_day)] = None
    reason: Reason = ""

    @property
    def until_moment(self) -> datetime | None:
        if self.until is None:
            return None
        return datetime.combine(self.until, time.min, UTC) + timedelta(days=1)


class MoveForm(Form):
    category: Slug
    reason: Reason = ""


class AcceptForm(Form):
    post: Whole
