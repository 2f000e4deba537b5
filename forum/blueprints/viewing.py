"""Looking at the forum as somebody else, read-only: begin, the bar on each page, end."""

from typing import Any

from flask import Blueprint, g, redirect
from flask_wtf.csrf import generate_csrf

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.viewing import ViewForm
from forum.lib.verdict import Refused, require
from forum.policies import structure as policy
from forum.queries import accounts, viewers
from forum.security import looking
from forum.services import viewing
from forum.web import (
    limit_changes,
    member,
    members_only,
    render_template,
    seen_as,
    unkept,
    viewer,
)

bp = Blueprint("viewing", __name__)
bp.before_request(limit_changes)
bp.app_template_global("seen_as")(seen_as)


@bp.app_template_global()
def token_of_the_end() -> str:
    """The only form that has a token while somebody looks."""
    return str(generate_csrf())


@bp.get("/admin/view-as")
@members_only
def ask() -> Any:
    require(policy.can_view_as(viewer()))
    return _page(blank(group="guest"))


@bp.post("/admin/view-as")
@members_only
def begin() -> Any:
    require(policy.can_view_as(viewer()))
    form = read(ViewForm, submitted())
    if not form:
        return _page(form), 422
    try:
        kind, key = _begun(form.data)
    except Refused as error:
        return _page(refused(form, error)), 422
    looking.begin(kind, key, member().id)
    return redirect(links.home(), 303)


def _begun(data: ViewForm) -> tuple[str, int]:
    """Written into the log; what the session keeps of it."""
    who = viewer()
    if data.name:
        user = viewers.with_groups(who, accounts.typed(who, data.name))
        viewing.as_member(who, user)
        return "member", user.id
    if data.group == "guest":
        viewing.as_guest(who)
        return "guest", 0
    group = viewers.group_to_look_as(who, data.group)
    viewing.as_group(who, group)
    return "group", group.id


@bp.post("/admin/view-as/end")
def end() -> Any:
    """Also for whom it has ended already. That it ended by itself stands in no log: when it would
    was written down when it began."""
    look = looking.current()
    looking.end()
    g.pop("seen_as", None)  # from here on this request is by who they are
    if look is not None and policy.can_view_as(viewer()):
        viewing.ended(viewer(), look.kind)
    return redirect(links.admin("view-as"), 303)


def _page(form: Typed[Any]) -> Any:
    groups = viewers.groups_to_look_as(viewer())
    return unkept(render_template("admin/view_as.html", page="view-as", form=form, groups=groups))
