"""Drafts: what a member has typed and not sent, kept on the server."""

from typing import Any

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import submitted
from forum.forms.base import read
from forum.forms.drafts import DraftForm, from_page
from forum.lib.verdict import Refused, require
from forum.policies import drafts as policy
from forum.queries import drafts as queries
from forum.services import drafts
from forum.web import error_page, members_only, render_template, tell, undo, viewer, wants_json

bp = Blueprint("drafts", __name__)


@bp.get("/drafts")
@members_only
def index() -> Any:
    return render_template("drafts/index.html", drafts=queries.mine(viewer()))


@bp.get("/drafts/<key>")
@members_only
def show(key: str) -> Any:
    state = queries.at(viewer(), key[:64])
    return {"key": state.key, "sequence": state.sequence, "payload": state.payload}


@bp.post("/drafts")
def save() -> Any:
    require(policy.can_keep(viewer()))
    form = read(DraftForm, from_page(submitted()))
    if not form:
        return error_page(422, next(iter(form.errors.values())))
    data = form.data
    try:
        sequence = drafts.save(viewer(), data.key, data.sequence, data.payload, data.force)
    except drafts.Stale as stale:
        return _stale(data, stale)
    except Refused as error:
        return error_page(422, error.message)
    return _done(_("Your draft is saved."), sequence)


def _stale(data: DraftForm, stale: drafts.Stale) -> Any:
    """Both texts: what was sent in a form to save all the same, what is kept beside it."""
    undo()
    if request.is_json or wants_json():
        return {"error": stale.message, "sequence": stale.sequence, "payload": stale.payload}, 409
    if stale.payload == data.payload:
        return _done(_("Your draft is saved."), stale.sequence)
    return render_template(
        "drafts/two.html", key=data.key, mine=data.payload, kept=stale.payload,
        sequence=stale.sequence, place=links.drafted(data.key),
    ), 409  # fmt: skip


def _done(sentence: str, sequence: int | None) -> Any:
    if wants_json():
        return {"sequence": sequence}
    tell(sentence)
    return redirect(links.drafts(), 303)


@bp.post("/drafts/<key>/discard")
@members_only
def discard(key: str) -> Any:
    if not queries.at(viewer(), key[:64]).sequence:
        abort(404)
    drafts.discard(viewer(), key)
    return _done(_("The draft has been thrown away."), queries.at(viewer(), key).sequence)
