"""Words: the page on which admins say in their own words what the interface says."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links, wording
from forum.blueprints.incoming import submitted
from forum.lib import languages, letter_kinds
from forum.lib.verdict import Refused
from forum.queries import own_words as queries
from forum.services import own_words
from forum.web import (
    limit_changes,
    members_only,
    render_template,
    tell,
    undo,
    unkept,
    viewer,
)

bp = Blueprint("wording_pages", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/wording")
@members_only
def index() -> Any:
    return _page()


@bp.post("/admin/wording")
@members_only
def say() -> Any:
    form = submitted()
    language, text = form.get("language", ""), form.get("text", "").replace("\r\n", "\n")
    context = form.get("context", "")
    said = [form.get(f"said{n}", "") for n in range(6) if f"said{n}" in form]
    try:
        if form.get("back") == "1":
            own_words.take_back(viewer(), language, text, context)
        else:
            own_words.say(viewer(), language, text, said, context)
    except Refused as error:
        undo()
        return _page(language, text, said, error.message), 422
    tell(_("It will be said like this from now on."))
    place = form.get("place", "")
    if place in letter_kinds.ALL:
        return redirect(links.admin(f"letters/{place}", language=language), 303)
    return redirect(links.admin("wording", language=language, q=form.get("q", "")[:100]), 303)


def _language() -> str:
    return request.values.get("language") or wording.site()


def _page(language: str = "", text: str = "", said: Any = (), error: str = "") -> str:
    language = language or _language()
    q, only = request.values.get("q", "")[:100], request.values.get("own") == "1"
    q = text[:100] if error else q
    found, number = queries.find(viewer(), language, q, only_own=only)
    return str(unkept(render_template(
        "admin/wording.html", page="wording", sentences=found, number=number, q=q, only=only,
        language=language, languages=languages.ALL, wrong=text, typed=said, error=error,
    )).get_data(as_text=True))  # fmt: skip
