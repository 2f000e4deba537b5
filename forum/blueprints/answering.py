"""The console's tab of appeals: which wait, one with everything beside it, answering it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.moderation import limit_work
from forum.forms.appeals import AnswerForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Refused
from forum.policies import appeals as policy
from forum.queries import appeals as queries
from forum.services import appeals
from forum.services.appeals import Answer
from forum.services.choosing import Choice
from forum.web import members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Appeal, Decision, Viewer

bp = Blueprint("answering", __name__)
bp.before_request(members_only(lambda: None))
bp.before_request(limit_work)
KEY = "<string(maxlength=32):appeal_key>"


@bp.app_template_global()
def sees_appeals(viewer: "Viewer") -> bool:
    """Whether the console has this tab for the viewer; costs no statement."""
    return bool(policy.can_see_appeals(viewer))


@bp.app_template_global()
def appeals_waiting() -> int:
    """The number beside the tab: appeals that wait for the viewer or a colleague."""
    return queries.waiting(viewer())


@bp.get("/moderation/appeals")
def index() -> Any:
    found = queries.page(viewer(), request.args.get("after"))
    return render_template("moderation/appeals.html", page="appeals", found=found)


@bp.get(f"/moderation/appeals/{KEY}")
def show(appeal_key: str) -> Any:
    appeal = queries.get(viewer(), appeal_key)
    return _page(appeal, _begun(queries.decision_of(viewer(), appeal), appeal))


@bp.post(f"/moderation/appeals/{KEY}/claim")
def claim(appeal_key: str) -> Any:
    appeal = queries.get(viewer(), appeal_key)
    try:
        appeals.claim(viewer(), appeal)
    except Refused as error:
        return _page(appeal, refused(blank(), error)), 422
    return redirect(links.moderation_page("appeals", appeal_key), 303)


@bp.post(f"/moderation/appeals/{KEY}/release")
def release(appeal_key: str) -> Any:
    if appeals.release(viewer(), queries.get(viewer(), appeal_key)):
        tell(_("Others can now take the appeal."))
    return redirect(links.moderation_page("appeals"), 303)


@bp.post(f"/moderation/appeals/{KEY}/answer")
def answer(appeal_key: str) -> Any:
    appeal = queries.get(viewer(), appeal_key)
    form = read(AnswerForm, submitted())
    if not form:
        return _page(appeal, form), 422
    said = answer_of(form.data, queries.decision_of(viewer(), appeal))
    version = appeal.version if form.data.version is None else form.data.version
    try:
        appeals.answer(viewer(), appeal, said, version)
    except Refused as error:
        return _page(appeal, refused(form, error)), 422
    tell(
        _("%(reference)s is answered, and everybody concerned has been told.", reference=appeal_key)
    )
    return redirect(links.moderation_page("appeals"), 303)


def answer_of(typed: AnswerForm, decision: "Decision") -> Answer:
    """What was typed, as the verb takes it."""
    code = typed.code_inadmissible if typed.outcome == "inadmissible" else typed.code_reversed
    found = Answer(typed.outcome, typed.reasons, code, typed.apology)
    if typed.outcome != "varied":
        return found
    # The rule and the origin stay; what it is about may be said anew, and why is the answer's.
    choice = Choice(
        typed.action, ground="guideline" if typed.section else decision.ground,
        section_id=typed.section or decision.section_id, law=decision.law,
        quote=typed.quote or decision.quote, facts=typed.facts or decision.facts,
        explanation=typed.reasons[:2000], days=typed.days, scope=decision.scope,
        origin=decision.origin, also=typed.also,
    )  # fmt: skip
    return replace(found, instead=choice)


def _begun(decision: "Decision", appeal: "Appeal") -> Typed[Any]:
    return blank(version=appeal.version, quote=decision.quote, facts=decision.facts)


def _page(appeal: "Appeal", form: Typed[Any]) -> str:
    return render_template(
        "moderation/appeal.html",
        page="appeals",
        it=queries.whole(viewer(), appeal),
        form=form,
    )
