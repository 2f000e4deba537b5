"""The desk of moderators: the queue with its numbers and views, cases, notes; the staff log."""

from typing import Any
from urllib.parse import parse_qsl

from forum.blueprints.api import shapes_of_moderation as full
from forum.blueprints.api import shapes_of_people as shapes
from forum.blueprints.api.answering import cursor, say_version
from forum.blueprints.api.frame import route
from forum.forms.api import LogQuery, NewNote, QueueQuery
from forum.forms.base import Form
from forum.forms.moderation import SaveForm
from forum.queries import cases, members, posts, staff_log, threads
from forum.queries import moderation as queries
from forum.queries import staff_notes as note_queries
from forum.services import claims, saved_filters, staff_notes
from forum.web import viewer


@route("GET", "/cases", answer=shapes.Cases, scope="moderate", query=QueueQuery)
def list_cases(asked: QueueQuery) -> Any:
    """The queue: what waits for a moderator, the most urgent first."""
    typed = asked.model_dump(exclude={"after"})
    page = queries.queue(viewer(), queries.filters(viewer(), typed), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("GET", "/cases/counts", answer=full.Counts, scope="moderate")
def count_cases() -> Any:
    """How many there are: open, late, one's own, free, and those one is asked about."""
    return queries.counts(viewer())


@route("GET", "/cases/views", answer=full.SavedViews, scope="moderate")
def list_views() -> Any:
    """Views of the queue that the account keeps."""
    return {"items": queries.saved(viewer())}


@route("POST", "/cases/views", answer=full.Id, status=201, scope="moderate", body=SaveForm)
def save_view(sent: SaveForm) -> Any:
    """Keep a view under a name; `query` is the end of an address of the queue: kind=report."""
    asked = queries.filters(viewer(), dict(parse_qsl(sent.query)))
    return saved_filters.save(viewer(), sent.name, asked.query)


@route("DELETE", "/cases/views/<int:filter_id>", scope="moderate")
def remove_view(filter_id: int) -> None:
    """Keep a view no longer."""
    saved_filters.remove(viewer(), filter_id)


@route("GET", "/cases/<string(maxlength=20):reference>", answer=full.Case, scope="moderate")
def get_case(reference: str) -> Any:
    """One case with what was written, reports, notes, decisions, and what the team knows of the
    member. Its ETag begins with the version that deciding asks for."""
    case = cases.get(viewer(), reference)
    page = cases.page(viewer(), case)
    say_version(case.version)
    shown = {name: getattr(page.row, name) for name in shapes.CaseInList.model_fields
             if name != "url"}  # fmt: skip
    more = ("is_open", "held_until", "thread_title", "posts", "kept", "reports", "messages",
            "member", "notes", "decisions")  # fmt: skip
    rest = {name: getattr(page, name) for name in more}
    return {**shown, **rest, "url": page.row.href, "version": case.version}


@route("POST", "/cases/<string(maxlength=20):reference>/<any(claim, release):verb>",
       scope="moderate", body=Form)  # fmt: skip
def claim_case(reference: str, verb: str, sent: Form) -> None:
    """Look after a case, or leave it to others again."""
    case = cases.get(viewer(), reference)
    (claims.claim if verb == "claim" else claims.release)(viewer(), case)


@route("POST", "/cases/<string(maxlength=20):reference>/notes", scope="moderate", body=NewNote)
def note_case(reference: str, sent: NewNote) -> None:
    """Write something down for colleagues who open the case."""
    staff_notes.about_case(viewer(), cases.get(viewer(), reference), sent.body)


@route("GET", "/threads/<int:thread_id>/notes", answer=full.Notes, scope="moderate")
def list_notes_of_thread(thread_id: int) -> Any:
    """What colleagues wrote down about the thread."""
    return {"items": note_queries.about_thread(viewer(), threads.get(viewer(), thread_id))}


@route("POST", "/threads/<int:thread_id>/notes", scope="moderate", body=NewNote)
def note_thread(thread_id: int, sent: NewNote) -> None:
    """Write something down for who moderates the thread."""
    staff_notes.about_thread(viewer(), threads.get(viewer(), thread_id), sent.body)


@route("GET", "/members/<string(maxlength=64):name>/notes", answer=full.Notes, scope="moderate")
def list_notes_of_member(name: str) -> Any:
    """What colleagues wrote down about a member."""
    return {"items": note_queries.about_member(viewer(), members.one(viewer(), name))}


@route("POST", "/members/<string(maxlength=64):name>/notes", scope="moderate", body=NewNote)
def note_member(name: str, sent: NewNote) -> None:
    """Write something down about a member for colleagues."""
    staff_notes.about_member(viewer(), members.one(viewer(), name), sent.body)


@route("DELETE", "/notes/<int:note_id>", scope="moderate")
def remove_note(note_id: int) -> None:
    """Remove a note, as who wrote it or as an admin."""
    note, _back = note_queries.get(viewer(), note_id)
    staff_notes.remove(viewer(), note)


@route("POST", "/posts/<int:post_id>/case", answer=shapes.Reference, status=201,
       scope="moderate", body=Form)  # fmt: skip
def take_up(post_id: int, sent: Form) -> Any:
    """Open a case about somebody else's post."""
    return claims.take_up(viewer(), posts.get(viewer(), post_id))


@route("GET", "/staff-log", answer=shapes.Log, scope="admin", query=LogQuery)
def list_staff_log(asked: LogQuery) -> Any:
    """What the team did, the newest first."""
    page = staff_log.page(viewer(), staff_log.Asked(asked.who, asked.verb, asked.whom), asked.after)
    return {"items": page.lines, "next": page.after or None}
