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
from forum.blueprints.brand import look, previewing
from forum.lib import colours, custom_css, fonts, looks, stylesheets
from forum.policies import categories as policy
from forum.settings import contrast
from forum.web import guest, viewer

if TYPE_CHECKING:
    from forum.models import Viewer

bp = Blueprint("assets", __name__)
FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"
# For all; for the team at work; for who writes programs.
BUNDLES = ("css/forum.css", "css/console.css", "css/admin.css", "css/api.css")
_TEXT = (".css", ".js", ".svg", ".json", ".txt", ".mjs")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")


@bp.get("/static/<mark>/<path:path>")
def static(mark: str, path: str) -> Response:
    """A static file. Under its current fingerprint it may be kept for ever."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    theme = theming.theme_of(app, mark)
    is_current, theme = theme is not None, theme or ""
    file = theming.find(app, path, theme)
    if file is None:
        abort(404)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    body = _bundled(_static(path, theme), path, theme) if path in BUNDLES else _bytes(file)
    return _answer(body, kind, FOR_EVER if is_current else A_WHILE, path.endswith(_TEXT))


@lru_cache(maxsize=12)
def _bundled(address_of_all: str, path: str, theme: str) -> bytes:
    """`address_of_all` carries the fingerprint, so a changed file makes a new bundle."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def read(name: str) -> str:
        file = theming.find(app, name, theme)
        if file is None:
            raise FileNotFoundError(name)
        return file.read_text()

    return stylesheets.bundle(path, read, lambda name: _static(name, theme)).encode()


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
    """The brand's colours for light, dark and high contrast, its corners and type, and the colours
    of the categories that everybody sees. Its address, see `brand_href`, changes with it."""
    return _styles(_brand_now())


@bp.get("/own.css")
def own_css() -> Response:
    """The styles that admins wrote themselves, in their layer."""
    return _styles(_own(look("looks.css")))


def _styles(css: bytes) -> Response:
    """Kept for ever at the address that has its mark; a draft in no cache but the admin's."""
    if previewing():
        return _answer(css, "text/css", "private, no-cache", True)
    is_marked = request.args.get("v") == _mark(css)
    return _answer(css, "text/css", FOR_EVER if is_marked else "public, max-age=60", True)


@bp.app_template_global()
def brand_href() -> str:
    """Where this page finds the brand's colours and type."""
    return links.brand_css(_mark(_brand_now()))


@bp.app_template_global()
def own_href() -> str:
    """Where this page finds the styles that admins wrote; "" when there are none."""
    if current_app.config["FORUM_SAFE_MODE"]:
        return ""
    css = _own(look("looks.css"))
    return links.own_css(_mark(css)) if css else ""


@bp.app_template_global()
def font_href() -> str:
    """The font that every page needs, so that it is fetched at once; "" when machines have it."""
    chosen = str(look("looks.font"))
    if chosen == "uploaded":
        return str(look("looks.font_file"))
    path = fonts.first(chosen)
    return _static(path) if path else ""


def _static(path: str, theme: str | None = None) -> str:
    """The address of a static file, of this theme or of that of the page."""
    return cast("Callable[..., str]", current_app.jinja_env.globals["static"])(path, theme)


def _brand_now() -> bytes:
    coloured = _coloured(policy.visible_ids(guest()))
    return _brand(contrast.look(look), coloured, _static("css/forum.css"))


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
    return _more(contrast.look(look).accent, _coloured(more))


def _coloured(ids: frozenset[int]) -> tuple[tuple[int, str], ...]:
    nodes = structure.current().categories.values()
    return tuple((node.id, node.colour) for node in nodes if node.id in ids)


@lru_cache(maxsize=8)
def _brand(made: looks.Look, categories: tuple[tuple[int, str], ...], mark: str) -> bytes:
    """`mark` is the address of a static file: it changes with the files of fonts."""
    return looks.css(made, dict(categories), _static).encode()


@lru_cache(maxsize=8)
def _own(text: str) -> bytes:
    return custom_css.served(text).encode()


@lru_cache(maxsize=64)
def _more(accent: str, categories: tuple[tuple[int, str], ...]) -> bytes:
    return colours.categories_css(accent, dict(categories)).encode()


@lru_cache(maxsize=64)
def _mark(css: bytes) -> str:
    return hashlib.blake2b(css, digest_size=8).hexdigest()


@bp.get("/favicon.ico")
def favicon() -> Any:
    if own := structure.setting("brand.icon"):
        return redirect(own, 302)
    return redirect(_static("img/icon.svg"), 302)
