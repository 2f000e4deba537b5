"""Whether this process serves, for load balancers and for the start itself."""

from flask import Blueprint, Response

from forum.queries import health

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """200 when a page could be made, 503 when the database does not answer. Asks for no session."""
    if health.answers(None):
        return _said("ok", 200)
    return _said("the database does not answer", 503)


def _said(word: str, status: int) -> Response:
    response = Response(f"{word}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
