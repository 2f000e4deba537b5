"""Invitations: making and taking back links, and the page to which such a link leads."""

from typing import Any

from flask import Blueprint, Response, redirect, request, session
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.joining import INVITED, TOKEN
from forum.forms.base import Typed, blank, read
from forum.forms.invites import InviteForm
from forum.lib.verdict import Refused, require
from forum.policies import invites as policy
from forum.queries import invites as queries
from forum.queries.meta import absolute
from forum.services import invites
from forum.web import (
    limit_changes,
    limited,
    member,
    members_only,
    render_template,
    tell,
    unkept,
    viewer,
)

bp = Blueprint("invites", __name__)
bp.before_request(limit_changes)


@bp.get("/account/invites")
@members_only
def index() -> Any:
    return _page(blank())


@bp.post("/account/invites")
@members_only
def make() -> Any:
    """The answer shows the link, once: nothing that is kept leads back to it."""
    require(policy.can_invite(viewer()))
    form = read(InviteForm, submitted())
    if not form:
        return _page(form), 422
    try:
        invite, token = invites.make(member(), invites.Asked(**form.data.model_dump()))
    except Refused as error:
        return _page(refused(form, error)), 422
    href = absolute(links.invite(token))
    return unkept(
        render_template("accounts/invite_made.html", page="invites", invite=invite, href=href)
    )


@bp.post("/account/invites/<int:invite_id>/revoke")
@members_only
def revoke(invite_id: int) -> Any:
    invite = queries.get(viewer(), invite_id)
    invites.revoke(viewer(), invite)
    tell(_("Nobody can join with this invitation any more."))
    is_own = invite.creator_id == viewer().id
    return redirect(links.account("invites") if is_own else links.admin("invites"), 303)


@bp.get("/admin/invites")
def everybodys() -> Any:
    found = queries.everybodys(viewer(), request.args.get("after"))
    return render_template(
        "admin/invites.html",
        page="invites",
        found=found,
        sources=queries.sources(viewer()),
        campaigns=[(one, absolute(links.sign_up(one))) for one in queries.campaigns(viewer())],
    )


@bp.get(f"/invite/{TOKEN}")
def show(token: str) -> Any:
    limited("token.address")
    return _offered(queries.offer(viewer(), token), token)


@bp.post(f"/invite/{TOKEN}")
def accept(token: str) -> Any:
    """By POST, so that no picture on another site makes a browser come by somebody's invitation."""
    limited("token.address")
    offer = queries.offer(viewer(), token)
    if offer.problem or viewer().is_authenticated:
        return _offered(offer, token)
    session[INVITED] = offer.invite.id
    return redirect(links.sign_up(), 303)


def _offered(offer: queries.Offer, token: str) -> tuple[Response, int]:
    page = unkept(render_template("accounts/invited.html", offer=offer, token=token))
    # The form needs to say where it comes from, so not "no-referrer"; the address stays here.
    page.headers["Referrer-Policy"] = "strict-origin"
    return page, 410 if offer.problem else 200


def _page(form: Typed[Any]) -> str:
    return render_template(
        "accounts/invites.html",
        page="invites",
        form=form,
        found=queries.own(viewer(), request.args.get("after")),
        may_invite=policy.can_invite(viewer()),
        may_bind=policy.can_bind(viewer()),
    )
