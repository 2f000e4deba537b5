"""Which accounts share a network: the page on which an admin says why, and then sees it."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.guarding import NetworksForm
from forum.lib.verdict import Denied, Refused, require
from forum.policies import guarding as policy
from forum.queries import members
from forum.queries import networks as queries
from forum.services import networks
from forum.web import limit_changes, members_only, render_template, unkept, viewer

bp = Blueprint("networks", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/networks")
@members_only
def index() -> Any:
    return _page(blank(name=request.args.get("name", "")))


@bp.post("/admin/networks")
@members_only
def look() -> Any:
    """By POST, because each look is written into the log of what staff did."""
    require(policy.can_see_networks(viewer()))
    form = read(NetworksForm, submitted())
    if not form:
        return _page(form), 422
    name = form.data.name.removeprefix("@")
    try:
        user = members.one(viewer(), name) if name else None
    except Denied:
        return _page(refused(form, Refused(_("There is no such member."), "name"))), 422
    networks.look(viewer(), form.data.reason, user)
    return _page(form, queries.shared(viewer(), user))


def _page(form: Typed[Any], rows: Any = None) -> Any:
    require(policy.can_see_networks(viewer()))
    return unkept(render_template("admin/networks.html", page="networks", form=form, rows=rows))
