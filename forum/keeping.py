"""Pages that are the same for every guest, kept in memory under the version of what they show.

A page is given out while the versions it was made under are the current ones, so a hidden post or a
category made private is gone with the commit that did it. Only a request without a session is ever
answered from here, and only such a request is ever kept. Works in front of Flask: a kept page costs
some microseconds.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import brotli
from flask import Flask, Response
from werkzeug.http import parse_cookie

from forum.lib import causes
from forum.versions import Versions

OLDEST = 60.0  # seconds; a second wall should a process die between its commit and its new version
MOST_BYTES = 64 * 1024 * 1024
SMALLEST_COMPRESSED = 600  # bytes
SCHEME_COOKIE, LANGUAGE_COOKIE = "scheme", "language"
Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which versions a page was made, and the thread it shows, if any."""

    names: tuple[str, ...]
    versions: tuple[int, ...]
    viewed: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    terms: Terms
    headers: list[tuple[str, str]]
    etag: str
    body: bytes
    until: float
    route: str = causes.NO_ROUTE


class Keeper:
    """The WSGI application in front of the forum's own."""

    def __init__(self, app: Flask) -> None:
        self._inner = app.wsgi_app
        self._cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        self._app = app
        self._pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self.views: defaultdict[int, int] = defaultdict(int)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET" and self._cookie not in environ.get(
            "HTTP_COOKIE", ""
        ):
            kept = self._pages.get(key(environ))
            if kept is not None and self._is_current(kept):
                return self._answer(kept, environ, start_response)
        return self._inner(environ, start_response)

    def _is_current(self, kept: Kept) -> bool:
        versions: Versions = self._app.extensions["forum.versions"]
        return (
            versions.current(*kept.terms.names) == kept.terms.versions
            and time.monotonic() < kept.until
        )

    def _answer(
        self, kept: Kept, environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if cause := causes.current():
            cause.route, cause.is_kept = kept.route, True
        if kept.terms.viewed is not None:
            self.views[kept.terms.viewed] += 1
        if environ.get("HTTP_IF_NONE_MATCH") == kept.etag:
            start_response("304 NOT MODIFIED", [h for h in kept.headers if h[0] in _WITH_304])
            return ()
        start_response("200 OK", kept.headers)
        return (kept.body,)

    def put(self, at: tuple[str, ...], kept: Kept) -> None:
        with self._lock:
            old = self._pages.pop(at, None)
            self._bytes += len(kept.body) - (len(old.body) if old else 0)
            self._pages[at] = kept
            while self._bytes > MOST_BYTES:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= len(gone.body)

    def take_views(self) -> dict[int, int]:
        """How often each thread was shown since the last time, from kept pages."""
        taken, self.views = self.views, defaultdict(int)
        return dict(taken)


_WITH_304 = {"ETag", "Cache-Control", "Vary", "Content-Security-Policy"}
# Only these parts of a query choose what is shown; a page with any other is not kept.
_PARAMETERS = {"page", "after", "before", "period", "kind"}


def init_app(app: Flask) -> None:
    keeper = Keeper(app)
    app.extensions["forum.keeper"] = keeper
    app.wsgi_app = keeper  # type: ignore[method-assign]


def key(environ: Environ) -> tuple[str, ...]:
    """What a kept page depends on: host, path, query, encoding, language, and two cookies.

    Whatever else a request carries must not change a page that is offered (T106).
    """
    return (
        environ.get("HTTP_HOST", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        encoding(environ),
        _whole(environ.get("HTTP_ACCEPT_LANGUAGE", "")),
        *chosen(environ),
        environ.get("wsgi.url_scheme", ""),
    )


def _whole(text: str) -> str:
    """A short name that no other text has: what is cut off would still choose the language, and
    somebody else would read what was made for it."""
    return text if len(text) <= 80 else hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def chosen(environ: Environ) -> tuple[str, ...]:
    """The look and the language a guest has chosen: the only cookies that change a page without a
    session."""
    sent = environ.get("HTTP_COOKIE", "")
    if SCHEME_COOKIE not in sent and LANGUAGE_COOKIE not in sent:
        return "", ""
    found = parse_cookie(sent)
    return found.get(SCHEME_COOKIE, "")[:12], found.get(LANGUAGE_COOKIE, "")[:16]


def encoding(environ: Environ) -> str:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def offer(app: Flask, environ: Environ, response: Response, terms: Terms) -> None:
    """Keep `response`, made for a guest, and give it the headers of a kept page."""
    pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    if len(pairs) > 3 or any(name not in _PARAMETERS for name, _value in pairs):
        return
    if "json" in environ.get("HTTP_ACCEPT", "") or response.is_streamed:
        return
    body = response.get_data()
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    how = encoding(environ)
    response.vary.add("Accept-Encoding")
    response.vary.add("Accept-Language")
    if how and len(body) >= SMALLEST_COMPRESSED:
        body = brotli.compress(body, quality=5) if how == "br" else gzip.compress(body, 6)
        response.headers["Content-Encoding"] = how
        response.set_data(body)
    response.headers["ETag"] = etag
    cause = causes.current()
    route = cause.route if cause else causes.NO_ROUTE
    kept = Kept(terms, list(response.headers), etag, body, time.monotonic() + OLDEST, route)
    if environ["REQUEST_METHOD"] == "GET":
        app.extensions["forum.keeper"].put(key(environ), kept)
