"""One's accounts of elsewhere: linking one more, unlinking; and the link made for an admin."""

from typing import Any

from flask import Blueprint, redirect, session
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.blueprints.joining import TOKEN
from forum.blueprints.providers import arrival, arrived_at
from forum.blueprints.sessions import ARRIVED, admitted
from forum.forms.accounts import CurrentForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Refused
from forum.queries import accounts as account_queries
from forum.queries import identities as queries
from forum.services import identities, ways_in
from forum.web import (
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

bp = Blueprint("linking", __name__)
bp.before_request(limit_changes)


@bp.get("/account/identities")
@members_only
def index() -> Any:
    return _page(blank())


@bp.post("/account/identities")
@members_only
def link_arrived() -> Any:
    """The account with which this browser came, before its owner signed in here."""
    found = arrival()
    if found is None:
        return _page(Typed(None, {}, {"form": _("That took too long. Please begin again.")})), 422
    try:
        identities.link_arrived(viewer(), member(), found.key, found.person, arrived_at(found))
    except Refused as error:
        return _page(refused(blank(), error)), 422
    session.pop(ARRIVED, None)
    tell(_("You can now sign in with this account."))
    return redirect(links.account("identities"), 303)


@bp.post("/account/identities/<int:identity_id>/remove")
@members_only
def unlink(identity_id: int) -> Any:
    form = read(CurrentForm, submitted())
    if not form:
        return _page(form), 422
    try:
        identities.unlink(member(), member(), identity_id, form.data.current)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("This account is no longer linked."))
    return redirect(links.account("identities"), 303)


@bp.get(f"/sign-in/link/{TOKEN}")
def show_way_in(token: str) -> Any:
    limited("token.address")
    account_queries.token(viewer(), "way-in", token)
    return unkept(render_template("accounts/way_in.html", token=token))


@bp.post(f"/sign-in/link/{TOKEN}")
def use_way_in(token: str) -> Any:
    limited("token.address")
    found = account_queries.token(viewer(), "way-in", token)
    user = account_queries.owner(viewer(), found)
    return admitted(ways_in.use(viewer(), user, token, device()), links.home())


def _page(form: Typed[Any]) -> Any:
    found = arrival()
    return asking_page(
        "accounts/identities.html", form=form, page="identities", rows=queries.of_viewer(viewer()),
        ways=queries.ways(viewer()), arrival=found,
        arrived_label=queries.label(viewer(), found.key) if found else "",
    )  # fmt: skip
