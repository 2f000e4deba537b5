"""Joining, and coming back without a password: everything that goes by way of a letter."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request, session
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.accounts import AskForm, ChooseForm, ConfirmForm, JoinForm
from forum.forms.base import Typed, blank, read
from forum.forms.people import answers
from forum.lib.verdict import Refused, require
from forum.policies import accounts as policy
from forum.queries import accounts as queries
from forum.queries import guidelines, invites, profile_fields
from forum.security import challenges
from forum.services import accounts, sessions
from forum.structure import setting
from forum.web import begin_session, device, limited, render_template, tell, unkept, viewer

if TYPE_CHECKING:
    from forum.models import SignUp

bp = Blueprint("joining", __name__)

INVITED = "invited"  # in the cookie: the invitation that was accepted in this browser
JOINING = "joining"  # in the cookie: the sign-up that this browser asked for, and its address
FORM_LASTS = timedelta(days=1)
TOKEN = "<string(minlength=20, maxlength=64):token>"  # noqa: S105 - a pattern of addresses


@bp.get("/join")
def show() -> Any:
    if viewer().is_authenticated:
        return redirect(links.home())
    if not policy.can_use_password(viewer()):
        return redirect(links.sign_in())
    offer = _offer()
    require(policy.can_join(viewer(), is_invited=offer is not None and not offer.problem))
    return _join_page(blank(ref=invites.campaign(viewer(), request.args.get("ref", ""))))


@bp.post("/join")
def join() -> Any:
    offer = _offer()
    require(policy.can_join(viewer(), is_invited=offer is not None))
    limited("join.address")
    form = read(JoinForm, submitted())
    answered = answers(submitted(), (field.key for field in profile_fields.of_newcomers(viewer())))
    form.values.update(answered)
    if not form:
        return _join_page(form), 422
    if by_program := _by_program(form):
        return _join_page(refused(form, by_program)), 422
    typed = form.data
    brought = accounts.Brought(offer, typed.ref, answered, device().address)
    told = (typed.name, typed.email, typed.password, typed.guidelines, brought)
    try:
        made = accounts.join(viewer(), *told)
    except Refused as error:
        return _join_page(refused(form, error)), 422
    session.pop(INVITED, None)
    session[JOINING] = [made.id, made.email]
    return redirect(links.confirm_sign_up())


@bp.get("/join/sent")
def sent() -> Any:
    if JOINING not in session:
        return redirect(links.sign_up())
    return render_template("accounts/sent.html", email=session[JOINING][1])


@bp.post("/join/sent")
def send_again() -> Any:
    limited("mail.address")
    if JOINING in session:
        accounts.send_again(viewer(), session[JOINING][0])
        tell(_("The e-mail is on its way again."), "info")
    return redirect(links.confirm_sign_up())


@bp.get(f"/join/{TOKEN}")
def show_confirmation(token: str) -> Any:
    limited("token.address")
    found = queries.sign_up(viewer(), token)
    return _confirm_page(found, token, blank(name=found.name))


@bp.post(f"/join/{TOKEN}")
def confirm(token: str) -> Any:
    limited("token.address")
    found, form = queries.sign_up(viewer(), token), read(ConfirmForm, submitted())
    if not form:
        return _confirm_page(found, token, form), 422
    password = None if _is_here(found) else form.data.password
    try:
        user = accounts.confirm(
            viewer(), found, name=form.data.name, password=password, place=device().address
        )
    except Refused as error:
        form = refused(form, error)
        return _confirm_page(queries.sign_up(viewer(), token), token, form), 422
    begin_session(sessions.open_for(user, device()))
    if not user.waits_since:
        tell(_("Welcome! You are a member now."))
    return redirect(links.home())


@bp.get("/reset")
def ask() -> Any:
    if not policy.can_use_password(viewer()):
        return redirect(links.sign_in())
    return render_template("accounts/ask.html", form=blank())


@bp.post("/reset")
def request_reset() -> Any:
    limited("mail.address")
    form = read(AskForm, submitted())
    if not form:
        return render_template("accounts/ask.html", form=form), 422
    accounts.request_reset(viewer(), form.data.identity)
    return render_template("accounts/asked.html")


@bp.get(f"/reset/{TOKEN}")
def show_reset(token: str) -> Any:
    limited("token.address")
    return _choose_page("reset", token, blank())


@bp.post(f"/reset/{TOKEN}")
def reset(token: str) -> Any:
    return _choose("reset", token, _("Your password is changed. Sign in with the new one."))


@bp.get(f"/claim/{TOKEN}")
def show_claim(token: str) -> Any:
    limited("token.address")
    return _choose_page("claim", token, blank())


@bp.post(f"/claim/{TOKEN}")
def claim(token: str) -> Any:
    return _choose("claim", token, _("This account is now yours. Sign in with your password."))


def _choose(purpose: str, token: str, told: str) -> Any:
    """Take the new password with the link from a letter; signs nobody in."""
    limited("token.address")
    user = queries.owner(viewer(), queries.token(viewer(), purpose, token))
    form = read(ChooseForm, submitted())
    if not form:
        return _choose_page(purpose, token, form), 422
    verb = accounts.reset if purpose == "reset" else accounts.take_over
    try:
        verb(viewer(), user, token, form.data.password)
    except Refused as error:
        return _choose_page(purpose, token, refused(form, error)), 422
    session.clear()
    tell(told)
    return redirect(links.sign_in())


def _choose_page(purpose: str, token: str, form: Typed[Any]) -> Any:
    user = queries.owner(viewer(), queries.token(viewer(), purpose, token))
    page = render_template(
        "accounts/choose.html", form=form, user=user, purpose=purpose, href=request.path
    )
    return unkept(page)


def _by_program(form: Typed[JoinForm]) -> Refused | None:
    """What gives a program away, as a sentence: the field that people never meet, and its pace."""
    if form.data.homepage:
        return Refused(_("Leave this field empty: it is a trap for bots."), "homepage")
    said = _untimely(form["challenge"])
    return Refused(said) if said else None


def _untimely(challenge: str) -> str:
    """Whether the form came back faster than anybody types, or after a day; "" if neither."""
    least = timedelta(seconds=setting("join.seconds"))
    return challenges.untimely("join", challenge, least, FORM_LASTS) if least else ""


def _join_page(form: Typed[Any]) -> str:
    offer, drawn = _offer(), form["challenge"]
    since = challenges.age("join", drawn)
    return render_template(
        "accounts/join.html",
        form=form,
        challenge=drawn if since and since < FORM_LASTS else challenges.draw("join").text,
        guidelines=guidelines.in_force(viewer()),
        fields=profile_fields.of_newcomers(viewer()),
        offer=offer if offer and not offer.problem else None,
    )


def _offer() -> invites.Offer | None:
    """The invitation that this browser has accepted."""
    return invites.accepted(viewer(), session.get(INVITED))


def _confirm_page(found: "SignUp", token: str, form: Typed[Any]) -> Any:
    page = render_template(
        "accounts/confirm.html", form=form, sign_up=found, token=token, is_here=_is_here(found)
    )
    return unkept(page)


def _is_here(found: "SignUp") -> bool:
    """Whether it was this browser that asked to join."""
    return bool(session.get(JOINING)) and session[JOINING][0] == found.id
