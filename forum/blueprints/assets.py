"""Styles, scripts, pictures of the forum's own, and the colours made from the brand's accent."""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import brotli
from flask import Blueprint, Response, abort, current_app, redirect, request

from forum import links, structure, theming
from forum.lib import colours, stylesheets
from forum.policies import categories as policy
from forum.web import guest, viewer

if TYPE_CHECKING:
    from forum.models import Viewer

bp = Blueprint("assets", __name__)
FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"
_TEXT = (".css", ".js", ".svg", ".json", ".txt", ".mjs")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")


@bp.get("/static/<mark>/<path:path>")
def static(mark: str, path: str) -> Response:
    """A static file. Under its current fingerprint it may be kept for ever."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    file = theming.find(app, path)
    if file is None:
        abort(404)
    address = cast("Callable[[str], str]", app.jinja_env.globals["static"])
    current = address(path) == f"/static/{mark}/{path}"
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    body = _bundled(address(path), path) if path == "css/forum.css" else _bytes(file)
    return _answer(body, kind, FOR_EVER if current else A_WHILE, path.endswith(_TEXT))


@lru_cache(maxsize=4)
def _bundled(address_of_all: str, path: str) -> bytes:
    """`address_of_all` carries the fingerprint, so a changed file makes a new bundle."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def read(name: str) -> str:
        file = theming.find(app, name)
        if file is None:
            raise FileNotFoundError(name)
        return file.read_text()

    address = cast("Callable[[str], str]", app.jinja_env.globals["static"])
    return stylesheets.bundle(path, read, address).encode()


@lru_cache(maxsize=400)
def _cached(file: Path, changed: float) -> bytes:
    return file.read_bytes()


def _bytes(file: Path) -> bytes:
    return _cached(file, file.stat().st_mtime)


@lru_cache(maxsize=400)
def _packed(body: bytes, how: str) -> bytes:
    return brotli.compress(body, quality=9) if how == "br" else gzip.compress(body, 9)


def _answer(body: bytes, kind: str, cache: str, is_text: bool) -> Response:
    accepted = request.headers.get("Accept-Encoding", "")
    how = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
    response = Response(_packed(body, how) if how and is_text else body, mimetype=kind)
    if how and is_text:
        response.headers["Content-Encoding"] = how
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = cache
    response.set_etag(hashlib.blake2b(body, digest_size=10).hexdigest() + how)
    response.make_conditional(request)
    return response


@bp.get("/brand.css")
def brand_css() -> Response:
    """The brand's colours for light, dark and high contrast, and those of the categories that
    everybody sees."""
    now = structure.current()
    css = _brand(now.setting("brand.accent"), _coloured(policy.visible_ids(guest())))
    return _answer(css, "text/css", "public, max-age=60", True)


@bp.get("/colours.css")
def colours_css() -> Response:
    """The colours of the categories that the viewer sees and guests do not. Its address, see
    `colours_href`, changes with what is in it, so the browser keeps it."""
    css = _private(viewer())
    cache = "private, no-cache"
    if request.args.get("v") == _mark(css):
        cache = FOR_EVER.replace("public", "private")
    return _answer(css, "text/css", cache, True)


@bp.app_template_global()
def colours_href(viewer: "Viewer") -> str:
    """Where the viewer's page finds colours that are not in /brand.css; "" when there are none."""
    css = _private(viewer)
    return links.colours_css(_mark(css)) if css else ""


def _private(viewer: "Viewer") -> bytes:
    if not viewer.is_authenticated:
        return b""
    more = policy.visible_ids(viewer) - policy.visible_ids(guest())
    return _more(structure.current().setting("brand.accent"), _coloured(more))


def _coloured(ids: frozenset[int]) -> tuple[tuple[int, str], ...]:
    nodes = structure.current().categories.values()
    return tuple((node.id, node.colour) for node in nodes if node.id in ids)


@lru_cache(maxsize=8)
def _brand(accent: str, categories: tuple[tuple[int, str], ...]) -> bytes:
    return colours.brand_css(accent, dict(categories)).encode()


@lru_cache(maxsize=64)
def _more(accent: str, categories: tuple[tuple[int, str], ...]) -> bytes:
    return colours.categories_css(accent, dict(categories)).encode()


@lru_cache(maxsize=64)
def _mark(css: bytes) -> str:
    return hashlib.blake2b(css, digest_size=8).hexdigest()


@bp.get("/favicon.ico")
def favicon() -> Any:
    address = cast("Callable[[str], str]", current_app.jinja_env.globals["static"])
    return redirect(address("img/icon.svg"), 301)
