"""Plugins, for admins: what each adds and what of it fails."""

from typing import Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.queries import plugins as queries
from forum.services import plugins
from forum.web import limit_changes, members_only, render_template, tell, viewer

bp = Blueprint("plugins", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/plugins")
@members_only
def index() -> Any:
    return render_template("admin/plugins.html", page="plugins", rows=queries.every(viewer()))


@bp.post("/admin/plugins/<string(maxlength=32):name>/forget")
@members_only
def forget(name: str) -> Any:
    plugins.forget(viewer(), name)
    tell(_("Failures are now counted from zero."))
    return redirect(links.admin("plugins"), 303)
