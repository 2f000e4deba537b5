"""Themes that are installed, looked at on real pages; published and undone with the looks."""

from typing import Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.brand import preview
from forum.blueprints.incoming import submitted
from forum.lib.verdict import Refused
from forum.queries import looks as look_queries
from forum.queries import themes as queries
from forum.services import looks, settings
from forum.web import limit_changes, members_only, render_template, tell, viewer

bp = Blueprint("themes", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/themes")
@members_only
def index() -> Any:
    return _page()


@bp.post("/admin/themes")
@members_only
def choose() -> Any:
    """Put it into the draft of the looks, and show that on pages."""
    found = settings.read(viewer(), {"looks.theme": submitted().get("theme", "?")}, together=False)
    if found.errors:
        return _page(next(iter(found.errors.values()))), 422
    try:
        looks.draft(viewer(), found.values)
    except Refused as error:
        return _page(error.message), 422
    preview(True)
    tell(_("This is the draft. Publish it on the Looks page, or throw it away there."))
    return redirect(links.home(), 303)


def _page(error: str = "") -> str:
    draft = look_queries.draft(viewer()).values
    return render_template(
        "admin/themes.html", page="themes", error=error,
        themes=queries.every(viewer(), draft.get("looks.theme")),
    )  # fmt: skip
