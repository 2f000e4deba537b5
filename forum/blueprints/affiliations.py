"""Off-boarding: the page on which the team says that a colleague has left the company."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.people import OffBoardingForm, answers
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
    form, ticked = read(OffBoardingForm, submitted()), _ticked(user)
    if not form:
        return _page(user, form, ticked), 422
    successor = members.one(viewer(), form.data.successor) if form.data.successor else None
    try:
        handed = affiliations.end(
            viewer(), user, form.data.until, successor, ticked, form.data.new_name
        )
    except Refused as error:
        return _page(user, refused(form, error), ticked), 422
    tell(_("%(name)s is no longer with the team.", name=user.display_name) + " " + ngettext(
        "%(num)d conversation was handed over.", "%(num)d conversations were handed over.",
        handed))  # fmt: skip
    return redirect(links.member(user.name))


def _ticked(user: "User") -> set[int]:
    """The groups that are to end as well."""
    keys = {one.key: one.id for one in queries.hand_over(viewer(), user).groups}
    return {keys[key] for key, value in answers(submitted(), keys).items() if value == "1"}


def _page(user: "User", form: Typed[Any], ticked: set[int] | None = None) -> str:
    found = queries.hand_over(viewer(), user)
    if ticked is None:
        ticked = {one.id for one in found.groups if one.is_suggested}
    return render_template("members/off_boarding.html", form=form, found=found, ticked=ticked)
