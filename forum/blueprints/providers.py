"""Signing in with an account of elsewhere: going there, coming back, and who has no account yet.

Going is a POST, and so is what is done on coming back: a GET of another site's making changes
nothing. Between the units of work, while the provider is asked, no lock is held.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from time import time
from typing import Any, NamedTuple

from flask import Blueprint, current_app, redirect, request, session
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.joining import INVITED, TOKEN
from forum.blueprints.sessions import ARRIVED, admitted, sign_in_page
from forum.forms.accounts import ArrivedForm, BackForm, ProviderForm
from forum.forms.base import Typed, blank, read
from forum.forms.people import answers
from forum.lib import addresses, tokens
from forum.lib.verdict import Refused
from forum.queries import accounts as account_queries
from forum.queries import guidelines, invites, profile_fields
from forum.queries import identities as queries
from forum.security.identities import Provider
from forum.security.persons import Asked, Person, Unproven
from forum.services import identities, sessions
from forum.services.accounts import Brought
from forum.web import (
    begin_session,
    device,
    limited,
    member,
    render_template,
    tell,
    undo,
    unit,
    unkept,
    viewer,
)

bp = Blueprint("providers", __name__)

AWAY = "away"  # in the cookie: who has gone to a provider, what for, and what proves it was them
PROVIDER = "<string(maxlength=32):provider>"
_SENTENCES = {"denied": 403, "away": 503, "busy": 503, "wrong": 400}


class Arrival(NamedTuple):
    """Somebody whom a provider knows and nobody here: until they have said who they are here."""

    key: str
    person: Person
    keep: bool
    then: str
    at: int


@bp.post(f"/sign-in/with/{PROVIDER}")
def begin(provider: str) -> Any:
    """Go there. The address stands in a page, because a form may only lead to this site."""
    limited("provider.address")
    found, form = queries.provider(viewer(), provider), read(ProviderForm, submitted())
    if not form:
        return sign_in_page(form), 422
    try:
        asked = _begun(found, form.data)
    except Refused as error:
        tell(refused(form, error).errors.popitem()[1], "danger")
        return redirect(links.account("identities"), 303)
    except Unproven as error:
        return _failed(provider, error)
    return _onward(asked.address, provider)


def _begun(found: Provider, typed: ProviderForm) -> Asked:
    """Ask the provider where to go, and keep in the cookie what proves that it was this browser."""
    is_own = typed.purpose != "sign-in"
    who = member().id if is_own else None
    with unit("write"):
        if typed.purpose == "link":
            identities.check_link(viewer(), member(), typed.current)
        state, terms = identities.expect(viewer()), queries.terms(viewer())
    asked = found.begin(_back(found.key), state, terms, typed.purpose == "confirm")
    then = addresses.local(typed.next)
    session[AWAY] = [found.key, dict(asked.kept), typed.purpose, who, typed.keep, then, int(time())]
    return asked


@bp.get(f"/sign-in/with/{PROVIDER}/back")
def come_back(provider: str) -> Any:
    """Carry what the provider answered into a form of ours: a GET signs nobody in."""
    queries.provider(viewer(), provider)
    form = read(BackForm, request.args)
    if not form or not _kept(provider, form["state"]):
        return _failed(provider, Unproven("wrong", "a state that is not this browser's"))
    label = queries.label(viewer(), provider)
    page = unkept(render_template(
        "accounts/back.html", form=form, label=label, href=links.sign_in_back(provider)
    ))  # fmt: skip
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


@bp.post(f"/sign-in/with/{PROVIDER}/back")
def finish(provider: str) -> Any:
    found, form = queries.provider(viewer(), provider), read(BackForm, submitted())
    kept = _kept(provider, form["state"])
    session.pop(AWAY, None)
    try:
        if not form or not kept or not _is_first(form["state"]):
            raise Unproven("wrong", "a state that is not this browser's, or was used")
        with unit("read"):
            terms = queries.terms(viewer())
        person = found.finish(kept[1], form.data.model_dump(), _back(provider), terms)
    except Unproven as error:
        return _failed(provider, error)
    return _as_asked(provider, person, *kept[2:6])


def _as_asked(
    key: str, person: Person, purpose: str, who: int | None, keep: bool, then: str
) -> Any:
    """What the person went there for, if it is still the same member who asked."""
    if purpose == "sign-in":
        return _signed_in(key, person, keep, then)
    if member().id != who:
        return _failed(key, Unproven("wrong", "somebody else has signed in meanwhile"))
    try:
        if purpose == "link":
            identities.link(viewer(), member(), key, person)
            tell(_("You can now sign in with this account."))
        else:
            identities.confirm(member(), person)
            tell(_("You have confirmed who you are: for five minutes you will not be asked for a"
                   " password."))  # fmt: skip
    except Refused as error:
        undo()
        tell(error.message, "danger")
    return redirect(links.account("identities") if purpose == "link" else then, 303)


def _signed_in(key: str, person: Person, keep: bool, then: str) -> Any:
    """Let in whose account it is; whose it is not yet is asked who they are here."""
    entry = identities.sign_in(viewer(), person, device(), keep)
    if entry is not None:
        return admitted(entry, then)
    known = queries.mapped(viewer())
    groups = [value for value in person.groups if value in known][:50]
    session[ARRIVED] = [key, asdict(person) | {"groups": groups}, keep, then, int(time())]
    return redirect(links.arrived(), 303)


@bp.get("/sign-in/arrived")
def arrived() -> Any:
    found = arrival()
    if found is None:
        return redirect(links.sign_in())
    return _arrived_page(found, blank(name=queries.free_name(viewer(), _wished(found.person))))


@bp.post("/sign-in/arrived")
def join() -> Any:
    """The first time: an account here, by the rules that everybody joins by."""
    limited("join.address")
    found, form = arrival(), read(ArrivedForm, submitted())
    if found is None:
        return redirect(links.sign_in(), 303)
    answered = answers(submitted(), (field.key for field in profile_fields.of_newcomers(viewer())))
    form.values.update(answered)
    if not form:
        return _arrived_page(found, form), 422
    brought = Brought(_offer(), "", answered, device().address)
    typed, came = form.data, (found.key, found.person)
    try:
        user = identities.join(viewer(), *came, typed.name, typed.guidelines, brought)
    except Refused as error:
        return _arrived_page(found, refused(form, error)), 422
    begin_session(sessions.open_for(user, device(), found.keep))
    return redirect(found.then, 303)


def _offer() -> invites.Offer | None:
    """The invitation that this browser has accepted."""
    return invites.accepted(viewer(), session.get(INVITED))


@bp.post("/sign-in/arrived/letter")
def ask_for_proof() -> Any:
    limited("mail.address")
    found = arrival()
    if found is None:
        return redirect(links.sign_in(), 303)
    identities.ask_for_proof(viewer(), found.person)
    return render_template("accounts/proof_sent.html", email=found.person.email)


@bp.get(f"/sign-in/arrived/{TOKEN}")
def show_proof(token: str) -> Any:
    limited("token.address")
    account_queries.token(viewer(), "identity", token)
    found = arrival()
    label = queries.label(viewer(), found.key) if found else ""
    return unkept(render_template("accounts/prove.html", token=token, arrival=found, label=label))


@bp.post(f"/sign-in/arrived/{TOKEN}")
def prove(token: str) -> Any:
    limited("token.address")
    found, letter = arrival(), account_queries.token(viewer(), "identity", token)
    if found is None:
        return redirect(links.sign_in(), 303)
    user = account_queries.owner(viewer(), letter)
    entry = identities.prove(viewer(), user, token, found.key, found.person, device(), found.keep)
    return admitted(entry, found.then)


def arrival() -> Arrival | None:
    """Whom this browser has come back as, while that is not long ago."""
    kept = session.get(ARRIVED)
    if not kept or time() - kept[4] > identities.PATIENCE.total_seconds():
        return None
    person = Person(**{**kept[1], "groups": tuple(kept[1]["groups"])})
    return Arrival(kept[0], person, bool(kept[2]), addresses.local(kept[3]), int(kept[4]))


def arrived_at(found: Arrival) -> datetime:
    return datetime.fromtimestamp(found.at, UTC)


def _kept(provider: str, state: str) -> list[Any] | None:
    """What this browser kept when it went there; None unless it comes back from there in time."""
    kept = session.get(AWAY)
    if not kept or kept[0] != provider or time() - kept[6] > identities.PATIENCE.total_seconds():
        return None
    return kept if tokens.same(kept[1]["state"], state) else None


def _is_first(state: str) -> bool:
    """Used up in a unit of its own: whatever follows, nobody comes with it again."""
    with unit("write"):
        return identities.is_expected(viewer(), state)


def _back(provider: str) -> str:
    """As the operator has configured this site's address, whatever the request says."""
    return str(current_app.config["FORUM"].base_url) + links.sign_in_back(provider)


