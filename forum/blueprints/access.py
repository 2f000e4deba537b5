"""The page on which admins say who may do what in a category, and see first what that means."""

import hashlib
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.access import AccessForm, grid
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Refused
from forum.queries import access as queries
from forum.queries import shaping
from forum.services import access
from forum.web import limit_changes, members_only, render_template, tell, undo, viewer

if TYPE_CHECKING:
    from forum.queries.access import Grid, Preview
    from forum.structure import CategoryNode

bp = Blueprint("access", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/categories/<int:category_id>/access")
@members_only
def show(category_id: int) -> Any:
    node = shaping.get(viewer(), category_id)
    return _page(node, queries.grid(viewer(), node), blank(version=node.version))


@bp.post("/admin/categories/<int:category_id>/access")
@members_only
def change(category_id: int) -> Any:
    """Say what it means; once that was seen, do it."""
    node, wanted = shaping.get(viewer(), category_id), grid(submitted())
    form = read(AccessForm, submitted())
    if not form:
        return _page(node, wanted, form), 422
    if form.data.seen != _mark(wanted, form.data.version):
        undo()
        found = queries.preview(viewer(), node.id, queries.granted(viewer(), node.id, wanted))
        return _page(node, wanted, form, found)
    try:
        access.grant(viewer(), category_id, wanted, form.data.version)
    except Refused as error:
        form = refused(form, error)
        return _page(shaping.get(viewer(), category_id), wanted, form), 422
    tell(_("Saved."))
    return redirect(links.admin_category(category_id, "access"), 303)


def _mark(wanted: "Grid", version: int) -> str:
    """What was shown numbers of, so that nothing else is saved by the same button."""
    said = [version, *sorted((one, sorted(rights)) for one, rights in wanted.items())]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _page(
    node: "CategoryNode", wanted: "Grid", form: Typed[Any], preview: "Preview | None" = None
) -> str:
    version = node.version if form.errors else int(form["version"] or 0)
    return render_template(
        "admin/access.html", page="categories", part="access", node=node, form=form,
        rows=queries.rows(viewer(), wanted), version=version, preview=preview,
        seen=_mark(wanted, version) if preview else "",
    )  # fmt: skip
