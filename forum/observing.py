"""Stands before everything else that answers: numbers each request, and notes what became of it.

Flask's own line about an error names the address, in which a token or somebody's words may stand.
Ours names the route.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from forum import metrics
from forum.lib import causes

HEADER = "X-Request-Id"
SLOW = 1.0  # seconds; a request that takes longer is worth a line in the log
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
log = logging.getLogger("forum.requests")
Environ = dict[str, Any]


class Forum(Flask):
    """A Flask application that tells its log what failed, and nothing of who asked for what."""

    def log_exception(self, exc_info: Any, *_: Any) -> None:
        cause = causes.current()
        self.logger.error("failed: %s", cause.route if cause else "", exc_info=exc_info)


class Observer:
    """The WSGI application in front of the forum's own.

    A proxy's number is believed where there is one (`proxies`): it replaces what a visitor sent.
    """

    def __init__(self, app: Flask) -> None:
        config = app.config["FORUM"]
        self._inner = app.wsgi_app
        self._is_behind_proxy = bool(config["FORUM_PROXIES"])
        self._counting = metrics.of(app)
        self._all = config["FORUM_LOG_REQUESTS"] == "all"

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        said = environ.get("HTTP_X_REQUEST_ID", "") if self._is_behind_proxy else ""
        cause = causes.begin(causes.sane(said) or causes.new())
        began, seen = time.perf_counter(), [500]

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen[0] = int(status[:3])
            return start_response(status, [*headers, (HEADER, cause.number)], *rest)

        try:
            return self._inner(environ, started)
        finally:
            self._note(environ, cause, seen[0], time.perf_counter() - began)

    def _note(self, environ: Environ, cause: causes.Cause, status: int, seconds: float) -> None:
        """`seconds` until the answer was made; a file is sent afterwards."""
        method = environ["REQUEST_METHOD"]
        method = method if method in METHODS else "other"
        self._counting.request(
            cause.route, method, str(status), seconds, cause.statements, cause.is_kept
        )
        if self._all or status >= 500 or seconds > SLOW:
            log.log(
                logging.WARNING if status >= 500 else logging.INFO,
                "%s %s %d", method, cause.route, status,
                extra={"milliseconds": round(seconds * 1000, 1), "statements": cause.statements,
                       "status": status, "route": cause.route},
            )  # fmt: skip


def init_app(app: Flask) -> None:
    """Call it last: whatever stands outside of it is not counted."""
    app.url_value_preprocessor(_routed)
    app.wsgi_app = Observer(app)  # type: ignore[method-assign]


def watch(app: Flask, engine: Engine) -> None:
    """Count what is asked of this database for each request, and the connections to it."""
    event.listen(engine, "before_cursor_execute", _counted)
    own = metrics.of(app).own
    own["forum_database_connections"] = lambda: _of_pool(engine, "checkedout")
    own["forum_database_connections_idle"] = lambda: _of_pool(engine, "checkedin")


def _of_pool(engine: Engine, what: str) -> float:
    """Not every pool counts."""
    tell: Callable[[], int] = getattr(engine.pool, what, int)
    return float(tell())


def _routed(endpoint: str | None, _values: Any) -> None:
    if endpoint and (cause := causes.current()):
        cause.route = endpoint


def _counted(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    cause = causes.current()
    if cause is not None and not statement.startswith(("PRAGMA", "BEGIN")):
        cause.statements += 1
