"""What comes in when somebody starts a thread or arranges one."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from forum.forms.base import TEXT, Form, Whole, Yes, longest
from forum.forms.posts import Body, Kind, Reason, SubmissionKey, Title
from forum.forms.tags import Tags

Slug = Annotated[str, TEXT, longest(80)]


def day(value: Any) -> date | None:
    """A day as a date field sends it; none for an empty one."""
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
    is_personal: Yes = False


class TidyForm(Form):
    title: Title
    tags: Tags = []
    category: Slug
    reason: Reason = ""


class PinForm(Form):
    """`until` is the last day on which the pin holds, in UTC; without one it holds for good."""

    scope: Annotated[str, TEXT, longest(16)]
    until: Annotated[date | None, BeforeValidator(day)] = None
    reason: Reason = ""

    @property
    def until_moment(self) -> datetime | None:
        if self.until is None:
            return None
        return datetime.combine(self.until, time.min, UTC) + timedelta(days=1)


Hours = Annotated[int, Field(ge=0, le=24 * 366)]


class CloseForm(Form):
    """`hours` is after how many it opens by itself; 0: not by itself."""

    hours: Hours = 0
    reason: Reason = ""

    @property
    def until(self) -> datetime | None:
        return datetime.now(UTC) + timedelta(hours=self.hours) if self.hours else None


class SlowForm(CloseForm):
    """`seconds` lie between two replies of one member; `hours`: after how many it ends."""

    seconds: Annotated[int, Field(ge=1, le=7 * 86400)]


class EmbargoForm(Form):
    """`until` is the first day on which it may be told, in UTC."""

    until: Annotated[date | None, BeforeValidator(day)] = None

    @property
    def until_moment(self) -> datetime:
        return datetime.combine(self.until or date.min, time.min, UTC)


class UndoForm(Form):
    event: Whole


class MoveForm(Form):
    category: Slug
    reason: Reason = ""


class MergeForm(Form):
    """`target` is a number or an address. `mixes`: other people may read it, and that is meant.
    `answer`: which one stays where both threads have one, kept or moved."""

    target: Annotated[str, TEXT, longest(300)] = ""
    reason: Reason = ""
    mixes: Yes = False
    answer: Annotated[str, TEXT, longest(8)] = ""


class SplitForm(MergeForm):
    """`numbers` of posts, with commas between them; `where` is new or there."""

    numbers: Annotated[str, TEXT, longest(20_000)] = ""
    where: Annotated[str, TEXT, longest(8)] = "new"
    title: Title = ""
    category: Slug = ""
    tags: Tags = []

    @property
    def chosen(self) -> list[int]:
        found = (each.strip() for each in self.numbers.split(","))
        return [int(each) for each in found if each.isascii() and each.isdigit() and len(each) < 10]


class BulkForm(Form):
    """`ids` of threads, with commas between them; `verb` is one of services.bulk.VERBS."""

    ids: Annotated[str, TEXT, longest(1000)] = ""
    verb: Annotated[str, TEXT, longest(16)] = ""
    category: Slug = ""
    tags: Tags = []
    reason: Reason = ""


class AcceptForm(Form):
    post: Whole
