"""Badges as community managers and admins arrange them: rules with a preview, grants by hand."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.badges import CONDITIONS, BadgeForm, GrantForm, GrantManyForm, RevokeForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Refused, require
from forum.policies import badges as policy
from forum.queries import accounts, measures, moved
from forum.queries import badges as queries
from forum.services import badges
from forum.web import render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Badge

bp = Blueprint("arranging_badges", __name__)


@bp.get("/admin/badges")
def index() -> Any:
    require(policy.can_define(viewer()))
    return render_template("badges/all.html", page="badges", board=queries.board(viewer()))


@bp.get("/admin/badges/new")
def new() -> Any:
    require(policy.can_define(viewer()))
    return _form(blank(tier="bronze", grouping="other", icon="sprout", is_enabled="1", by_rule="1"))


@bp.post("/admin/badges/new")
def create() -> Any:
    return _define(None)


@bp.get("/admin/badges/<string(maxlength=64):badge>")
def edit(badge: str) -> Any:
    require(policy.can_define(viewer()))
    found = queries.get(viewer(), badge)
    return _form(_shown(found), found)


@bp.post("/admin/badges/<string(maxlength=64):badge>")
def change(badge: str) -> Any:
    require(policy.can_define(viewer()))
    return _define(queries.get(viewer(), badge))


def _shown(badge: "Badge") -> Typed[Any]:
    names = ("name", "description", "tier", "grouping", "icon")
    values: dict[str, Any] = {name: getattr(badge, name) for name in names}
    for flag in ("is_enabled", "is_taken_back", "is_title"):
        values[flag] = "1" if getattr(badge, flag) else ""
    values["by_rule"] = "1" if badge.rule else ""
    conditions = (badge.rule or {}).get("all", [])
    for n, one in zip(CONDITIONS, conditions, strict=False):
        values |= {f"measure{n}": one["measure"], f"is{n}": one.get("is", "at_least"),
                   f"value{n}": one["value"], f"days{n}": one.get("days") or ""}  # fmt: skip
    return blank(**values)


def _form(form: Typed[Any], badge: "Badge | None" = None, **shown: Any) -> str:
    return render_template(
        "badges/edit.html",
        page="badges",
        icons=queries.ICONS,
        form=form,
        badge=queries.ref(viewer(), badge) if badge else None,
        measures={name: _(label) for name, label in measures.labels(viewer()).items()},
        **shown,
    )


def _define(badge: "Badge | None") -> Any:
    require(policy.can_define(viewer()))
    form = read(BadgeForm, submitted())
    if not form:
        return _form(form, badge), 422
    typed, rule = form.data, form.data.rule
    described = badges.Described(
        typed.name, typed.description, typed.tier, typed.grouping, typed.icon, rule,
        is_enabled=typed.is_enabled, is_taken_back=typed.is_taken_back, is_title=typed.is_title,
    )  # fmt: skip
    if badge is not None and rule and badge.rule:  # conditions that the form has no room for
        described = replace(described, rule={"all": [*rule["all"], *badge.rule["all"][3:]]})
    try:
        if typed.do == "preview":
            return _previewed(form, badge, described.rule)
        saved = badges.define(viewer(), described, badge)
    except Refused as error:
        return _form(refused(form, error), badge), 422
    tell(_("“%(name)s” is saved.", name=saved.name))
    return redirect(links.admin_badges(saved.slug), 303)


def _previewed(form: Typed[BadgeForm], badge: "Badge | None", rule: Any) -> Any:
    if rule is None:
        raise Refused(_("A badge that is given by hand has no preview."), "by_rule")
    read_rule = badges.read_rule(viewer(), rule)
    return _form(form, badge, preview=queries.preview(viewer(), read_rule, badge))


@bp.post("/admin/badges/<string(maxlength=64):badge>/grant")
def grant(badge: str) -> Any:
    require(policy.can_define(viewer()))
    found = queries.get(viewer(), badge)
    form = read(GrantForm, submitted())
    if not form:
        return _form(_shown(found), found, giving=form), 422
    try:
        user = accounts.typed(viewer(), form.data.name)
        post = moved.post_named(viewer(), form.data.post) if form.data.post else None
        until = queries.day_of(viewer(), form.data.until)
        badges.grant(viewer(), found, user, form.data.reason, post=post, until=until)
    except Refused as error:
        return _form(_shown(found), found, giving=refused(form, error)), 422
    tell(_("%(name)s has the badge.", name=user.display_name))
    return redirect(links.admin_badges(found.slug), 303)


@bp.post("/admin/badges/<string(maxlength=64):badge>/grant-many")
def grant_many(badge: str) -> Any:
    require(policy.can_define(viewer()))
    found = queries.get(viewer(), badge)
    form = read(GrantManyForm, submitted())
    if not form:
        return _form(_shown(found), found, many=form), 422
    try:
        rows = badges.grant_many(viewer(), found, form.data.lines)
    except Refused as error:
        return _form(_shown(found), found, many=refused(form, error)), 422
    return _form(_shown(found), found, rows=rows)


@bp.post("/admin/badges/<string(maxlength=64):badge>/revoke")
def revoke(badge: str) -> Any:
    require(policy.can_define(viewer()))
    found = queries.get(viewer(), badge)
    form = read(RevokeForm, submitted())
    if not form:
        return _form(_shown(found), found, taking=form), 422
    try:
        user = accounts.typed(viewer(), form.data.name)
        badges.revoke(viewer(), queries.grant_of(viewer(), found, user), form.data.reason)
    except Refused as error:
        return _form(_shown(found), found, taking=refused(form, error)), 422
    tell(_("%(name)s no longer has the badge.", name=user.display_name))
    return redirect(links.admin_badges(found.slug), 303)
