"""The list for everybody, and the page on which admins enter releases."""

from datetime import date
from typing import Annotated, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum.blueprints.incoming import refused, submitted
from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Typed, Yes, blank, longest, read
from forum.lib.verdict import Refused, require
from forum.policies import members as member_policy
from forum.policies import structure as policy
from forum.web import members_only, render_template, tell, viewer
from forum_releases import releases

bp = Blueprint("releases", __name__)


class ReleaseForm(Form):
    product: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(60)]
    version: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(40)]
    released_on: date
    notes: Annotated[str, TEXT, FILLED, longest(10_000)]
    announce: Yes = False


@bp.get("/releases")
def index() -> Any:
    require(member_policy.can_look(viewer()))
    return render_template("releases/index.html", rows=releases.newest(viewer()))


@bp.get("/admin/releases")
@members_only
def manage() -> Any:
    require(policy.can_shape(viewer()))
    return _page(blank(released_on=date.today().isoformat()))


@bp.post("/admin/releases")
@members_only
def enter() -> Any:
    require(policy.can_shape(viewer()))
    form = read(ReleaseForm, submitted())
    if not form:
        return _page(form), 422
    try:
        releases.enter(viewer(), form.data.product, form.data.version, form.data.released_on,
                       form.data.notes, form.data.announce)  # fmt: skip
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("The release is on the list."))
    return redirect("/admin/releases", 303)


@bp.post("/admin/releases/<int:release_id>/remove")
@members_only
def remove(release_id: int) -> Any:
    releases.remove(viewer(), release_id)
    tell(_("The release is off the list."))
    return redirect("/admin/releases", 303)


def _page(form: Typed[Any]) -> str:
    return render_template(
        "releases/manage.html", page="releases", form=form, rows=releases.newest(viewer())
    )
