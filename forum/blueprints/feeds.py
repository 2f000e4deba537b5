"""Atom feeds of the site, a category, a thread, a member and a tag, as the reader may see them."""

from typing import cast

from flask import Blueprint, Response, redirect, request
from markupsafe import escape

from forum import links
from forum.lib import atom
from forum.lib.markdown import absolute as with_whole_addresses
from forum.lib.times import utcnow
from forum.queries import categories, members, meta, moved, people, posts, tags, threads
from forum.queries.shapes import PostSnippet
from forum.structure import setting
from forum.web import keep, viewer

bp = Blueprint("feeds", __name__)
MOST = 30


@bp.get("/feed.atom")
def site() -> Response:
    keep("lists", "members")
    return _feed(setting("brand.name"), links.home(), posts.latest(viewer(), MOST))


@bp.get("/c/<slug>/feed.atom")
def category(slug: str) -> Response:
    keep("lists", "members")
    node = categories.get(viewer(), slug)
    found = posts.latest(viewer(), MOST, category_id=node.id)
    return _feed(node.name, links.category(node.slug), found)


@bp.get("/t/<int:thread_id>/feed.atom")
def thread(thread_id: int) -> Response:
    keep(f"thread:{thread_id}", "members")
    if (merged := moved.instead(viewer(), thread_id)) is not None:
        return cast("Response", redirect(links.feed("t", merged.id), 301))
    found = threads.get(viewer(), thread_id)
    page = links.thread(found.id, found.slug)
    return _feed(found.title, page, posts.latest(viewer(), MOST, thread_id=found.id))


@bp.get("/m/<name>/feed.atom")
def member(name: str) -> Response:
    keep("lists", "members")
    user = members.active(viewer(), name)
    page = links.member(user.name)
    return _feed(user.display_name, page, posts.of_author(viewer(), user.id, MOST))


@bp.get("/tag/<slug>/feed.atom")
def tag(slug: str) -> Response:
    keep("lists", "members")
    found = tags.get(viewer(), slug)
    newest = posts.latest(viewer(), MOST, tag_id=found.id)
    return _feed(found.name, links.tag(found.slug), newest)


def _told(post: PostSnippet) -> str:
    """What stands above it on its page, where ambassadors write about what they receive."""
    said = people.at_length(post.author)
    return f"<p><em>{escape(said)}</em></p>" if said else ""


def _feed(title: str, page: str, found: tuple[PostSnippet, ...]) -> Response:
    base = meta.absolute("")
    entries = (
        atom.Entry(
            meta.absolute(post.href.partition("#")[0]),
            post.thread_title,
            people.spoken(post.author),
            post.created_at,
            post.edited_at or post.created_at,
            f"{_told(post)}{with_whole_addresses(post.html, base)}",
        )
        for post in found
    )
    whole = f"{title} · {setting('brand.name')}" if page != "/" else title
    body = atom.feed(meta.absolute(request.path), meta.absolute(page), whole, entries, utcnow())
    return Response(body, mimetype="application/atom+xml")
