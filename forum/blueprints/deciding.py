"""Deciding a case: the form, a look at what the member will read, the second person."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.case_pages import back, case_page, onwards, onwards_href
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.moderation import limit_work
from forum.forms.base import Typed, blank, read
from forum.forms.deciding import DecideForm, DeclineForm, beside_fields, remarks
from forum.lib import markdown
from forum.lib.verdict import Refused
from forum.queries import cases as queries
from forum.queries import deciding, guideline_drafts, proposals
from forum.services import decisions
from forum.services.choosing import Choice
from forum.web import members_only, render_template, tell, undo, viewer, wants_json

if TYPE_CHECKING:
    from forum.models import ModerationCase

bp = Blueprint("deciding", __name__)
bp.before_request(members_only(lambda: None))
bp.before_request(limit_work)


@bp.app_template_global()
def proposals_waiting() -> int:
    """The number beside the tab: what waits for the viewer as the second person."""
    return proposals.count(viewer())


@bp.post("/moderation/cases/<string(maxlength=32):case_key>/decide")
def decide(case_key: str) -> Any:
    """All in one request: the decision, what it does, who is told; then on to the next case."""
    case = queries.get(viewer(), case_key)
    form = _thought_over(read(DecideForm, submitted()))
    if not form:
        return _again(case, form)
    try:
        made = decisions.decide(viewer(), case, _choice(form), form.data.version)
    except Refused as error:
        return _again(case, beside_fields(refused(form, error)))
    said = _("Decided. Everybody concerned has been told.")
    if made.state == "proposed":
        said = _("Proposed. It takes effect when somebody else agrees.")
    tell(said)
    return {"href": onwards_href(case)} if wants_json() else onwards(case)


@bp.post("/moderation/cases/<string(maxlength=32):case_key>/preview")
def preview(case_key: str) -> Any:
    """What the member will read, on a page of its own, or for the script in place. Writes
    nothing. The same page leads back to the form, with everything that was typed."""
    undo()
    case = queries.get(viewer(), case_key)
    typed = submitted()
    form = read(DecideForm, typed)
    if not form or typed.get("change") or typed.get("fill"):
        return _again(case, _with_words(case, form) if typed.get("fill") else form)
    try:
        text = decisions.preview(viewer(), case, _choice(form))
    except Refused as error:
        return _again(case, beside_fields(refused(form, error)))
    seen, found = markdown.render(text).html, _remarks(form)
    if wants_json():
        return {"html": seen, "remarks": found}
    return render_template(
        "moderation/preview.html", page="queue", case=case, form=form, statement=seen,
        remarks=found,
    )  # fmt: skip


@bp.post("/moderation/cases/<string(maxlength=32):case_key>/brand")
def mark(case_key: str) -> Any:
    """Say that it is about criticism of the brand, or that it is not: a line in the log."""
    case = queries.get(viewer(), case_key)
    is_about = submitted().get("is_about_brand") == "1"
    decisions.mark_about_brand(viewer(), case, is_about_brand=is_about)
    tell(
        _("It now takes two people.") if is_about
        else _("It no longer counts as being about the brand. What you take away here still "
               "waits for somebody else.")
    )  # fmt: skip
    return back(case)


@bp.get("/moderation/proposals")
def index() -> Any:
    """What waits for a second person."""
    return render_template(
        "moderation/proposals.html",
        page="proposals",
        rows=proposals.every(viewer()),
        shelves=guideline_drafts.waiting(viewer()),
    )


@bp.post("/moderation/proposals/<int:decision_id>/agree")
def agree(decision_id: int) -> Any:
    found, case = deciding.to_answer(viewer(), decision_id)
    try:
        decisions.agree(viewer(), found)
    except Refused as error:
        return _again(case, refused(blank(), error))
    tell(_("Agreed. Everybody concerned has been told."))
    return redirect(links.moderation_page("proposals"), 303)


@bp.post("/moderation/proposals/<int:decision_id>/decline")
def decline(decision_id: int) -> Any:
    found, case = deciding.to_answer(viewer(), decision_id)
    form = read(DeclineForm, submitted())
    if not form:
        return _again(case, form)
    try:
        decisions.decline(viewer(), found, form.data.reason)
    except Refused as error:
        return _again(case, refused(form, error))
    tell(
        _("The case is open again, with what you wrote. The person who proposed it has been told.")
    )
    return redirect(links.moderation_page("proposals"), 303)


def _choice(form: Typed[DecideForm]) -> Choice:
    return Choice(**form.data.choice)


def _remarks(form: Typed[DecideForm]) -> list[str]:
    return remarks(form["facts"], form["explanation"])


def _thought_over(form: Typed[DecideForm]) -> Typed[DecideForm]:
    """Once more with the remarks on its tone, unless they were read (community.md §4.7)."""
    if not form or form.data.is_sure or not (found := _remarks(form)):
        return form
    return Typed(None, form.values, {"is_sure": " ".join(found)})


def _with_words(case: "ModerationCase", form: Typed[DecideForm]) -> Typed[Any]:
    """The explanation as the template of the chosen section begins it."""
    rules = deciding.desk(viewer(), case).rules
    words = next((one.words for one in rules if str(one.id) == form["section"]), "")
    return Typed(None, {**form.values, "explanation": words or form["explanation"]}, form.errors)


def _again(case: "ModerationCase", form: Typed[Any]) -> Any:
    """The page of the case with everything that was typed."""
    if wants_json() and form.errors:
        return {"error": next(iter(form.errors.values())), "errors": form.errors}, 422
    page = case_page(case, form)
    return (page, 422) if form.errors else page
