"""Cooling a thread down: closing it for a while, slow mode, locking a post; and taking it back."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.forms.base import Typed, blank, read
from forum.forms.posts import NoteForm
from forum.forms.threads import CloseForm, SlowForm, UndoForm
from forum.lib.verdict import Refused, require
from forum.policies import threads as policy
from forum.queries import posts, thread_events, threads
from forum.services import cooling, undoing
from forum.services import threads as service
from forum.web import render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Thread

bp = Blueprint("cooling", __name__)


def _back(thread: "Thread") -> Any:
    return redirect(links.thread(thread.id, thread.slug), 303)


@bp.get("/threads/<int:thread_id>/<any(close, slow):verb>")
def page(thread_id: int, verb: str) -> Any:
    thread = threads.get(viewer(), thread_id)
    return _form(thread, verb, blank(hours=0, seconds=thread.slow_seconds or 300))


@bp.post("/threads/<int:thread_id>/close")
def close(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    form = read(CloseForm, request.form)
    if not form:
        return _form(thread, "close", form), 422
    until, note = form.data.until, form.data.reason
    if until is None:
        service.close(viewer(), thread, note)
    else:
        cooling.close_for(viewer(), thread, until, note)
    tell(_("The thread is closed."))
    return _back(thread)


@bp.post("/threads/<int:thread_id>/slow")
def slow(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    form = read(SlowForm, request.form)
    if not form:
        return _form(thread, "slow", form), 422
    cooling.slow(viewer(), thread, form.data.seconds, form.data.until, form.data.reason)
    tell(_("The thread is in slow mode."))
    return _back(thread)


@bp.post("/threads/<int:thread_id>/fast")
def fast(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    cooling.fast(viewer(), thread)
    tell(_("Slow mode is over."))
    return _back(thread)


def _form(thread: "Thread", verb: str, form: Typed[Any]) -> str:
    require(policy.can_moderate(viewer(), thread))
    return render_template(f"arranging/{verb}.html", thread=thread, form=form)


@bp.post("/posts/<int:post_id>/unlock")
def unlock(post_id: int) -> Any:
    post = posts.get(viewer(), post_id)
    note = read(NoteForm, request.form)
    cooling.unlock_post(viewer(), post, note["reason"] if note else "")
    tell(_("The post is unlocked."))
    return redirect(links.post(post.thread.id, post.thread.slug, post.number), 303)


@bp.post("/threads/<int:thread_id>/undo")
def undo(thread_id: int) -> Any:
    """Take back what one line in the thread says."""
    thread = threads.get(viewer(), thread_id)
    require(policy.can_moderate(viewer(), thread))
    form = read(UndoForm, request.form)
    if not form:
        raise Refused(_("Choose what to take back."), "event")
    undoing.undo(viewer(), thread, thread_events.get(viewer(), thread, form.data.event))
    tell(_("It has been taken back."))
    return _back(thread)
