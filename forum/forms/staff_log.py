"""What is looked for in the staff's log, as an address says it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from pydantic import BeforeValidator

from forum.forms.base import TEXT, Form, longest
from forum.forms.threads import day

Name = Annotated[str, TEXT, longest(64)]
Day = Annotated[date | None, BeforeValidator(day)]


class LogForm(Form):
    """`since` and `until` are days in UTC, the last one included."""

    who: Name = ""
    what: Annotated[str, TEXT, longest(32)] = ""
    whom: Name = ""
    since: Day = None
    until: Day = None
    after: Annotated[str, TEXT, longest(200)] = ""

    @property
    def since_moment(self) -> datetime | None:
        return datetime.combine(self.since, time.min, UTC) if self.since else None

    @property
    def before_moment(self) -> datetime | None:
        if self.until is None:
            return None
        return datetime.combine(self.until, time.min, UTC) + timedelta(days=1)
