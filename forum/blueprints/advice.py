"""Advice of ambassadors on candidates: the team asks, who is asked answers."""

from typing import Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.reviewing import page_of
from forum.forms.ambassadors import AdviceForm, AskAdviceForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Refused
from forum.queries import advice as queries
from forum.queries import reviewing
from forum.services import advice
from forum.web import limit_changes, member, members_only, render_template, tell, viewer

bp = Blueprint("advice", __name__)
bp.before_request(limit_changes)


@bp.get("/ambassadors/advice")
@members_only
def index() -> str:
    return _page(0, blank())


def _page(candidacy_id: int, form: Typed[Any]) -> str:
    """`form` is what was typed about one of the candidates."""
    return render_template(
        "ambassadors/advice.html", asked=queries.asked(viewer()), form=form, about=candidacy_id
    )


@bp.post("/ambassadors/advice/<int:candidacy_id>")
@members_only
def give(candidacy_id: int) -> Any:
    found, form = queries.candidacy(viewer(), candidacy_id), read(AdviceForm, submitted())
    if not form:
        return _page(candidacy_id, form), 422
    try:
        advice.give(member(), found, form.data.vote, form.data.comment)
    except Refused as error:
        return _page(candidacy_id, refused(form, error)), 422
    tell(_("Thank you. Only the team reads it."))
    return redirect(links.ambassadors("advice"), 303)


@bp.post("/ambassadors/review/<int:candidacy_id>/ask")
def ask(candidacy_id: int) -> Any:
    found, form = reviewing.candidacy(viewer(), candidacy_id), read(AskAdviceForm, submitted())
    if not form:
        return page_of(found, form), 422
    try:
        advice.ask(member(), found, form.data.adviser)
    except Refused as error:
        return page_of(reviewing.candidacy(viewer(), candidacy_id), refused(form, error)), 422
    tell(_("They have been asked."))
    return redirect(links.ambassadors("review", candidacy_id), 303)


@bp.post("/ambassadors/review/<int:candidacy_id>/unask/<int:member_id>")
def unask(candidacy_id: int, member_id: int) -> Any:
    found = reviewing.candidacy(viewer(), candidacy_id)
    advice.unask(member(), found, member_id)
    tell(_("They are no longer asked."))
    return redirect(links.ambassadors("review", candidacy_id), 303)
