"""Groups: their list and pages, joining and leaving, and what their owners and staff do."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.groups import AnswerForm, GroupForm, RequestForm, WhoForm
from forum.lib.verdict import Refused, require
from forum.policies import groups as policy
from forum.queries import accounts
from forum.queries import groups as queries
from forum.queries.badges import ICONS
from forum.services import groups
from forum.web import keep, limit_changes, member, members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Group

bp = Blueprint("groups", __name__)
bp.before_request(limit_changes)


@bp.get("/groups")
def index() -> Any:
    keep("lists", "members")
    return render_template("groups/index.html", groups=queries.board(viewer()))


@bp.get("/groups/<string(maxlength=64):group>")
def show(group: str) -> Any:
    keep("lists", "members")
    return _page(queries.get(viewer(), group))


def _page(group: "Group", **shown: Any) -> str:
    found = queries.page(viewer(), group, request.args.get("after"))
    return render_template("groups/show.html", found=found, group=found.group, **shown)


@bp.post("/groups/<string(maxlength=64):group>/<any(join, leave, title):verb>")
@members_only
def take_part(group: str, verb: str) -> Any:
    found = queries.get(viewer(), group)
    if verb == "join":
        groups.join(viewer(), found)
        tell(_("You are in “%(name)s” now.", name=found.name))
    elif verb == "leave":
        groups.leave(viewer(), found)
        tell(_("You have left “%(name)s”.", name=found.name))
        return redirect(links.groups(), 303)
    else:
        groups.choose_title(viewer(), member(), found)
        tell(_("“%(title)s” now stands beside your name.", title=found.title))
    return redirect(links.group(found.slug), 303)


@bp.post("/groups/<string(maxlength=64):group>/request")
@members_only
def ask(group: str) -> Any:
    found = queries.get(viewer(), group)
    require(policy.can_request(viewer(), found))
    form = read(RequestForm, submitted())
    if not form:
        return _page(found, asking=form), 422
    groups.request(viewer(), found, form.data.message)
    tell(_("The owners of “%(name)s” see that you would like to join.", name=found.name))
    return redirect(links.group(found.slug), 303)


@bp.post("/groups/<string(maxlength=64):group>/<any(add, remove):verb>")
def change_members(group: str, verb: str) -> Any:
    found = queries.get(viewer(), group)
    require(policy.can_manage(viewer(), found))
    form = read(WhoForm, submitted())
    if not form:
        return _page(found, who=form), 422
    try:
        user = accounts.typed(viewer(), form.data.name)
        if verb == "add":
            groups.add(viewer(), found, user, form.data.is_owner)
        else:
            groups.remove(viewer(), found, user)
    except Refused as error:
        return _page(found, who=refused(form, error)), 422
    tell(_("Saved."))
    return redirect(links.group(found.slug), 303)


@bp.post("/groups/<string(maxlength=64):group>/answer")
def answer(group: str) -> Any:
    found = queries.get(viewer(), group)
    require(policy.can_manage(viewer(), found))
    form = read(AnswerForm, submitted())
    if not form:
        return _page(found, who=form), 422
    try:
        user = accounts.typed(viewer(), form.data.name)
        groups.answer(viewer(), found, user, form.data.is_welcome)
    except Refused as error:
        return _page(found, who=refused(form, error)), 422
    tell(_("Saved."))
    return redirect(links.group(found.slug), 303)


@bp.get("/admin/groups")
def arrange() -> Any:
    require(policy.can_define(viewer()))
    return render_template("groups/all.html", page="groups", groups=queries.board(viewer()))


@bp.get("/admin/groups/new")
def new() -> Any:
    require(policy.can_define(viewer()))
    return _form(blank(joining="closed"))


@bp.post("/admin/groups/new")
def create() -> Any:
    return _define(None)


@bp.get("/groups/<string(maxlength=64):group>/edit")
def edit(group: str) -> Any:
    require(policy.can_define(viewer()))
    found = queries.get(viewer(), group)
    values = {name: getattr(found, name) for name in GroupForm.model_fields}
    return _form(blank(**{**values, "is_hidden": "1" if found.is_hidden else ""}), found)


@bp.post("/groups/<string(maxlength=64):group>/edit")
def change(group: str) -> Any:
    require(policy.can_define(viewer()))
    return _define(queries.get(viewer(), group))


def _form(form: Typed[Any], group: "Group | None" = None) -> str:
    slug = group.slug if group else ""
    return render_template("groups/edit.html", page="groups", form=form, slug=slug, icons=ICONS)


def _define(group: "Group | None") -> Any:
    require(policy.can_define(viewer()))
    form = read(GroupForm, submitted())
    if not form:
        return _form(form, group), 422
    try:
        saved = groups.define(viewer(), groups.Described(**form.data.model_dump()), group)
    except Refused as error:
        return _form(refused(form, error), group), 422
    tell(_("“%(name)s” is saved.", name=saved.name))
    return redirect(links.group(saved.slug), 303)
