"""Archiving, moving, merging and deleting categories: first what it means, then doing it."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.categories import MergeForm, MoveForm, SureForm
from forum.lib.verdict import Refused
from forum.queries import access, categories, shaping
from forum.queries import rehousing as queries
from forum.services import rehousing
from forum.services import shaping as shaping_service
from forum.web import limit_changes, members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.structure import CategoryNode

bp = Blueprint("rehousing", __name__)
bp.before_request(limit_changes)
TOP = "-"  # as the parent in an address: none


@bp.get("/admin/categories/<int:category_id>/<any(archive, move, merge, delete):part>")
@members_only
def ask(category_id: int, part: str) -> Any:
    node = shaping.get(viewer(), category_id)
    typed = {name: request.args.get(name, "") for name in ("parent", "target")}
    return _page(node, part, blank(**typed))


@bp.post("/admin/categories/<int:category_id>/archive")
@members_only
def archive(category_id: int) -> Any:
    node, form = shaping.get(viewer(), category_id), read(SureForm, submitted())
    if not form:
        return _page(node, "archive", form), 422
    try:
        rehousing.archive(viewer(), category_id, form.data.is_archived, form.data.version)
    except Refused as error:
        return _page(node, "archive", refused(form, error)), 422
    tell(_("It has been archived.") if form.data.is_archived else _("It is open again."))
    return redirect(links.admin_category(category_id, "archive"), 303)


@bp.post("/admin/categories/<int:category_id>/move")
@members_only
def move(category_id: int) -> Any:
    node, form = shaping.get(viewer(), category_id), read(MoveForm, submitted())
    if not form:
        return _page(node, "move", form), 422
    slug = form.data.parent
    try:
        above = categories.get(viewer(), slug).id if slug not in {"", TOP} else None
        shaping_service.move(viewer(), category_id, above, form.data.version)
    except Refused as error:
        return _page(node, "move", refused(form, error)), 422
    tell(_("It has been moved."))
    return redirect(f"{links.admin('categories')}#category-{category_id}", 303)


@bp.post("/admin/categories/<int:category_id>/merge")
@members_only
def merge(category_id: int) -> Any:
    node, form = shaping.get(viewer(), category_id), read(MergeForm, submitted())
    if not form:
        return _page(node, "merge", form), 422
    data = form.data
    try:
        target = categories.get(viewer(), data.target)
        rehousing.merge(viewer(), category_id, target.id, data.version, data.mixes)
    except Refused as error:
        return _page(node, "merge", refused(form, error)), 422
    tell(_("All of it is now in “%(name)s”.", name=target.name))
    return redirect(links.admin_category(target.id), 303)


@bp.post("/admin/categories/<int:category_id>/delete")
@members_only
def delete(category_id: int) -> Any:
    node, form = shaping.get(viewer(), category_id), read(SureForm, submitted())
    if not form:
        return _page(node, "delete", form), 422
    try:
        rehousing.remove(viewer(), category_id, form.data.version)
    except Refused as error:
        return _page(node, "delete", refused(form, error)), 422
    tell(_("“%(name)s” is deleted.", name=node.name))
    return redirect(links.admin("categories"), 303)


def _page(node: "CategoryNode", part: str, form: Typed[Any]) -> str:
    """What it is about, and what would become of what is in it."""
    who = viewer()
    node = shaping.get(who, node.id)
    target = _named(form["target"])
    parent = _named(form["parent"])
    is_chosen = bool(parent) or form["parent"] == TOP
    moved = access.placed(who, node.id, parent.id if parent else None) if is_chosen else None
    return render_template(
        "admin/rehousing.html", page="categories", part=part, node=node, form=form,
        found=queries.contents(who, node), targets=queries.targets(who, node),
        target=target, readers=queries.readers(who, node, target) if target else None,
        parents=shaping.parents(who, node.id), parent=parent, is_chosen=is_chosen,
        preview=access.preview(who, node.id, moved) if moved and part == "move" else None,
    )  # fmt: skip


def _named(slug: str) -> "CategoryNode | None":
    return categories.get(viewer(), slug) if slug not in {"", TOP} else None
