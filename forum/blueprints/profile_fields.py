"""What members are asked about themselves: the pages on which admins decide it."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.people import FieldForm
from forum.lib.verdict import Refused, require
from forum.policies import profile_fields as policy
from forum.queries import profile_fields as queries
from forum.services import profile_fields
from forum.web import limit_changes, members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import ProfileField

bp = Blueprint("profile_fields", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/profile-fields")
@members_only
def index() -> Any:
    require(policy.can_define(viewer()))
    asked = queries.asked(viewer())
    return render_template("admin/fields.html", page="profile-fields", fields=asked)


@bp.get("/admin/profile-fields/new")
@members_only
def start() -> Any:
    require(policy.can_define(viewer()))
    return _page(blank(kind="line", on_profile="1"))


@bp.post("/admin/profile-fields/new")
@members_only
def add() -> Any:
    form = read(FieldForm, submitted())
    if not form:
        require(policy.can_define(viewer()))
        return _page(form), 422
    try:
        profile_fields.add(viewer(), form.data.kind, **form.data.described())
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("Members will be asked about it from now on."))
    return redirect(links.admin("profile-fields"), 303)


@bp.get("/admin/profile-fields/<int:field_id>")
@members_only
def edit(field_id: int) -> Any:
    field = queries.get(viewer(), field_id)
    shown = {
        "on_profile": field.is_on_profile, "on_card": field.is_on_card,
        "in_directory": field.is_in_directory, "is_required": field.is_required,
        "on_join": field.is_on_join,
    }  # fmt: skip
    typed = blank(
        label=field.label, hint=field.hint, kind=field.kind, choices="\n".join(field.choices),
        **{name: "1" for name, is_so in shown.items() if is_so},
    )  # fmt: skip
    return _page(typed, field)


@bp.post("/admin/profile-fields/<int:field_id>")
@members_only
def change(field_id: int) -> Any:
    field = queries.get(viewer(), field_id)
    form = read(FieldForm, submitted())
    if not form:
        return _page(form, field), 422
    try:
        profile_fields.change(viewer(), field, **form.data.described())
    except Refused as error:
        return _page(refused(form, error), queries.get(viewer(), field_id)), 422
    tell(_("Saved."))
    return redirect(links.admin("profile-fields"), 303)


@bp.post("/admin/profile-fields/<int:field_id>/<any(up, down):way>")
@members_only
def move(field_id: int, way: str) -> Any:
    profile_fields.move(viewer(), queries.get(viewer(), field_id), -1 if way == "up" else 1)
    return redirect(links.admin("profile-fields"), 303)


@bp.get("/admin/profile-fields/<int:field_id>/remove")
@members_only
def ask(field_id: int) -> Any:
    field = queries.get(viewer(), field_id)
    return render_template("admin/field_remove.html", page="profile-fields", field=field)


@bp.post("/admin/profile-fields/<int:field_id>/remove")
@members_only
def remove(field_id: int) -> Any:
    profile_fields.remove(viewer(), queries.get(viewer(), field_id))
    tell(_("It has been removed, along with the answers."))
    return redirect(links.admin("profile-fields"), 303)


def _page(form: Typed[Any], field: "ProfileField | None" = None) -> str:
    return render_template("admin/field.html", page="profile-fields", form=form, field=field)
