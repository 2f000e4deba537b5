"""What the team knows of a member, and gives by hand: level, office, byline, partnership."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.people import LevelForm, OfficeForm, PartnerForm
from forum.lib.verdict import Refused, require
from forum.policies import offices as policy
from forum.policies import trust as trust_policy
from forum.queries import badges, members, trust
from forum.queries import offices as queries
from forum.services import accounts, offices
from forum.services import trust as levels
from forum.web import limit_changes, member, members_only, tell, viewer

if TYPE_CHECKING:
    from forum.models import User

bp = Blueprint("offices", __name__)
bp.before_request(limit_changes)


@bp.get("/m/<name>/standing")
@members_only
def show(name: str) -> Any:
    user = members.one(viewer(), name)
    if user.id == viewer().id:  # what everybody sees of themselves is under their account
        return redirect(links.account("standing"), 303)
    return _page(user)


def _page(user: "User", **forms: Typed[Any]) -> str:
    found = queries.view(viewer(), user)
    shown = {
        "office": blank(office=found.office, byline=found.byline),
        "partner": blank(kind=found.kind, organisation=found.organisation),
        "level": blank(level=str(user.trust_level), is_locked="1"),
    }
    return asking_page(
        "members/standing.html", found=found, held=badges.of_member(viewer(), user),
        standing=trust.standing(viewer(), user), ledger=trust.ledger(viewer(), user),
        may_set=bool(trust_policy.can_set_level(viewer(), user)), forms=shown | forms,
    )  # fmt: skip


def _done(user: "User") -> Any:
    tell(_("Saved."))
    return redirect(links.standing_of(user.name), 303)


@bp.post("/m/<name>/standing/level")
@members_only
def set_level(name: str) -> Any:
    user = members.one(viewer(), name)
    require(trust_policy.can_set_level(viewer(), user))
    form = read(LevelForm, submitted())
    if not form:
        return _page(user, level=form), 422
    try:
        levels.set_level(
            viewer(), user, form.data.level, form.data.reason, is_locked=form.data.is_locked
        )
    except Refused as error:
        return _page(members.one(viewer(), name), level=refused(form, error)), 422
    return _done(user)


@bp.post("/m/<name>/standing/office")
@members_only
def give(name: str) -> Any:
    """With the admin's password: whoever finds a browser open makes nobody an admin."""
    user = members.one(viewer(), name)
    require(policy.can_give(viewer(), user))
    form = read(OfficeForm, submitted())
    if not form:
        return _page(user, office=form), 422
    try:
        accounts.check_password(viewer(), member(), form.data.current)
        offices.give(viewer(), user, form.data.office, form.data.byline)
    except Refused as error:
        return _page(members.one(viewer(), name), office=refused(form, error)), 422
    return _done(user)


@bp.post("/m/<name>/standing/partner")
@members_only
def affiliate(name: str) -> Any:
    user = members.one(viewer(), name)
    require(policy.can_affiliate(viewer(), user))
    form = read(PartnerForm, submitted())
    if not form:
        return _page(user, partner=form), 422
    try:
        offices.affiliate(viewer(), user, form.data.kind, form.data.organisation)
    except Refused as error:
        return _page(members.one(viewer(), name), partner=refused(form, error)), 422
    return _done(user)
