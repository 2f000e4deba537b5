"""Off-boarding: the page on which the team says that a colleague has left the company."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.people import OffBoardingForm
from forum.lib.verdict import Refused, require
from forum.policies import affiliations as policy
from forum.queries import affiliations as queries
from forum.queries import members
from forum.services import affiliations
from forum.web import limit_changes, members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import User

bp = Blueprint("affiliations", __name__)
bp.before_request(limit_changes)


@bp.get("/m/<name>/off-boarding")
@members_only
def show(name: str) -> Any:
    return _page(members.one(viewer(), name), blank())


@bp.post("/m/<name>/off-boarding")
@members_only
def end(name: str) -> Any:
    user = members.one(viewer(), name)
    require(policy.can_end(viewer(), user))
    form = read(OffBoardingForm, submitted())
    if not form:
        return _page(user, form), 422
    successor = members.one(viewer(), form.data.successor) if form.data.successor else None
    try:
        handed = affiliations.end(viewer(), user, form.data.until, successor)
    except Refused as error:
        return _page(user, refused(form, error)), 422
    tell(_("%(name)s is with the team no more.", name=user.display_name) + " " + ngettext(
        "%(num)d conversation was handed over.", "%(num)d conversations were handed over.",
        handed))  # fmt: skip
    return redirect(links.member(user.name))


def _page(user: "User", form: Typed[Any]) -> str:
    found = queries.hand_over(viewer(), user)
    return render_template("members/off_boarding.html", form=form, found=found)
