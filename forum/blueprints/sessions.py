"""Signing in and out, and the list of where one is signed in."""

from time import time
from typing import Any

from flask import Blueprint, redirect, request, session
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.accounts import CodeForm, PasskeyForm, SignInForm
from forum.forms.base import Typed, blank, read
from forum.lib import addresses
from forum.lib.verdict import Refused
from forum.queries import accounts as queries
from forum.queries import identities
from forum.queries import sessions as session_queries
from forum.services import passkeys, second_factor, sessions
from forum.web import (
    begin_session,
    device,
    end_session,
    limited,
    member,
    members_only,
    render_template,
    tell,
    unit,
    unkept,
    viewer,
)

bp = Blueprint("sessions", __name__)

WAITING = "second"  # in the cookie: who has shown a password and still owes a code
LEAVING = "leaving"  # likewise: who has asked to leave and has signed in again
ARRIVED = "arrived"  # likewise: who came from a provider, and is nobody here yet
PATIENCE = 10 * 60  # seconds


@bp.get("/sign-in")
def show() -> Any:
    then = addresses.local(request.args.get("next"))
    if viewer().is_authenticated:
        return redirect(then)
    return sign_in_page(blank(next=then))


@bp.post("/sign-in")
def sign_in() -> Any:
    form = read(SignInForm, submitted())
    if not form:
        return sign_in_page(form), 422
    typed = form.data
    with unit("read"):
        found = queries.candidate(viewer(), typed.identity)
    try:
        entry = sessions.sign_in(
            viewer(), found, typed.identity, typed.password, device(), typed.keep
        )
    except Refused as error:
        return sign_in_page(refused(form, error)), 422
    return admitted(entry, typed.next)


@bp.get("/sign-in/code")
def show_code() -> Any:
    return redirect(links.sign_in()) if _waiting() is None else _code_page(blank())


@bp.post("/sign-in/code")
def enter_code() -> Any:
    waiting, form = _waiting(), read(CodeForm, submitted())
    user = queries.by_uniquifier(viewer(), waiting[0]) if waiting else None
    if waiting is None or user is None:
        return redirect(links.sign_in())
    if not form:
        return _code_page(form), 422
    try:
        entry = second_factor.enter(viewer(), user, form.data.code, device(), bool(waiting[1]))
    except Refused as error:
        return _code_page(refused(form, error)), 422
    return admitted(entry, str(waiting[2]))


@bp.post("/sign-in/passkey/options")
def passkey_options() -> Any:
    """What the browser asks a passkey. JSON."""
    limited("passkey.address")
    return passkeys.ask(viewer())


@bp.post("/sign-in/passkey")
def sign_in_with_passkey() -> Any:
    limited("passkey.address")
    form = read(PasskeyForm, submitted())
    if not form:
        return sign_in_page(blank(next=form["next"])), 422
    try:
        entry = passkeys.sign_in(viewer(), form.data.credential, device(), form.data.keep)
    except Refused as error:
        return sign_in_page(refused(form, error)), 422
    return admitted(entry, form.data.next)


@bp.post("/sign-out")
def sign_out() -> Any:
    sessions.sign_out(viewer())
    return signed_out(_("You have signed out."))


@bp.get("/account/sessions")
@members_only
def index() -> Any:
    rows = session_queries.of_viewer(viewer())
    return unkept(render_template("accounts/sessions.html", sessions=rows, page="sessions"))


@bp.post("/account/sessions/<int:session_id>/revoke")
@members_only
def revoke(session_id: int) -> Any:
    found = session_queries.get(viewer(), session_id)
    sessions.revoke(viewer(), member(), found)
    if found.id == viewer().session_id:
        return signed_out(_("You have signed out."))
    tell(_("That browser has been signed out."))
    return redirect(links.account("sessions"))


@bp.post("/account/sessions/revoke")
@members_only
def revoke_all() -> Any:
    sessions.end_all(viewer(), member())
    return signed_out(_("You have signed out everywhere."))


def signed_out(told: str) -> Any:
    """The home page with a sentence, for a browser that is signed in no more."""
    end_session()
    tell(told, "info")
    response = redirect(links.home())
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def admitted(entry: sessions.Entry, then: str) -> Any:
    """Give the browser its session, or ask for the second factor first."""
    then = addresses.local(then)
    arrived = session.get(ARRIVED) if then == links.account("identities") else None
    if viewer().is_authenticated:
        sessions.sign_out(viewer())
    if entry.is_leaving:
        session.clear()
        session[LEAVING] = [entry.uniquifier, entry.is_kept, int(time())]
        return redirect(links.stay())
    if entry.token is None:
        session.clear()
        session[WAITING] = [entry.uniquifier, entry.is_kept, then, int(time())]
        _carry(arrived)
        return redirect(links.sign_in_code())
    begin_session(entry)
    _carry(arrived)
    return redirect(then)


def _carry(arrived: list[Any] | None) -> None:
    """Who came from a provider and asked to be led to the page for linking, is asked there."""
    if arrived:
        session[ARRIVED] = arrived


def _waiting() -> list[Any] | None:
    """Who owes a code: mark of the account, keep, where to go, since when. None after a while."""
    waiting = session.get(WAITING)
    return waiting if waiting and time() - waiting[3] < PATIENCE else None


def sign_in_page(form: Typed[Any]) -> str:
    ways = identities.ways(viewer())
    return render_template("accounts/sign_in.html", form=form, ways=ways)


def _code_page(form: Typed[Any]) -> str:
    recovery = bool(request.args.get("recovery"))
    return render_template("accounts/code.html", form=form, recovery=recovery)
