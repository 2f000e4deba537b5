"""Statements for the EU's Transparency Database: read, approved, and put into files. No network."""

import json
from typing import Any

from flask import Blueprint, Response, redirect
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.transparency import EuForm
from forum.lib import rulebooks
from forum.lib.verdict import Refused, require
from forum.policies import transparency as policy
from forum.queries import eu_statements as queries
from forum.services import eu_statements
from forum.web import members_only, render_template, tell, viewer

bp = Blueprint("eu_statements", __name__)
bp.before_request(members_only(lambda: None))
PAGE = "transparency/eu"


@bp.get("/moderation/transparency/eu")
def index() -> Any:
    return _page()


@bp.post("/moderation/transparency/eu/<int:number>/approve")
def approve(number: int) -> Any:
    require(policy.can_export(viewer()))
    form = read(EuForm, submitted())
    if not form:
        return _page(form, number), 422
    data = form.data
    try:
        eu_statements.approve(viewer(), number, data.facts, data.explanation, data.category)
    except Refused as error:
        return _page(refused(form, error), number), 422
    tell(_("Approved. It will be in the next file."))
    return redirect(links.moderation_page(PAGE), 303)


@bp.post("/moderation/transparency/eu/<int:number>/leave-out")
def leave_out(number: int) -> Any:
    eu_statements.leave_out(viewer(), number)
    tell(_("It will not go into any file."))
    return redirect(links.moderation_page(PAGE), 303)


@bp.post("/moderation/transparency/eu/files")
def make() -> Any:
    made = eu_statements.make_files(viewer())
    tell(ngettext("%(num)d file was made.", "%(num)d files were made.", len(made)))
    return redirect(links.moderation_page(PAGE), 303)


@bp.get("/moderation/transparency/eu/<int:number>.json")
def as_file(number: int) -> Any:
    body = json.dumps(queries.file(viewer(), number), ensure_ascii=False, indent=1)
    answer = Response(body, mimetype="application/json")
    name = f"eu-statements-{number:04}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: Typed[Any] | None = None, number: int = 0) -> str:
    return render_template(
        "moderation/eu.html", waiting=queries.waiting(viewer()), count=queries.count(viewer()),
        files=queries.files(viewer()), form=form or blank(), number=number,
        categories=[(key, _(words)) for key, words in rulebooks.EU_CATEGORIES.items()],
    )  # fmt: skip
