"""Early information in a programme's room: setting its day, keeping it, saying that it is over."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused
from forum.forms.base import Typed, blank, read
from forum.forms.threads import EmbargoForm
from forum.lib.verdict import Refused, require
from forum.policies import embargoes as policy
from forum.queries import embargoes as queries
from forum.queries import threads
from forum.services import embargoes
from forum.web import render_template, tell, viewer

bp = Blueprint("embargoes", __name__)


@bp.get("/threads/<int:thread_id>/embargo")
def page(thread_id: int) -> Any:
    return _form(thread_id, blank())


def _form(thread_id: int, form: Typed[Any]) -> str:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_set(viewer(), thread))
    return render_template(
        "arranging/embargo.html", thread=thread, form=form, it=queries.of_thread(viewer(), thread)
    )


@bp.post("/threads/<int:thread_id>/embargo")
def keep(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_set(viewer(), thread))
    form = read(EmbargoForm, request.form)
    if not form:
        return _form(thread_id, form), 422
    try:
        embargoes.keep(viewer(), thread, form.data.until_moment)
    except Refused as error:
        return _form(thread_id, refused(form, error)), 422
    tell(_("Everybody in the room has been told until when this is to be kept."))
    return redirect(links.act_on_thread(thread_id, "embargo"), 303)


@bp.post("/threads/<int:thread_id>/embargo/<any(accept, lift):verb>")
def change(thread_id: int, verb: str) -> Any:
    thread = threads.get(viewer(), thread_id)
    if verb == "accept":
        embargoes.accept(viewer(), thread)
        tell(_("Thank you for keeping it to yourself."))
    else:
        embargoes.lift(viewer(), thread)
        tell(_("It may be told now."))
    return redirect(links.thread(thread.id, thread.slug), 303)
