"""The team's side of the ambassador programme: candidates, terms, flags, perks, the programme."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.ambassadors import (
    AwardForm,
    CheckInForm,
    DeclineForm,
    FlagForm,
    PerkForm,
    ProgrammeForm,
    ReasonForm,
    TierForm,
    VoteForm,
)
from forum.forms.base import Form, Typed, blank, read
from forum.lib.labour import asked_for
from forum.lib.verdict import Denied, Refused, require
from forum.policies import ambassadors as policy
from forum.queries import advice, ambassadors, eligibility, programme_effect, reviewing
from forum.services import candidacies, check_ins, grants, integrity, programmes
from forum.web import member, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Candidacy, Programme, ProgrammeGrant

bp = Blueprint("reviewing", __name__)


@bp.get("/ambassadors/review")
def index() -> Any:
    require(policy.can_review(viewer()))
    programme = _programme()
    if programme is None:
        return redirect(links.ambassadors("settings"))
    found = reviewing.console(viewer(), programme)
    return render_template("ambassadors/review.html", console=found, programme=programme)


def _programme() -> "Programme | None":
    try:
        return ambassadors.current(viewer())
    except Denied:
        return None


# --- a candidate ---------------------------------------------------------------------------------


@bp.get("/ambassadors/review/<int:candidacy_id>")
def candidate(candidacy_id: int) -> str:
    return page_of(reviewing.candidacy(viewer(), candidacy_id), blank())


def page_of(found: "Candidacy", form: Typed[Any]) -> str:
    """The page of a candidate, with what was typed."""
    return render_template(
        "ambassadors/candidate.html",
        it=reviewing.candidate(viewer(), found),
        advice=advice.of(viewer(), found),
        form=form,
        codes=policy.DECLINE_CODES,
        rubric=policy.RUBRIC,
    )


@bp.post("/ambassadors/review/<int:candidacy_id>/vote")
def vote(candidacy_id: int) -> Any:
    found, form = reviewing.candidacy(viewer(), candidacy_id), read(VoteForm, submitted())
    if not form:
        return page_of(found, form), 422
    data = form.data
    try:
        candidacies.vote(member(), found, data.vote, data.rubric, data.comment)
    except Refused as error:
        return page_of(reviewing.candidacy(viewer(), candidacy_id), refused(form, error)), 422
    tell(_("Your vote has been noted."))
    return redirect(links.ambassadors("review", candidacy_id), 303)


@bp.post("/ambassadors/review/<int:candidacy_id>/decline")
def decline(candidacy_id: int) -> Any:
    found, form = reviewing.candidacy(viewer(), candidacy_id), read(DeclineForm, submitted())
    if not form:
        return page_of(found, form), 422
    try:
        candidacies.decline(member(), found, form.data.code, form.data.message)
    except Refused as error:
        return page_of(reviewing.candidacy(viewer(), candidacy_id), refused(form, error)), 422
    tell(_("The candidate will be sent your message."))
    return redirect(links.ambassadors("review"), 303)


@bp.post("/ambassadors/review/<int:candidacy_id>/<any(admit, approve, retract):verb>")
def decide(candidacy_id: int, verb: str) -> Any:
    found = reviewing.candidacy(viewer(), candidacy_id)
    try:
        getattr(candidacies, verb)(member(), found)
    except Refused as error:
        form = refused(blank(), error)
        return page_of(reviewing.candidacy(viewer(), candidacy_id), form), 422
    tell(_("Done."))
    return redirect(links.ambassadors("review", candidacy_id), 303)


# --- a term --------------------------------------------------------------------------------------


@bp.get("/ambassadors/grants/<int:grant_id>")
def grant(grant_id: int) -> str:
    return _grant(reviewing.grant(viewer(), grant_id), blank())


def _grant(found: "ProgrammeGrant", form: Typed[Any]) -> str:
    return render_template(
        "ambassadors/grant.html",
        it=reviewing.ambassador(viewer(), found),
        form=form,
        perks=ambassadors.perks(viewer(), found.programme_id),
        tiers=ambassadors.tiers(viewer(), found.programme_id),
    )


@bp.post(
    "/ambassadors/grants/<int:grant_id>/"
    "<any(confirm, propose_revocation, drop_revocation, revoke, award, tier):verb>"
)
def tend(grant_id: int, verb: str) -> Any:
    found = reviewing.grant(viewer(), grant_id)
    shapes: dict[str, type[Form]] = {"award": AwardForm, "tier": TierForm}
    form = read(shapes.get(verb, ReasonForm), submitted())
    if not form:
        return _grant(found, form), 422
    try:
        _tend(found, verb, form.data)
    except Refused as error:
        return _grant(reviewing.grant(viewer(), grant_id), refused(form, error)), 422
    tell(_("Done."))
    return redirect(links.ambassadors("grants", grant_id), 303)


def _tend(found: "ProgrammeGrant", verb: str, data: Any) -> None:
    if verb == "award":
        programmes.award(member(), found, data.perk, data.value_cents, data.note)
    elif verb == "tier":
        programmes.set_tier(member(), found, data.tier)
    elif verb == "propose_revocation":
        grants.propose_revocation(member(), found, data.reason)
    else:
        getattr(grants, verb)(member(), found)


@bp.post("/ambassadors/awards/<int:award_id>/take-back")
def take_back(award_id: int) -> Any:
    owner, found = reviewing.award(viewer(), award_id)
    programmes.take_back(member(), owner, found)
    tell(_("Done."))
    return redirect(links.ambassadors("grants", owner.id), 303)


@bp.post("/ambassadors/flags/<int:flag_id>")
def resolve(flag_id: int) -> Any:
    found, form = reviewing.flag(viewer(), flag_id), read(FlagForm, submitted())
    data = form.data if form else FlagForm()
    integrity.resolve(member(), found, data.resolution, is_harmless=data.is_harmless)
    tell(_("The flag is resolved."))
    return redirect(links.ambassadors("review"), 303)


# --- does it work? -------------------------------------------------------------------------------


@bp.get("/ambassadors/effect")
def effect() -> Any:
    require(policy.can_review(viewer()))
    asked = request.args.get("days", type=int)
    days = asked if asked in programme_effect.PERIODS else 90
    found = programme_effect.effect(viewer(), ambassadors.current(viewer()), days)
    quiet = programme_effect.quiet(viewer())
    return render_template(
        "ambassadors/effect.html", it=found, quiet=quiet, periods=programme_effect.PERIODS
    )


@bp.post("/ambassadors/check-ins/<int:check_in_id>")
def checked_in(check_in_id: int) -> Any:
    form = read(CheckInForm, submitted())
    found, user_id = programme_effect.check_in(viewer(), check_in_id)
    check_ins.done(member(), found, user_id, form.data.note if form else "")
    tell(_("Noted. Thank you for asking."))
    return redirect(links.ambassadors("effect"), 303)


# --- the programme -------------------------------------------------------------------------------


@bp.get("/ambassadors/settings")
def settings() -> str:
    require(policy.can_manage(viewer()))
    it = _programme()
    values = {} if it is None else eligibility.DEFAULTS | it.criteria | {
        name: getattr(it, name) for name in ProgrammeForm.model_fields if hasattr(it, name)
    }  # fmt: skip
    if it is not None:
        values["tiers"] = "\n".join(title for _id, title in ambassadors.tiers(viewer(), it.id))
    return _settings(it, blank(**values))


def _settings(it: "Programme | None", form: Typed[Any]) -> str:
    return render_template(
        "ambassadors/settings.html",
        form=form,
        asked=asked_for(form["purpose"]) + asked_for(form["terms"]),
        perks=ambassadors.perks(viewer(), it.id) if it else (),
        is_there=it is not None,
    )


@bp.post("/ambassadors/settings")
def save() -> Any:
    require(policy.can_manage(viewer()))
    form = read(ProgrammeForm, submitted())
    if not form:
        return _settings(_programme(), form), 422
    try:
        programmes.save(member(), _programme(), **form.data.model_dump())
    except Refused as error:
        form = refused(form, error)
        return _settings(_programme(), form), 422
    tell(_("The programme is saved."))
    return redirect(links.ambassadors("settings"), 303)


@bp.post("/ambassadors/perks")
def add_perk() -> Any:
    require(policy.can_manage(viewer()))
    it, form = ambassadors.current(viewer()), read(PerkForm, submitted())
    if not form:
        raise Refused(next(iter(form.errors.values())))
    programmes.add_perk(member(), it, **form.data.model_dump())
    tell(_("The perk has been added."))
    return redirect(links.ambassadors("settings"), 303)


@bp.post("/ambassadors/perks/<int:perk_id>/retire")
def retire_perk(perk_id: int) -> Any:
    found = reviewing.perk(viewer(), perk_id)
    programmes.retire_perk(member(), found)
    tell(_("It is no longer offered. What has been given stays given."))
    return redirect(links.ambassadors("settings"), 303)
