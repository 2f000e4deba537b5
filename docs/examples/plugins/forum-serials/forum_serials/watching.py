"""The check: serial numbers in what somebody wants to publish."""

from collections.abc import Iterator

import re2
from flask_babel import gettext as _

from forum.services.screening import Finding, Submission
from forum.structure import setting


def serial_numbers(this: Submission) -> Iterator[Finding]:
    """RE2 takes no longer than the text is long, whatever an admin writes as a pattern."""
    pattern = setting("serials.pattern")
    if not pattern:
        return
    looked_for = re2.compile(pattern)
    found = looked_for.search(this.drawn.body) or looked_for.search(this.title)
    if found is not None:
        yield Finding(
            setting("serials.action"),
            _("There seems to be a serial number in it. Others could use it for a warranty or a"
              " repair in your name; the team asks for it in private when they need it."),
        )  # fmt: skip
