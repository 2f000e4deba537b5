"""What robots ask for first: robots.txt and the sitemaps."""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort

from forum.lib.times import iso
from forum.queries import meta, sitemap
from forum.web import keep, viewer

bp = Blueprint("discovery", __name__)
_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Pages that say nothing to somebody who is not signed in.
CLOSED = ("/account", "/drafts", "/start", "/posts/", "/threads/", "/sign-in", "/join", "/suggest/")


@bp.get("/robots.txt")
def robots() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines.append(f"Sitemap: {meta.absolute('/sitemap.xml')}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
def index() -> Response:
    keep("lists", "members")
    names = ["/sitemap-places.xml"]
    names += [f"/sitemap-threads-{part}.xml" for part in range(sitemap.parts(viewer()))]
    rows = "".join(f"<sitemap><loc>{escape(meta.absolute(name))}</loc></sitemap>" for name in names)
    return _xml(f'<sitemapindex xmlns="{_NS}">{rows}</sitemapindex>')


@bp.get("/sitemap-places.xml")
def places() -> Response:
    keep("lists", "members")
    return _xml(_urls([(path, None) for path in sitemap.places(viewer())]))


@bp.get("/sitemap-threads-<int:part>.xml")
def threads(part: int) -> Response:
    keep("lists", "members")
    if part >= sitemap.parts(viewer()):
        abort(404)
    return _xml(_urls(sitemap.threads(viewer(), part)))


def _urls(found: Iterable[tuple[str, datetime | None]]) -> str:
    rows = "".join(_url(path, changed) for path, changed in found)
    return f'<urlset xmlns="{_NS}">{rows}</urlset>'


def _url(path: str, changed: datetime | None) -> str:
    when = f"<lastmod>{iso(changed)}</lastmod>" if changed else ""
    return f"<url><loc>{escape(meta.absolute(path))}</loc>{when}</url>"


def _xml(body: str) -> Response:
    declared = '<?xml version="1.0" encoding="utf-8"?>\n'
    return Response(declared + body, mimetype="application/xml")
