"""The console of moderators: one queue, its numbers, views that are kept, and notes."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from flask import Blueprint, current_app, redirect, request
from flask_babel import gettext as _

from forum import limits, links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.moderation import SaveForm, StaffNoteForm
from forum.lib.verdict import Refused, require
from forum.policies import moderation as policy
from forum.queries import members, reasons, staff_notes, threads
from forum.queries import moderation as queries
from forum.services import saved_filters
from forum.services import staff_notes as notes
from forum.web import SAFE, members_only, place, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Viewer

bp = Blueprint("moderation", __name__)


def limit_work() -> None:
    """Before each request: nobody works a queue a thousand times an hour."""
    if request.method in SAFE:
        return
    if seconds := limits.take("moderation.change", viewer().id or place()):
        raise limits.TooMany(_("Too many changes. Please wait a while."), seconds)


bp.before_request(members_only(lambda: None))
bp.before_request(limit_work)


@bp.app_template_global()
def cases_waiting(viewer: "Viewer") -> int | None:
    """The number beside the console in the menu; none: the viewer has no queue."""
    return queries.waiting(viewer) if policy.can_moderate_somewhere(viewer) else None


@bp.app_template_global()
def has_queue(viewer: "Viewer") -> bool:
    """Whether there is a console for this viewer; costs no statement."""
    return bool(policy.can_moderate_somewhere(viewer))


bp.app_template_global("notes_beside_member")(staff_notes.beside_member)
bp.app_template_global("notes_beside_thread")(staff_notes.beside_thread)


@bp.get("/moderation")
def index() -> Any:
    return _queue(blank())


def _queue(form: Typed[Any], query: str | None = None) -> str:
    typed = request.args if query is None else dict(parse_qsl(query))
    require(policy.can_moderate_somewhere(viewer()))
    asked = queries.filters(viewer(), typed)
    return render_template(
        "moderation/queue.html",
        page="queue",
        form=form,
        found=queries.queue(viewer(), asked, request.args.get("after")),
        counts=queries.counts(viewer()),
        saved=queries.saved(viewer()),
        categories=queries.places(viewer()),
        reasons=reasons.choices(viewer()),
    )


@bp.get("/moderation/count")
def count() -> Any:
    """For the script that keeps the numbers up to date."""
    found = queries.counts(viewer())
    answer = current_app.make_response({name: getattr(found, name) for name in found.__slots__})
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/moderation/next")
def following() -> Any:
    """On to the next case of the queue that nobody else holds; behind the last, to the queue."""
    asked = queries.filters(viewer(), request.args)
    before = request.args.get("before", "")[:32]
    here = before or request.args.get("after", "")[:32]
    found = queries.following(viewer(), asked, here, backwards=bool(before))
    query = f"?{asked.query}" if asked.query else ""
    return redirect(f"{links.case(found)}{query}" if found else f"{links.moderation()}{query}")


@bp.post("/moderation/filters")
def save() -> Any:
    require(policy.can_moderate_somewhere(viewer()))
    form = read(SaveForm, submitted())
    if not form:
        return _queue(form, form["query"]), 422
    asked = queries.filters(viewer(), dict(parse_qsl(form.data.query)))
    try:
        saved_filters.save(viewer(), form.data.name, asked.query)
    except Refused as error:
        return _queue(refused(form, error), form["query"]), 422
    tell(_("The view has been saved."))
    return redirect(f"{links.moderation()}?{asked.query}", 303)


@bp.post("/moderation/filters/<int:filter_id>/remove")
def remove_filter(filter_id: int) -> Any:
    saved_filters.remove(viewer(), filter_id)
    tell(_("The view is removed."))
    return redirect(links.moderation(), 303)


@bp.get("/m/<name>/notes")
def of_member(name: str) -> Any:
    return _notes_of_member(name, blank())


@bp.post("/m/<name>/notes")
def note_member(name: str) -> Any:
    user = members.one(viewer(), name)
    require(policy.can_note_member(viewer(), user))
    form = read(StaffNoteForm, submitted())
    if not form:
        return _notes_of_member(name, form), 422
    notes.about_member(viewer(), user, form.data.body)
    tell(_("Noted."))
    return redirect(links.member_notes(user.name), 303)


def _notes_of_member(name: str, form: Typed[Any]) -> str:
    user = members.one(viewer(), name)
    return render_template(
        "moderation/notes.html",
        page="",
        form=form,
        about=user.display_name,
        back=links.member(user.name),
        action=links.member_notes(user.name),
        notes=staff_notes.about_member(viewer(), user),
    )


@bp.get("/threads/<int:thread_id>/notes")
def of_thread(thread_id: int) -> Any:
    return _notes_of_thread(thread_id, blank())


@bp.post("/threads/<int:thread_id>/notes")
def note_thread(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_note_thread(viewer(), thread))
    form = read(StaffNoteForm, submitted())
    if not form:
        return _notes_of_thread(thread_id, form), 422
    notes.about_thread(viewer(), thread, form.data.body)
    tell(_("Noted."))
    return redirect(links.thread_notes(thread.id), 303)


def _notes_of_thread(thread_id: int, form: Typed[Any]) -> str:
    thread = threads.get(viewer(), thread_id)
    return render_template(
        "moderation/notes.html",
        page="",
        form=form,
        about=thread.title,
        back=links.thread(thread.id, thread.slug),
        action=links.thread_notes(thread.id),
        notes=staff_notes.about_thread(viewer(), thread),
    )


@bp.post("/moderation/notes/<int:note_id>/remove")
def remove_note(note_id: int) -> Any:
    note, back = staff_notes.get(viewer(), note_id)
    notes.remove(viewer(), note)
    tell(_("The note is removed."))
    return redirect(back, 303)
