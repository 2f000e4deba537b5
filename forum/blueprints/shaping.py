"""The pages on which admins shape the forum: its categories, what each is and where it stands."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.uploads import received
from forum.forms.base import Typed, blank, read
from forum.forms.categories import CategoryForm, PlaceForm
from forum.forms.uploads import UploadForm
from forum.lib.verdict import Refused, require
from forum.policies import structure as policy
from forum.queries import shaping as queries
from forum.services import shaping
from forum.services.shaping import Described
from forum.web import limit_changes, members_only, render_template, tell, undo, unit, viewer

if TYPE_CHECKING:
    from forum.structure import CategoryNode

bp = Blueprint("shaping", __name__)
bp.before_request(limit_changes)
_SAME = ("name", "slug", "description", "icon", "colour", "default_kind", "holds",
         "template", "default_sort", "tags_wanted", "search_percent",
         "hold_back_hours",
         "version")  # fmt: skip


@bp.get("/admin/categories")
@members_only
def index() -> Any:
    return render_template(
        "admin/categories.html", page="categories", tree=queries.tree(viewer()),
        moved=request.args.get("moved", ""), way_gone=request.args.get("way", ""),
    )  # fmt: skip


@bp.get("/admin/categories/new")
@members_only
def start() -> Any:
    require(policy.can_shape(viewer()))
    return _page(blank(
        parent=request.args.get("parent", ""), icon="chat", colour="#4c6b5a", discussion="1",
        question="1", default_kind="discussion", search_percent=100,
        hold_back_hours=4,
        tags_wanted=0, first="everyone", version=0,
    ))  # fmt: skip


@bp.post("/admin/categories/new")
@members_only
def add() -> Any:
    require(policy.can_shape(viewer()))
    form = read(CategoryForm, submitted())
    if not form:
        return _page(form), 422
    data = form.data
    try:
        made = shaping.make(viewer(), Described(**data.described()), data.parent, data.first)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("“%(name)s” has been made. Now say who may do what in it.", name=made.name))
    return redirect(links.admin_category(made.id, "access"), 303)


@bp.get("/admin/categories/<int:category_id>")
@members_only
def edit(category_id: int) -> Any:
    node = queries.get(viewer(), category_id)
    return _page(_as_typed(node), node)


@bp.post("/admin/categories/<int:category_id>")
@members_only
def change(category_id: int) -> Any:
    node = queries.get(viewer(), category_id)
    form = read(CategoryForm, submitted())
    if not form:
        return _page(form, node), 422
    described = Described(**form.data.described())
    try:
        shaping.describe(viewer(), category_id, described, form.data.version)
    except Refused as error:
        return _page(refused(form, error), queries.get(viewer(), category_id)), 422
    tell(_("Saved."))
    return redirect(links.admin_category(category_id), 303)


@bp.post("/admin/categories/<int:category_id>/<any(up, down, in, out):way>")
@members_only
def arrange(category_id: int, way: str) -> Any:
    try:
        shaping.arrange(viewer(), category_id, way)
    except Refused as error:
        return _not_there(category_id, error)
    return redirect(_at(category_id, way), 303)


@bp.post("/admin/categories/<int:category_id>/place")
@members_only
def place(category_id: int) -> Any:
    """Where it was dropped."""
    require(policy.can_shape(viewer()))
    form = read(PlaceForm, submitted())
    if not form:
        return redirect(links.admin("categories"), 303)
    try:
        shaping.place(viewer(), category_id, form.data.parent, form.data.before)
    except Refused as error:
        return _not_there(category_id, error)
    return redirect(_at(category_id), 303)


@bp.post("/admin/categories/<int:category_id>/cover")
@members_only
def cover(category_id: int) -> Any:
    """Take a picture in and show it on top of the category; without one, show none."""
    node = queries.get(viewer(), category_id)
    upload = None
    if "remove" not in request.form:
        form = UploadForm.read({**request.form, "purpose": "cover"}, request.files)
        try:
            upload = received(form)
        except Refused as error:
            undo()
            return _page(refused(_as_typed(node), error), node), 422
    with unit("write"):
        shaping.show_cover(viewer(), category_id, upload)
    tell(_("Saved."))
    return redirect(links.admin_category(category_id), 303)


def _at(category_id: int, way: str = "") -> str:
    """Back in the tree, where the category is now; the button that was pressed has the focus, which
    no browser gives it where the address names a place of the page."""
    if way:
        return links.admin("categories", moved=category_id, way=way)
    return f"{links.admin('categories')}#category-{category_id}"


def _not_there(category_id: int, error: Refused) -> Any:
    """Where other people could see it, what that means is looked at first."""
    undo()
    if isinstance(error, shaping.Elsewhere):
        parent = queries.get(viewer(), error.parent_id).slug if error.parent_id else "-"
        return redirect(links.admin_category(category_id, "move", parent=parent), 303)
    tell(error.message, "warning")
    return redirect(links.admin("categories"), 303)


def _as_typed(node: "CategoryNode") -> Typed[Any]:
    ticked = {*node.kinds, *(["tags_limited"] if node.tags_limited else [])}
    return blank(**{name: getattr(node, name) for name in _SAME}, **dict.fromkeys(ticked, "1"))


def _page(form: Typed[Any], node: "CategoryNode | None" = None) -> str:
    """One place gathers what `admin/category.html` needs."""
    who = viewer()
    return render_template(
        "admin/category.html", page="categories", form=form, node=node, icons=queries.ICONS,
        parents=queries.parents(who),
        shown=queries.contrast(who, form["colour"]),
        addresses=queries.old_addresses(who, node.id) if node else [],
        guidelines=queries.guidelines_of(who, node.id) if node else "",
    )  # fmt: skip
