"""What comes in when the figures of a period are asked for and published."""

from typing import Annotated

from forum.forms.base import TEXT, Form, longest
from forum.forms.staff_log import Day
from forum.lib.periods import Period


class PeriodForm(Form):
    """From the day `since` to the day `until`, both included, in the site's time zone."""

    since: Day = None
    until: Day = None

    def period(self, zone: str) -> Period | None:
        """None when a day is missing, or when it cannot be one."""
        if self.since is None or self.until is None:
            return None
        found = Period(self.since, self.until, zone)
        return found if found.is_possible else None


class PublishForm(PeriodForm):
    """`seen` is what tells whether the figures have changed since they were looked at."""

    words: Annotated[str, TEXT, longest(10_000)] = ""
    seen: Annotated[str, TEXT, longest(64)] = ""


class EuForm(Form):
    """The words of one statement as they may leave."""

    facts: Annotated[str, TEXT, longest(5000)] = ""
    explanation: Annotated[str, TEXT, longest(2000)] = ""
    category: Annotated[str, TEXT, longest(64)] = ""
