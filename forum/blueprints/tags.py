"""Tags: all of them, and the threads of one."""

from typing import Any

from flask import Blueprint, redirect

from forum import links
from forum.blueprints.home import wanted
from forum.queries import levels, lists, meta, tags
from forum.queries.shapes import TagRef
from forum.web import keep, render_template, viewer

bp = Blueprint("tags", __name__)


@bp.get("/tags")
def index() -> Any:
    keep("lists", "members")
    return render_template("tags/index.html", tags=tags.all_used(viewer()))


@bp.get("/tag/<slug>")
def show(slug: str) -> Any:
    keep("lists", "members")
    tag = tags.get(viewer(), slug)
    if tag.slug != slug:
        return redirect(links.tag(tag.slug), 301)
    page = lists.page(
        viewer(), wanted("latest", tag_id=tag.id), lambda **key: links.tag(slug, **key)
    )
    ref = TagRef(tag.name, tag.slug, links.tag(tag.slug), tag.description, tag.thread_count)
    return render_template(
        "tags/show.html",
        tag=ref,
        page=page,
        page_meta=meta.of_tag(viewer(), ref),
        level=levels.of_tag(viewer(), tag.id),
    )
