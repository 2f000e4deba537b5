"""What an admin does with jobs that failed."""

from typing import Literal

from forum.forms.base import Form, WholeOrNothing


class JobForm(Form):
    what: Literal["retry", "discard"]
    job: WholeOrNothing = None  # all that failed, if left out
