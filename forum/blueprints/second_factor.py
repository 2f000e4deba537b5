"""Two-factor and passkeys: what one's own account asks for beside, or instead of, a password."""

from typing import Any

from flask import Blueprint, redirect, session
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.forms.accounts import AddPasskeyForm, CurrentForm, EnableForm, PasskeyForm
from forum.forms.base import Typed, blank, read
from forum.lib import addresses
from forum.lib.verdict import Refused
from forum.queries import accounts as queries
from forum.security import codes
from forum.services import passkeys, second_factor
from forum.web import (
    begin_session,
    device,
    limit_changes,
    limited,
    member,
    members_only,
    render_template,
    tell,
    unkept,
    viewer,
)

bp = Blueprint("second_factor", __name__)
bp.before_request(limit_changes)

_SECRET = "totp"  # noqa: S105 - in the cookie: the secret being set up, encrypted


@bp.get("/account/two-factor")
@members_only
def show() -> Any:
    return _page(blank())


@bp.post("/account/two-factor")
@members_only
def enable() -> Any:
    form = read(EnableForm, submitted())
    secret = session.get(_SECRET)
    if not form or secret is None:
        return _page(form), 422
    try:
        entry, shown = second_factor.enable(
            viewer(), member(), secret, form.data.code, form.data.current, device()
        )
    except Refused as error:
        return _page(refused(form, error)), 422
    begin_session(entry)
    return _codes_page(shown)


@bp.post("/account/two-factor/disable")
@members_only
def disable() -> Any:
    form = read(CurrentForm, submitted())
    if not form:
        return _page(form), 422
    try:
        entry = second_factor.disable(viewer(), member(), form.data.current, device())
    except Refused as error:
        return _page(refused(form, error)), 422
    begin_session(entry)
    tell(_("Your password alone is enough again."))
    return redirect(links.account("two-factor"))


@bp.post("/account/two-factor/codes")
@members_only
def replace_codes() -> Any:
    form = read(CurrentForm, submitted())
    if not form:
        return _page(form), 422
    try:
        shown = second_factor.replace_codes(viewer(), member(), form.data.current)
    except Refused as error:
        return _page(refused(form, error)), 422
    return _codes_page(shown)


@bp.get("/account/passkeys")
@members_only
def index() -> Any:
    return _passkeys_page(blank())


@bp.post("/account/passkeys/options")
@members_only
def passkey_options() -> Any:
    """What the browser makes a passkey from. JSON."""
    limited("passkey.address")
    return passkeys.ask_for_new(viewer(), member())


@bp.post("/account/passkeys")
@members_only
def add_passkey() -> Any:
    form = read(AddPasskeyForm, submitted())
    if not form:
        return _passkeys_page(form), 422
    typed = form.data
    try:
        passkeys.add(viewer(), member(), typed.credential, typed.name, typed.current)
    except Refused as error:
        return _passkeys_page(refused(form, error)), 422
    tell(_("You can now sign in with this passkey."))
    return redirect(links.account("passkeys"))


@bp.post("/account/confirm")
@members_only
def confirm() -> Any:
    """Instead of a password, for what is done in the next minutes."""
    limited("passkey.address")
    form = read(PasskeyForm, submitted())
    then = addresses.local(form["next"], links.account("passkeys"))
    if not form:
        return _passkeys_page(form), 422
    try:
        passkeys.confirm(member(), form.data.credential)
    except Refused as error:
        return _passkeys_page(refused(form, error)), 422
    tell(_("You have confirmed with your passkey."))
    return redirect(then)


@bp.post("/account/passkeys/<int:passkey_id>/remove")
@members_only
def remove_passkey(passkey_id: int) -> Any:
    form = read(CurrentForm, submitted())
    if not form:
        return _passkeys_page(form), 422
    try:
        passkeys.remove(viewer(), member(), passkey_id, form.data.current)
    except Refused as error:
        return _passkeys_page(refused(form, error)), 422
    tell(_("The passkey has been removed."))
    return redirect(links.account("passkeys"))


def _page(form: Typed[Any]) -> Any:
    user, setup = member(), None
    if not user.tf_primary_method:
        secret = session.setdefault(_SECRET, codes.new_secret())
        setup = codes.setup(secret, user.name)
    left = len(user.mf_recovery_codes or ())
    page = asking_page(
        "accounts/two_factor.html", form=form, page="two-factor", setup=setup, left=left
    )
    return unkept(page)


def _codes_page(shown: list[str]) -> Any:
    return unkept(render_template("accounts/codes.html", codes=shown, page="two-factor"))


def _passkeys_page(form: Typed[Any]) -> str:
    rows = queries.passkeys(viewer())
    return asking_page("accounts/passkeys.html", form=form, page="passkeys", passkeys=rows)
