"""What is done to a whole thread: close, archive, pin, move, delete; and putting a pin away."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later

from forum import links, structure
from forum.blueprints.incoming import refused
from forum.forms.base import Typed, blank, read
from forum.forms.posts import NoteForm
from forum.forms.threads import MoveForm, PinForm, TidyForm
from forum.lib.verdict import Refused, require
from forum.policies import threads as policy
from forum.queries import composing, lists, posts, threads
from forum.services import posts as post_service
from forum.services import threads as service
from forum.services import tidying
from forum.web import render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Thread

bp = Blueprint("arranging", __name__)
VERBS = {
    "open": (service.open, later("The thread is open again.")),
    "archive": (service.archive, later("The thread is archived.")),
    "unarchive": (service.unarchive, later("The thread has been taken out of the archive.")),
    "unpin": (service.unpin, later("The thread is no longer pinned.")),
}


def _back(thread: "Thread") -> Any:
    return redirect(links.thread(thread.id, thread.slug), 303)


@bp.post("/threads/<int:thread_id>/<any(open, archive, unarchive, unpin):verb>")
def arrange(thread_id: int, verb: str) -> Any:
    thread = threads.get(viewer(), thread_id)
    note = read(NoteForm, request.form)
    do, done = VERBS[verb]
    do(viewer(), thread, note["reason"] if note else "")
    tell(str(done))
    return _back(thread)


@bp.get("/threads/<int:thread_id>/pin")
def pin_page(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_moderate(viewer(), thread))
    until = thread.pinned_until.date() if thread.pinned_until else ""
    return _pin_form(thread, blank(scope=thread.pin_scope or "category", until=until))


@bp.post("/threads/<int:thread_id>/pin")
def pin(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    form = read(PinForm, request.form)
    if not form:
        return _pin_form(thread, form), 422
    data = form.data
    try:
        service.pin(viewer(), thread, data.scope, data.until_moment, data.reason)
    except Refused as error:
        return _pin_form(threads.get(viewer(), thread_id), refused(form, error)), 422
    tell(_("The thread is pinned."))
    return _back(thread)


def _pin_form(thread: "Thread", form: Typed[Any]) -> str:
    require(policy.can_moderate(viewer(), thread))
    everywhere = bool(policy.can_pin_everywhere(viewer(), thread))
    return render_template("arranging/pin.html", thread=thread, form=form, everywhere=everywhere)


@bp.post("/threads/<int:thread_id>/dismiss-pin")
def dismiss_pin(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    service.dismiss_pin(viewer(), thread)
    tell(_("You will no longer see it at the top."))
    return redirect(links.home(), 303)


@bp.get("/threads/<int:thread_id>/move")
def move_page(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_moderate(viewer(), thread))
    return _move_form(thread, blank())


@bp.post("/threads/<int:thread_id>/move")
def move(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    form = read(MoveForm, request.form)
    if not form:
        return _move_form(thread, form), 422
    try:
        place = composing.category(viewer(), form.data.category)
        service.move(viewer(), thread, place, form.data.reason)
    except Refused as error:
        return _move_form(threads.get(viewer(), thread_id), refused(form, error)), 422
    tell(_("The thread has been moved to its new category."))
    return _back(thread)


def _move_form(thread: "Thread", form: Typed[Any]) -> str:
    require(policy.can_moderate(viewer(), thread))
    return render_template(
        "arranging/move.html", thread=thread, form=form, places=composing.places(viewer())
    )


@bp.get("/threads/<int:thread_id>/tidy")
def tidy_page(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    tags = ", ".join(tag.name for tag in lists.tags_of(viewer(), [thread.id]).get(thread.id, ()))
    place = structure.current().categories[thread.category_id].slug
    return _tidy_form(thread, blank(title=thread.title, tags=tags, category=place))


@bp.post("/threads/<int:thread_id>/tidy")
def tidy(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_tidy(viewer(), thread))
    form = read(TidyForm, request.form)
    if not form:
        return _tidy_form(thread, form), 422
    data = form.data
    try:
        place = composing.category(viewer(), data.category)
        tidying.tidy(viewer(), thread, data.title, data.tags, place, data.reason)
    except Refused as error:
        return _tidy_form(threads.get(viewer(), thread_id), refused(form, error)), 422
    tell(_("Thank you. The author of the thread is told."))
    return _back(thread)


def _tidy_form(thread: "Thread", form: Typed[Any]) -> str:
    require(policy.can_tidy(viewer(), thread))
    return render_template(
        "arranging/tidy.html", thread=thread, form=form, places=composing.places(viewer())
    )


@bp.get("/threads/<int:thread_id>/edit")
def edit(thread_id: int) -> Any:
    """Title, tags and kind are edited with the first post."""
    thread = threads.get(viewer(), thread_id)
    return redirect(links.act_on_post(posts.first(viewer(), thread).id, "edit"))


@bp.post("/threads/<int:thread_id>/delete")
def delete(thread_id: int) -> Any:
    """A thread goes with its first post."""
    thread = threads.get(viewer(), thread_id)
    post_service.delete(viewer(), posts.first(viewer(), thread))
    tell(_("The thread is deleted."))
    return redirect(links.home(), 303)
