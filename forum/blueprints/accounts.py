"""One's own account: profile, name, e-mail address, password, and how pages look."""

from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, abort, current_app, redirect
from flask_babel import gettext as _

from forum import links, wording
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.blueprints.joining import TOKEN
from forum.forms.accounts import (
    ChangeEmailForm,
    ChangeNameForm,
    ChangePasswordForm,
    LookForm,
    ProfileForm,
    SchemeForm,
)
from forum.forms.base import Typed, blank, read
from forum.forms.people import answers
from forum.lib import languages
from forum.lib.verdict import Refused
from forum.queries import accounts as queries
from forum.queries import profile_fields
from forum.services import accounts, names, profiles
from forum.services import profile_fields as answering
from forum.web import (
    SCHEME_COOKIE,
    begin_session,
    device,
    is_from_here,
    limit_changes,
    limited,
    member,
    members_only,
    render_template,
    tell,
    unkept,
    viewer,
    wants_json,
    without_token,
)

bp = Blueprint("accounts", __name__)
bp.before_request(limit_changes)

_YEAR = 365 * 24 * 3600  # seconds


@bp.get("/account")
@members_only
def profile() -> Any:
    user = member()
    typed = {name: getattr(user, name) for name in ProfileForm.model_fields}
    return _page("profile", blank(**typed, **profile_fields.own(viewer(), user)))


@bp.post("/account")
@members_only
def update_profile() -> Any:
    form = read(ProfileForm, submitted())
    answered = answers(submitted(), (field.key for field in profile_fields.asked(viewer())))
    form.values.update(answered)
    if not form:
        return _page("profile", form), 422
    try:
        profiles.update(viewer(), member(), **form.data.model_dump())
        answering.answer(viewer(), member(), answered)
    except Refused as error:
        return _page("profile", refused(form, error)), 422
    return _done("", _("Saved."))


@bp.get("/account/name")
@members_only
def name() -> Any:
    return _page("name", blank(name=member().name))


@bp.post("/account/name")
@members_only
def change_name() -> Any:
    form = read(ChangeNameForm, submitted())
    if not form:
        return _page("name", form), 422
    try:
        names.rename(viewer(), member(), form.data.name)
    except Refused as error:
        return _page("name", refused(form, error)), 422
    return _done("name", _("Your name is now %(name)s.", name=member().name))


@bp.get("/account/email")
@members_only
def email() -> Any:
    return _page("email", blank())


@bp.post("/account/email")
@members_only
def change_email() -> Any:
    form = read(ChangeEmailForm, submitted())
    if not form:
        return _page("email", form), 422
    try:
        accounts.request_email(viewer(), member(), form.data.email, form.data.current)
    except Refused as error:
        return _page("email", refused(form, error)), 422
    return _done(
        "email", _("We have written to the new address. It counts once you follow the link there.")
    )


@bp.get(f"/account/email/{TOKEN}")
def show_email_confirmation(token: str) -> Any:
    limited("token.address")
    found = queries.token(viewer(), "email", token)
    return unkept(render_template("accounts/new_email.html", email=found.email, token=token))


@bp.post(f"/account/email/{TOKEN}")
def confirm_email(token: str) -> Any:
    limited("token.address")
    found = queries.token(viewer(), "email", token)
    accounts.confirm_email(viewer(), found, queries.owner(viewer(), found), token)
    tell(_("We use your new address from now on."))
    return redirect(links.account("email"))


@bp.get("/account/password")
@members_only
def password() -> Any:
    return _page("password", blank())


@bp.post("/account/password")
@members_only
def change_password() -> Any:
    form = read(ChangePasswordForm, submitted())
    if not form:
        return _page("password", form), 422
    typed = form.data
    try:
        entry = accounts.change_password(
            viewer(), member(), typed.current, typed.password, device()
        )
    except Refused as error:
        return _page("password", refused(form, error)), 422
    begin_session(entry)
    return _done(
        "password", _("Your password is changed. All other browsers have been signed out.")
    )


@bp.get("/account/look")
@members_only
def look() -> Any:
    user = member()
    return _page("look", blank(
        scheme=user.scheme, posts_per_page=user.posts_per_page, locale=user.locale,
        time_zone=user.time_zone,
    ))  # fmt: skip


@bp.post("/account/look")
@members_only
def change_look() -> Any:
    form = read(LookForm, submitted())
    if not form:
        return _page("look", form), 422
    try:
        profiles.choose_look(viewer(), member(), form.data.scheme, form.data.posts_per_page)
        profiles.choose_language(viewer(), member(), form.data.locale, form.data.time_zone)
    except Refused as error:
        return _page("look", refused(form, error)), 422
    return _remember(_done("look", _("Saved.")), form.data.scheme)


@bp.post("/preferences/scheme")
@without_token
def choose_scheme() -> Any:
    """Light or dark for anybody. Guests' pages are kept and carry no token, so that the request
    comes from a page of ours is seen from its headers instead."""
    if not is_from_here():
        abort(400)
    limited("look.address")
    form = read(SchemeForm, submitted())
    scheme = form.data.scheme if form else "?"
    if scheme not in profiles.SCHEMES:
        abort(422)
    if viewer().is_authenticated:
        profiles.choose_look(viewer(), member(), scheme)
    answer = current_app.make_response(({}, 200)) if wants_json() else redirect(links.home())
    return _remember(answer, scheme)


def _remember(response: Any, scheme: str) -> Response:
    """Keep the choice in the browser, for when its owner is not signed in."""
    made: Response = current_app.make_response(response)
    made.set_cookie(
        SCHEME_COOKIE, scheme, max_age=_YEAR if scheme else 0, samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return made


def _page(name: str, form: Typed[Any]) -> str:
    more: dict[str, Any] = {}
    if name == "look":
        tongues = [(one, languages.NAMES.get(one, one)) for one in wording.offered()]
        more = {"sizes": profiles.PAGE_SIZES, "zones": sorted(available_timezones()),
                "tongues": [("", _("As the site")), *tongues]}  # fmt: skip
    if name == "profile":
        more = {"fields": profile_fields.asked(viewer())}
    draw = asking_page if name in {"email", "password"} else render_template
    return draw(f"accounts/{name}.html", form=form, page=name, **more)


def _done(page: str, told: str) -> Any:
    tell(told)
    return redirect(links.account(page))