def _onward(address: str, provider: str) -> Any:
    label = queries.label(viewer(), provider)
    page = unkept(render_template("accounts/onward.html", address=address, label=label))
    page.headers["Refresh"] = f"0; url={address}"
    return page


def _failed(provider: str, error: Unproven) -> Any:
    """A sentence on the page for signing in; what happened is for the log."""
    undo()
    logging.getLogger("forum.sign_in").warning("%s: %s: %s", provider, error.kind, error)
    sentences: Mapping[str, str] = {
        "denied": _("You did not sign in there, so you are not signed in here."),
        "away": _("The service your account is with is not answering at the moment. Please "
                  "try again in a few minutes."),
        "busy": _("Many people are signing in at the moment. Please try again in a minute."),
        "wrong": _("Signing in did not work: the reply does not belong to this browser or "
                   "cannot be trusted. Please begin again."),
    }  # fmt: skip
    if viewer().is_authenticated:
        tell(sentences[error.kind], "danger")
        return redirect(links.account("identities"), 303)
    form: Typed[Any] = Typed(None, {}, {"form": sentences[error.kind]})
    return sign_in_page(form), _SENTENCES[error.kind]


def _wished(person: Person) -> str:
    return person.name or person.email.partition("@")[0]


def _arrived_page(found: Arrival, form: Typed[Any]) -> Any:
    return unkept(render_template(
        "accounts/arrived.html", form=form, person=found.person,
        label=queries.label(viewer(), found.key),
        has_account=queries.with_address(viewer(), found.person) is not None,
        may_join=queries.may_join(viewer(), _offer()),
        ways=queries.ways(viewer()), guidelines=guidelines.in_force(viewer()),
        fields=profile_fields.of_newcomers(viewer()),
    ))  # fmt: skip
