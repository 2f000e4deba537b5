"""Badges for everybody to read, and one's own standing: badges, level, and why."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.badges import TitleForm
from forum.forms.base import read
from forum.lib.verdict import Refused
from forum.queries import badges as queries
from forum.queries import trust
from forum.services import badges
from forum.web import keep, limit_changes, member, members_only, render_template, tell, viewer

bp = Blueprint("badges", __name__)
bp.before_request(limit_changes)


@bp.get("/badges")
def index() -> Any:
    keep("lists", "members")
    return render_template("badges/index.html", board=queries.board(viewer()))


@bp.get("/badges/<string(maxlength=64):badge>")
def show(badge: str) -> Any:
    keep("lists", "members")
    found = queries.get(viewer(), badge)
    return render_template(
        "badges/show.html",
        badge=queries.ref(viewer(), found),
        rule=queries.rule_in_words(viewer(), found),
        is_taken_back=found.is_taken_back,
        holders=queries.holders(viewer(), found, request.args.get("after")),
    )


@bp.get("/account/standing")
@members_only
def standing() -> Any:
    return _page()


def _page(form: Any = None) -> str:
    user = member()
    return render_template(
        "accounts/standing.html",
        page="standing",
        form=form,
        held=queries.of_member(user, user),
        standing=trust.standing(user, user),
        ledger=trust.ledger(user, user),
    )


@bp.post("/account/standing/title")
@members_only
def choose_title() -> Any:
    form = read(TitleForm, submitted())
    if not form:
        return _page(form), 422
    try:
        slug = form.data.badge
        badges.choose_title(viewer(), member(), queries.get(viewer(), slug) if slug else None)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("Saved."))
    return redirect(links.account("standing"), 303)
