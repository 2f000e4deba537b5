"""What is searched for, for the team: terms that find nothing, synonyms, notes."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.search import NoteForm, SynonymForm
from forum.lib.verdict import Refused, require
from forum.policies import searching as policy
from forum.queries import search_log
from forum.queries import synonyms as queries
from forum.services import synonyms
from forum.web import limit_changes, members_only, render_template, tell, viewer

bp = Blueprint("search_log", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/search")
@members_only
def index() -> Any:
    return _page(blank())


@bp.post("/admin/search/synonyms")
@members_only
def add() -> Any:
    """These words mean the same from now on."""
    require(policy.can_tend(viewer()))
    form = read(SynonymForm, submitted())
    if not form:
        return _page(form), 422
    try:
        synonyms.add(viewer(), form.data.words)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("Saved. It applies from now on."))
    return redirect(links.admin("search"), 303)


@bp.post("/admin/search/synonyms/<int:synonym_id>/remove")
@members_only
def remove(synonym_id: int) -> Any:
    synonyms.remove(viewer(), queries.get(viewer(), synonym_id))
    tell(_("Removed."))
    return redirect(links.admin("search"), 303)


@bp.post("/admin/search/note")
@members_only
def note() -> Any:
    """A term is dealt with: why, in a few words or none."""
    require(policy.can_tend(viewer()))
    form = read(NoteForm, submitted())
    if not form:
        return _page(form), 422
    try:
        synonyms.note(viewer(), form.data.term, form.data.note)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("Noted."))
    return redirect(links.admin("search"), 303)


def _page(form: Typed[Any]) -> str:
    days = request.args.get("days", 30, int)
    log = search_log.page(viewer(), request.args.get("show", "missing"), days)
    return render_template(
        "admin/search.html", page="search", log=log, form=form,
        synonyms=queries.every(viewer()), kinds=search_log.KINDS, periods=search_log.PERIODS,
    )  # fmt: skip
