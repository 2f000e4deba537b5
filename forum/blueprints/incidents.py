"""Incident mode: the page with its one switch."""

from typing import Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.guarding import IncidentForm
from forum.lib.verdict import Refused, require
from forum.policies import guarding as policy
from forum.queries import incidents as queries
from forum.services import incidents
from forum.services.incidents import Measures
from forum.web import limit_changes, members_only, render_template, tell, viewer

bp = Blueprint("incidents", __name__)
bp.before_request(limit_changes)


@bp.app_template_global()
def incident() -> Any:
    """What the line above every page says, if anything; costs nothing."""
    return queries.now(viewer())


@bp.get("/admin/incident")
@members_only
def show() -> Any:
    return _page(blank(hours=4, holds="1", closes="1", slow_seconds=60))


@bp.post("/admin/incident")
@members_only
def begin() -> Any:
    require(policy.can_guard(viewer()))
    form = read(IncidentForm, submitted())
    if not form:
        return _page(form), 422
    data = form.data
    measures = Measures(data.holds, data.slow_seconds, data.closes)
    try:
        incidents.begin(viewer(), data.hours, measures, data.message)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("The community is now guarded."))
    return redirect(links.admin("incident"), 303)


@bp.post("/admin/incident/end")
@members_only
def end() -> Any:
    incidents.end(viewer())
    tell(_("Everything is back to normal."))
    return redirect(links.admin("incident"), 303)


def _page(form: Typed[Any]) -> str:
    return render_template(
        "admin/incident.html", page="incident", form=form, latest=queries.latest(viewer())
    )
