"""A case: opening one oneself, its page, claiming it, giving it back, going on without it, asking a
colleague, notes."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.case_pages import back, case_page, onwards
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.moderation import limit_work
from forum.forms.base import blank, read
from forum.forms.moderation import EscalateForm, ModerateForm, StaffNoteForm
from forum.lib.verdict import Refused
from forum.queries import cases as queries
from forum.queries import members, posts, threads
from forum.services import claims, staff_notes
from forum.web import members_only, tell, viewer, wants_json

if TYPE_CHECKING:
    from forum.models import Post

bp = Blueprint("cases", __name__)
bp.before_request(members_only(lambda: None))
bp.before_request(limit_work)


@bp.post("/posts/<int:post_id>/moderate")
def moderate(post_id: int) -> Any:
    """What somebody else wrote is decided in a case: open it, with what was chosen in the form."""
    return _take_up(posts.get(viewer(), post_id))


@bp.post("/threads/<int:thread_id>/moderate")
def moderate_thread(thread_id: int) -> Any:
    """A thread by its first post."""
    return _take_up(posts.first(viewer(), threads.get(viewer(), thread_id)))


def _take_up(post: "Post") -> Any:
    """The page of the case; with a text that was typed as an edit, at once, so that it stays."""
    case, form = claims.take_up(viewer(), post), read(ModerateForm, submitted())
    action = form.data.action if form else "remove"
    if form and form.data.body:
        return case_page(case, blank(action="edit", text=form.data.body))
    return redirect(links.case(case.reference, action=action) + "#decide", 303)


@bp.get("/moderation/cases/<string(maxlength=32):case_key>")
def show(case_key: str) -> Any:
    case = queries.get(viewer(), case_key)
    return case_page(case, blank(action=request.args.get("action", "")))


@bp.post("/moderation/cases/<string(maxlength=32):case_key>/claim")
def claim(case_key: str) -> Any:
    """Take it, or keep it for another 15 minutes; the script asks so while somebody works."""
    case = queries.get(viewer(), case_key)
    try:
        claims.claim(viewer(), case)
    except Refused as error:
        if wants_json():
            raise
        return case_page(case, refused(blank(), error)), 422
    if wants_json() and case.claimed_until is not None:
        return {"until": case.claimed_until.isoformat()}
    return back(case)


@bp.post("/moderation/cases/<string(maxlength=32):case_key>/release")
def release(case_key: str) -> Any:
    case = queries.get(viewer(), case_key)
    if claims.release(viewer(), case):
        tell(_("Others can now take the case."))
    return back(case)


@bp.post("/moderation/cases/<string(maxlength=32):case_key>/skip")
def skip(case_key: str) -> Any:
    """Give it back, if it was taken, and go on."""
    case = queries.get(viewer(), case_key)
    claims.release(viewer(), case)
    return onwards(case)


@bp.post("/moderation/cases/<string(maxlength=32):case_key>/escalate")
def escalate(case_key: str) -> Any:
    case = queries.get(viewer(), case_key)
    form = read(EscalateForm, submitted())
    if not form:
        return case_page(case, form), 422
    to = members.one(viewer(), form.data.to)
    try:
        claims.escalate(viewer(), case, to, form.data.note)
    except Refused as error:
        return case_page(case, refused(form, error)), 422
    tell(_("%(name)s has been asked to look at it.", name=to.display_name))
    return onwards(case)


@bp.post("/moderation/cases/<string(maxlength=32):case_key>/note")
def note(case_key: str) -> Any:
    case = queries.get(viewer(), case_key)
    form = read(StaffNoteForm, submitted())
    if not form:
        return case_page(case, form), 422
    staff_notes.about_case(viewer(), case, form.data.body)
    tell(_("Noted."))
    return back(case)
