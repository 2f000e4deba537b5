"""Suggestions while one types, as JSON. For members: guests write nothing."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from forum.queries import suggestions
from forum.web import error_page, viewer

bp = Blueprint("suggestions", __name__)


@bp.get("/suggest/<any(members, categories, tags):kind>")
def suggest(kind: str) -> Any:
    """`q` is what was typed; for members `thread` is where. Each has key, label and hint."""
    who = viewer()
    if not who.is_authenticated:
        return error_page(401, _("Please sign in first."))
    typed = request.args.get("q", "").strip()
    if kind == "members":
        found = suggestions.members(who, typed, request.args.get("thread", None, int))
    elif kind == "categories":
        found = suggestions.categories(who, typed)
    else:
        found = suggestions.tags(who, typed)
    return {"suggestions": [
        {"key": each.key, "label": each.label, "hint": each.hint} for each in found
    ]}  # fmt: skip
