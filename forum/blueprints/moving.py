"""Splitting posts off a thread, and merging threads."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused
from forum.forms.base import Typed, blank, read
from forum.forms.threads import MergeForm, SplitForm
from forum.lib.verdict import Refused, require
from forum.policies import threads as policy
from forum.queries import composing, moved, threads
from forum.services import movers
from forum.web import render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Thread

bp = Blueprint("moving", __name__)


@bp.get("/threads/<int:thread_id>/merge")
def merge_page(thread_id: int) -> Any:
    return _merge_form(threads.get(viewer(), thread_id), blank())


@bp.post("/threads/<int:thread_id>/merge")
def merge(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_moderate(viewer(), thread))
    form = read(MergeForm, request.form)
    if not form:
        return _merge_form(thread, form), 422
    data = form.data
    try:
        target = moved.named(viewer(), data.target)
        movers.merge(viewer(), thread, target, data.reason, data.mixes, data.answer)
    except Refused as error:
        return _merge_form(threads.get(viewer(), thread_id), refused(form, error)), 422
    tell(_("The threads are now one."))
    return redirect(links.thread(target.id, target.slug), 303)


def _merge_form(thread: "Thread", form: Typed[Any]) -> str:
    require(policy.can_moderate(viewer(), thread))
    return render_template("arranging/merge.html", thread=thread, form=form)


@bp.get("/threads/<int:thread_id>/split")
def split_page(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    return _split_form(thread, blank(where="new", numbers=request.args.get("numbers", "")))


@bp.post("/threads/<int:thread_id>/split")
def split(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_moderate(viewer(), thread))
    form = read(SplitForm, {**request.form, "numbers": ",".join(request.form.getlist("number"))})
    if not form:
        return _split_form(thread, form), 422
    try:
        target = _split(thread, form.data)
    except Refused as error:
        return _split_form(threads.get(viewer(), thread_id), refused(form, error)), 422
    tell(_("The posts have been moved."))
    return redirect(links.thread(target.id, target.slug), 303)


def _split(thread: "Thread", data: SplitForm) -> "Thread":
    who, numbers = viewer(), data.chosen
    if data.where == "there":
        target = moved.named(who, data.target)
        movers.move_posts(who, thread, numbers, target, data.reason, data.mixes, data.answer)
        return target
    place = composing.category(who, data.category)
    return movers.split(who, thread, numbers, data.title, place, data.tags, data.reason, data.mixes)


def _split_form(thread: "Thread", form: Typed[Any]) -> str:
    who, start = viewer(), request.args.get("from", 1, int)
    require(policy.can_moderate(who, thread))
    shown = moved.choosable(who, thread, start if 0 < start < 10**9 else 1)
    places = [one for one in composing.places(who) if policy.can_move_posts(who, thread, one.id)]
    return render_template(
        "arranging/split.html", thread=thread, form=form, shown=shown, most=moved.MOST,
        places=places, chosen=set(form["numbers"].split(",")),
    )  # fmt: skip
