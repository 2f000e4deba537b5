"""How much a request may carry besides files: what is read into memory as text has a lower limit.
And how large a number in its address may be.

Flask's own limit for forms covers multipart bodies only. 12 MB of `a=1&a=1&…` are three million
fields, which cost 3 s and 435 MB; this many bytes and fields cost some milliseconds (T90).
"""

from typing import Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import IntegerConverter, Map

LARGEST_TEXT = 2_000_000  # bytes; 100,000 characters of any script, percent-encoded, fit
MOST_FIELDS = 1_000  # of a form that is not multipart


class LimitedRequest(Request):
    """Refuses with 413 a form or JSON that no page of ours sends. Files are multipart: the
    configured `MAX_CONTENT_LENGTH` stays theirs."""

    @property
    def max_content_length(self) -> int | None:
        most = super().max_content_length
        if self.mimetype == "multipart/form-data":
            return most
        return min(most, LARGEST_TEXT) if most is not None else LARGEST_TEXT

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def make_form_data_parser(self) -> Any:
        if self.mimetype == "application/x-www-form-urlencoded":
            body = self.get_data(cache=True, parse_form_data=False)
            if body.count(b"&") >= MOST_FIELDS:
                raise RequestEntityTooLarge
        return super().make_form_data_parser()


class Number(IntegerConverter):
    """A whole number in an address, as large as a column holds: beyond that there is nothing."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": 2**31 - 1, **options})
