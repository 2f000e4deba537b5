"""What nobody joins with: the page on which the team adds to the list and takes from it."""

from typing import Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.guarding import DoorForm
from forum.lib.verdict import Refused, require
from forum.policies import guarding as policy
from forum.queries import doors as queries
from forum.services import doors
from forum.web import limit_changes, members_only, render_template, tell, unkept, viewer

bp = Blueprint("doors", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/doors")
@members_only
def index() -> Any:
    return _page(blank(kind="domain", days="0"))


@bp.post("/admin/doors")
@members_only
def add() -> Any:
    require(policy.can_block(viewer()))
    form = read(DoorForm, submitted())
    if not form:
        return _page(form), 422
    data = form.data
    try:
        doors.add(viewer(), data.kind, data.text, data.note, data.days)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("Saved."))
    return redirect(links.admin("doors"), 303)


@bp.post("/admin/doors/<int:rule_id>/remove")
@members_only
def remove(rule_id: int) -> Any:
    doors.remove(viewer(), queries.get(viewer(), rule_id))
    tell(_("People can join with it again."))
    return redirect(links.admin("doors"), 303)


def _page(form: Typed[Any]) -> Any:
    page = render_template(
        "admin/doors.html", page="doors", rows=queries.every(viewer()), form=form,
        may_block_ranges=policy.can_block(viewer(), "range"),
    )  # fmt: skip
    return unkept(page)
