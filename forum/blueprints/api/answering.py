"""How the API answers: JSON with a mark of its content, so that who has it already is told so."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Response, abort, g, request
from flask_babel import gettext as _
from pydantic import BaseModel

VERSION = frozenset({"version", "number"})  # what forms call the version that If-Match says
_VERSION = re.compile(r'"(\d{1,9})(?:-[0-9a-f]+)?"')


def drawn(answer: type[BaseModel] | None, status: int, found: Any) -> Response:
    """What a view gives, as its shape."""
    if answer is None:
        return Response(status=204)
    shape = found if isinstance(found, answer) else answer.model_validate(found)
    body = json.dumps(shape.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    response = Response(body, status, mimetype="application/json")
    if request.method in {"GET", "HEAD"}:
        _mark(response, body)
        response.make_conditional(request)
    elif "version" in g:
        response.headers["ETag"] = f'"{g.version}"'
    return response


def replayed(status: int, body: str) -> Response:
    """What was answered to the same request before."""
    response = Response(body, status, mimetype="application/json" if body else None)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _mark(response: Response, body: str) -> None:
    digest = hashlib.sha256(body.encode()).hexdigest()[:16]
    response.set_etag(f"{g.version}-{digest}" if "version" in g else digest)


def say_version(version: int) -> None:
    """The answer is about something that has versions, and this is the one it shows."""
    g.version = version


def expected_version() -> int:
    """The version that the request changes, from If-Match. Aborts with 428 when it says none."""
    said = request.headers.get("If-Match")
    if said is None:
        abort(428, _("Say with If-Match which version you are changing: its ETag."))
    found = _VERSION.fullmatch(said.strip())
    if found is None:
        abort(412, _("This has been changed in the meantime. Please read it again."))
    return int(found[1])


def cursor(href: str | None) -> str | None:
    """Where a list goes on, from the address at which its page does. None: nowhere."""
    found = parse_qs(urlsplit(href or "").query)
    return next((found[name][0] for name in ("after", "before") if name in found), None)


def options(pairs: Iterable[tuple[Any, Any]]) -> list[dict[str, str]]:
    """What can be chosen: what is sent, and its words."""
    return [{"key": str(key), "label": str(label)} for key, label in pairs]
