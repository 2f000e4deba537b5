"""The ambassador programme as everybody sees it, and each member's own part in it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.ambassadors import ApplyForm, ChooseForm, LeaveForm, NominateForm, TermsForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Denied, Refused
from forum.policies import ambassadors as policy
from forum.queries import advice, members
from forum.queries import ambassadors as queries
from forum.services import candidacies, grants
from forum.web import keep, limit_changes, members_only, render_template, tell, viewer
from forum.web import member as oneself

if TYPE_CHECKING:
    from forum.models import ProgrammeGrant

bp = Blueprint("ambassadors", __name__)
bp.before_request(limit_changes)


@bp.get("/ambassadors")
def show() -> str:
    keep("members")
    return render_template(
        "ambassadors/show.html",
        programme=queries.view(viewer()),
        is_team=bool(policy.can_manage(viewer())),
    )


@bp.get("/ambassadors/mine")
@members_only
def mine() -> Any:
    return _mine(blank())


def _mine(form: Typed[Any]) -> str:
    own = queries.mine(oneself())
    return render_template(
        "ambassadors/mine.html",
        own=own,
        form=form,
        affiliations=policy.AFFILIATIONS,
        asked=advice.asked(viewer()),
    )


@bp.get("/ambassadors/apply")
@members_only
def apply_page() -> Any:
    own = queries.mine(oneself())
    if not own.may_apply:
        return redirect(links.ambassadors("mine"))
    return _apply(blank())


def _apply(form: Typed[Any]) -> str:
    own = queries.mine(oneself())
    return render_template(
        "ambassadors/apply.html", own=own, form=form, affiliations=policy.AFFILIATIONS
    )


@bp.post("/ambassadors/apply")
@members_only
def apply() -> Any:
    programme, form = queries.current(viewer()), read(ApplyForm, submitted())
    if not form:
        return _apply(form), 422
    try:
        candidacies.apply(oneself(), programme, **form.data.model_dump())
    except Refused as error:
        return _apply(refused(form, error)), 422
    tell(_("Thank you. You will have an answer within 21 days, whatever it is."))
    return redirect(links.ambassadors("mine"), 303)


@bp.post("/ambassadors/mine/consent")
@members_only
def consent() -> Any:
    found = queries.own_candidacy(viewer()) or abort(404)
    form = read(ApplyForm, submitted())
    if not form:
        return _mine(form), 422
    try:
        candidacies.consent(oneself(), found, **form.data.model_dump())
    except Refused as error:
        return _mine(refused(form, error)), 422
    tell(_("Thank you. You will have an answer within 21 days, whatever it is."))
    return redirect(links.ambassadors("mine"), 303)


@bp.get("/ambassadors/nominate")
@members_only
def nominate_page() -> Any:
    return _nominate(blank(name=request.args.get("name", "")[:64]))


def _nominate(form: Typed[Any]) -> str:
    return render_template("ambassadors/nominate.html", programme=_open(), form=form)


def _open() -> Any:
    return queries.view(viewer())


@bp.post("/ambassadors/nominate")
@members_only
def nominate() -> Any:
    programme, form = queries.current(viewer()), read(NominateForm, submitted())
    if not form:
        return _nominate(form), 422
    try:
        candidacies.nominate(oneself(), programme, _named(form.data.name), form.data.reason)
    except Refused as error:
        return _nominate(refused(form, error)), 422
    tell(_("Thank you. They are asked first, and are never told who proposed them."))
    return redirect(links.ambassadors(), 303)


def _named(name: str) -> Any:
    try:
        return members.get(viewer(), name.removeprefix("@"))
    except Denied:
        raise Refused(_("There is no member with this name."), "name") from None


@bp.post("/ambassadors/mine/withdraw")
@members_only
def withdraw() -> Any:
    found = queries.own_candidacy(viewer()) or abort(404)
    candidacies.withdraw(oneself(), found)
    tell(_("It has been withdrawn. You can come back to it whenever you like."))
    return redirect(links.ambassadors("mine"), 303)


def _refuse(grant: "ProgrammeGrant") -> None:
    grants.refuse(oneself(), grant)


def _accept(grant: "ProgrammeGrant") -> None:
    grants.accept(oneself(), grant, _version())


def _agree(grant: "ProgrammeGrant") -> None:
    grants.agree(oneself(), grant, _version())


def _version() -> int:
    form = read(TermsForm, submitted())
    if not form or form.data.terms is None:
        raise Refused(_("Read the terms, and tick the box."), "terms")
    return form.data.terms


def _pause(grant: "ProgrammeGrant") -> None:
    grants.pause(oneself(), grant)


def _resume(grant: "ProgrammeGrant") -> None:
    grants.resume(oneself(), grant)


def _leave(grant: "ProgrammeGrant") -> None:
    form = read(LeaveForm, submitted())
    data = form.data if form else LeaveForm()
    grants.leave(oneself(), grant, data.reason, data.as_alumni)


def _choose(grant: "ProgrammeGrant") -> None:
    form = read(ChooseForm, submitted())
    data = form.data if form else ChooseForm()
    grants.choose(oneself(), grant, in_register=data.in_register, as_alumni=data.as_alumni)


VERBS: dict[str, tuple[Callable[["ProgrammeGrant"], None], Any]] = {
    "accept": (_accept, later("Welcome! You are an ambassador now.")),
    "refuse": (_refuse, later("You have declined. Thank you for thinking about it.")),
    "pause": (_pause, later("Have a good break. Come back when you like.")),
    "resume": (_resume, later("Welcome back.")),
    "agree": (
        _agree,
        later("Thank you. The team confirms it, and your next term follows this one."),
    ),
    "leave": (_leave, later("You are no longer an ambassador. Thank you for everything.")),
    "choose": (_choose, later("Saved.")),
}


@bp.post("/ambassadors/mine/<any(accept, refuse, pause, resume, agree, leave, choose):verb>")
@members_only
def act(verb: str) -> Any:
    grant = queries.own_grant(viewer()) or abort(404)
    do, done = VERBS[verb]
    try:
        do(grant)
    except Refused as error:
        return _mine(refused(blank(), error)), 422
    tell(str(done))
    return redirect(links.ambassadors("mine"), 303)
