"""The document of the API, and the page on which people read it."""

import sys
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response
from flask import json as flask_json

from forum.blueprints.api import document
from forum.blueprints.api.frame import ROUTES, Route, bp
from forum.lib import scopes
from forum.lib.phrases import N_
from forum.web import render_template

pages = Blueprint("api_reading", __name__)

# Modules of this folder, by what they are about, in the order of the page.
SUBJECTS = (
    ("writing", N_("Reading and writing"), ("threads", "posts", "categories", "members")),
    ("account", N_("Your own account"), ("own", "account", "conversations", "invites")),
    ("community", N_("The community"), ("relations", "groups", "badges", "programme",
                                       "guidelines")),
    ("moderating", N_("Moderating"), ("moderating", "deciding", "appeals", "arranging", "conduct",
                                     "guarding", "templates")),
    ("arranging", N_("Running the forum"), ("settings", "shaping", "drafting", "reviewing",
                                                "leaving")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A module with its routes, each with its sentences in pieces: text, and whether it is code."""

    key: str
    about: list[tuple[str, bool]]
    routes: list[tuple[Route, list[tuple[str, bool]]]]


@bp.get("/openapi.json")
def openapi() -> Response:
    """The same for everybody."""
    body = flask_json.dumps(document.openapi())
    response = Response(body, mimetype="application/json")
    response.add_etag()
    return response


@pages.get("/api")
def reference() -> Any:
    """For people: every route, and a form that asks one."""
    subjects = [(key, words, [_shown(name) for name in names]) for key, words, names in SUBJECTS]
    return render_template("api/reference.html", subjects=subjects, scopes=scopes.ALL)


def _shown(name: str) -> Shown:
    about = (sys.modules[f"{__package__}.{name}"].__doc__ or "").strip()
    routes = [
        (replace(one, rule=document.address(one.rule)), _pieces(one.about))
        for one in ROUTES if one.noun == name
    ]  # fmt: skip
    return Shown(name, _pieces(about), routes)


def _pieces(text: str) -> list[tuple[str, bool]]:
    """What stands between backticks is code."""
    return [(each, n % 2 == 1) for n, each in enumerate(text.split("`")) if each]
