"""Whether this process serves, for load balancers and for the start itself, and its numbers."""

import hmac

from flask import Blueprint, Response, abort, current_app, request

from forum import metrics
from forum.lib import networks
from forum.queries import gauges, health

bp = Blueprint("health", __name__)
PASSED_ON = {"forwarded", "via", "x-real-ip", "x-client-ip", "x-original-forwarded-for"}


@bp.get("/healthz")
def healthz() -> Response:
    """200 when a page could be made, 503 when the database does not answer. Asks for no session."""
    if health.answers(None):
        return _said("ok", 200)
    return _said("the database does not answer", 503)


@bp.get("/readyz")
def readyz() -> Response:
    """200 when requests should come here, 503 when not. What is how: only for who may know."""
    states = health.states(None)
    status = 503 if any(one.fatal and not one.is_good for one in states) else 200
    if not _may_know("FORUM_HEALTH_TOKEN"):
        return _said("ready" if status == 200 else "not ready", status)
    lines = [f"{'ok' if one.is_good else 'LOOK':5}{one.name}: {one.said}" for one in states]
    return _said("\n".join(lines), status)


@bp.get("/metrics")
def show() -> Response:
    """For Prometheus. Whoever may not know learns not even that it is there."""
    if not _may_know("FORUM_METRICS_TOKEN"):
        abort(404)
    numbers, own = metrics.current().summed()
    response = Response(metrics.text(numbers, own, gauges.every(None)))
    response.headers["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_know(variable: str) -> bool:
    """Who has the token; or this machine itself, where nothing stands between: behind a proxy of
    one's own everybody comes from this machine, so then only the token counts."""
    token = current_app.config[variable]
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(sent.encode(), token.encode()):
        return True
    if current_app.config["FORUM"]["FORUM_PROXIES"] or _is_passed_on():
        return False
    return networks.is_within(request.remote_addr or "", ["127.0.0.0/8", "::1/128"])


def _is_passed_on() -> bool:
    """Whether the request says of itself that a proxy sent it."""
    names = [name.lower() for name in request.headers.keys()]  # noqa: SIM118 - pairs otherwise
    return any(name in PASSED_ON or name.startswith("x-forwarded-") for name in names)


def _said(word: str, status: int) -> Response:
    response = Response(f"{word}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
