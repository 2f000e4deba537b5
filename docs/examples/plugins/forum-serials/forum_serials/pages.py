"""A member's own products."""

from typing import Annotated, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum.blueprints.incoming import refused, submitted
from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Typed, blank, longest, read
from forum.lib.verdict import Refused
from forum.web import members_only, render_template, tell, unkept, viewer
from forum_serials import units

bp = Blueprint("serials", __name__)


class SerialForm(Form):
    serial: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(40)]


@bp.get("/serials")
@members_only
def index() -> Any:
    return _page(blank())


@bp.post("/serials")
@members_only
def register() -> Any:
    form = read(SerialForm, submitted())
    if not form:
        return _page(form), 422
    try:
        units.register(viewer(), form.data.serial)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("It is registered. Nobody else sees it."))
    return redirect("/serials", 303)


@bp.post("/serials/<int:unit_id>/remove")
@members_only
def give_up(unit_id: int) -> Any:
    units.give_up(viewer(), unit_id)
    tell(_("It is not registered any more."))
    return redirect("/serials", 303)


def _page(form: Typed[Any]) -> Any:
    return unkept(render_template("serials/index.html", form=form, units=units.mine(viewer())))
