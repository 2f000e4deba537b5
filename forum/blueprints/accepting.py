"""Accepting the guidelines: asked at the next thing that is written, with what was typed kept."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from forum import links
from forum.lib import addresses
from forum.lib.verdict import Asked, Refused, require
from forum.policies import acceptance as policy
from forum.queries import guidelines as queries
from forum.services import guidelines, pages
from forum.web import (
    error_page,
    member,
    members_only,
    render_template,
    tell,
    undo,
    unit,
    viewer,
    wants_json,
)

bp = Blueprint("accepting", __name__)
FIELD = "accept_guidelines"  # with a form that is sent again: the version that was accepted
PAGES = "accept_pages"  # likewise, of pages of the team
MOST_FIELDS = 30


@bp.before_app_request
def accept_on_the_way() -> None:
    """A form that was held up is sent again with the version that its author accepts now.

    Accepting is a unit of its own: it counts even when something is wrong with the text.
    """
    if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded":
        return
    version = _number(request.form.get(FIELD))
    if version and policy.can_accept(viewer()):
        with suppress(Refused), unit("write"):  # a newer version: the form is held up once more
            guidelines.accept(viewer(), member(), version, "interstitial")
    version = _number(request.form.get(PAGES))
    if version and policy.can_accept(viewer()):
        with suppress(Refused), unit("write"):
            pages.accept(viewer(), member(), version)


@bp.app_template_global()
def guidelines_notice(who: Any) -> str:
    """What a member should hear on every page: "accept", "announced" or nothing. No SQL."""
    if not who.is_authenticated or who.id is None:
        return ""
    if policy.must_accept(who):
        return "accept"
    coming = queries.to_come(who)
    return "announced" if coming and who.accepted_number < coming.number else ""


@bp.app_errorhandler(Asked)
def interstitial(error: Asked) -> Any:
    """What changed, and one button that accepts it and sends what was being sent."""
    if wants_json():
        return error_page(403, str(error), accept=links.accept(error.verdict.asks))
    try:
        fields = [
            pair for pair in request.form.items() if pair[0] not in {"csrf_token", FIELD, PAGES}
        ]
    except HTTPException as wrong:  # too many fields: nothing that a form of ours has sent
        return error_page(wrong.code or 413, str(error))
    undo()
    is_form = request.method == "POST"
    if error.verdict.asks == "pages":
        return _pages(dict(fields[:MOST_FIELDS]) if is_form else None), 403
    news = queries.news(viewer())
    if news is None or request.method not in {"GET", "HEAD", "POST"}:
        return error_page(403, str(error))
    return render_template(
        "guidelines/accept.html", news=news, form=dict(fields[:MOST_FIELDS]) if is_form else None,
        action=request.path, next=request.full_path.rstrip("?"),
    ), 403  # fmt: skip


@bp.get("/guidelines/accept")
@members_only
def show() -> Any:
    next_ = addresses.local(request.args.get("next"), links.home())
    news = queries.news(viewer())
    if news is None:
        return redirect(links.guidelines())
    return render_template("guidelines/accept.html", news=news, form=None, next=next_)


@bp.post("/guidelines/accept")
@members_only
def accept() -> Any:
    require(policy.can_accept(viewer()))
    version = _number(request.form.get("version"))
    if not version:
        raise Refused(_("Please read the guidelines once more: they have just changed."))
    guidelines.accept(viewer(), member(), version, "interstitial")
    tell(_("Thank you. You can write now."))
    return redirect(addresses.local(request.form.get("next"), links.home()), 303)


@bp.get("/account/terms")
@members_only
def terms() -> Any:
    """The pages of the team that are to be accepted."""
    if not policy.pages_to_accept(viewer()):
        return redirect(addresses.local(request.args.get("next"), links.home()))
    return _pages(None)


@bp.post("/account/terms")
@members_only
def accept_terms() -> Any:
    require(policy.can_accept(viewer()))
    version = _number(request.form.get("version"))
    if not version:
        raise Refused(_("Please look once more: something has just changed."))
    pages.accept(viewer(), member(), version)
    tell(_("Thank you. You can write now."))
    return redirect(addresses.local(request.form.get("next"), links.home()), 303)


def _pages(form: dict[str, str] | None) -> str:
    return render_template(
        "pages/accept.html", asked=policy.pages_to_accept(viewer()), form=form,
        action=request.path, next=addresses.local(request.args.get("next"), links.home()),
    )  # fmt: skip


def _number(typed: str | None) -> int | None:
    if not typed or not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        return None
    return int(typed)
