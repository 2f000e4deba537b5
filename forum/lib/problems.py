"""What went wrong, as programs read it: problem details of RFC 9457."""

import json
from http import HTTPStatus
from typing import Any

MIME = "application/problem+json"


def described(status: int, sentence: str, **more: Any) -> str:
    """The body of an answer that is an error. What is empty in `more` is left out."""
    said = {"type": "about:blank", "title": _title(status), "status": status, "detail": sentence}
    return json.dumps({**said, **{name: value for name, value in more.items() if value}})


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
