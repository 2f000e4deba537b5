"""A category: its children and its lists."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.home import wanted
from forum.policies import categories as policy
from forum.queries import categories, levels, lists, meta
from forum.queries.lists import Wanted
from forum.services import reading
from forum.web import keep, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.structure import CategoryNode

bp = Blueprint("categories", __name__)


@bp.get("/c/<slug>", defaults={"kind": ""})
@bp.get("/c/<slug>/<any(latest, newest, new, unread, top, unanswered, mine):kind>")
def show(slug: str, kind: str) -> Any:
    keep("lists", "members")
    node = categories.get(viewer(), slug)
    listed = "" if kind == node.default_sort else kind
    if node.slug != slug or listed != kind:
        return redirect(links.category(node.slug, listed), 301 if node.slug != slug else 302)
    kind = kind or node.default_sort
    if kind in {"unread", "mine"} and not viewer().is_authenticated:
        return redirect(links.sign_in(links.category(slug, kind)))
    return draw(node, kind, wanted(kind, category_id=node.id))


def draw(node: "CategoryNode", kind: str, which: Wanted) -> str:
    """The page of a category. The one place that gathers what `categories/show.html` needs."""
    who = viewer()
    listed = "" if kind == node.default_sort else kind
    period = which.period if kind == "top" else None

    def href(**key: str) -> str:
        return links.category(node.slug, listed, period=period, **key)

    row = categories.row(who, node)
    above = categories.ancestors(who, node)
    may = policy.can_start(who, node)
    page = lists.page(who, which, href)
    about = meta.of_category(who, row)
    return render_template(
        "categories/show.html", category=row, ancestors=above, kind=kind, period=which.period,
        starts_newest=node.default_sort == "newest", page=page, may_start=may,
        may_select=bool(policy.can_moderate(who, node.id)),
        page_meta=about, level=levels.of_category(who, node.id),
        cover=links.thumbnail(node.cover_key) if node.cover_key else "",
    )  # fmt: skip


@bp.post("/c/<slug>/read")
def mark_read(slug: str) -> Any:
    node = categories.get(viewer(), slug)
    reading.mark_category(viewer(), node.id)
    tell(_("This category is marked as read."))
    return redirect(links.category(node.slug))
