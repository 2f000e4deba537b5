"""Tokens of programs: a member's own, and those that admins make for applications."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.forms.api_tokens import ApplicationForm, TokenForm
from forum.forms.base import Typed, blank, read
from forum.lib import scopes
from forum.lib.verdict import Refused, require
from forum.policies import api_tokens as policy
from forum.queries import api_tokens as queries
from forum.queries import categories
from forum.services import api_tokens
from forum.web import limit_changes, member, members_only, render_template, tell, unkept, viewer

if TYPE_CHECKING:
    from forum.models import User

bp = Blueprint("api_tokens", __name__)
bp.before_request(limit_changes)


@bp.get("/account/tokens")
@members_only
def index() -> Any:
    return _page(blank(days=90))


@bp.post("/account/tokens")
@members_only
def make() -> Any:
    form = read(TokenForm, submitted())
    if not form:
        return _page(form), 422
    try:
        made = api_tokens.make(member(), _asked(form.data), form.data.current)
    except Refused as error:
        return _page(refused(form, error)), 422
    return _shown("accounts/token_made.html", "tokens", made)


@bp.post("/account/tokens/<int:api_token_id>/revoke")
@members_only
def revoke(api_token_id: int) -> Any:
    token = queries.get(viewer(), api_token_id)
    api_tokens.revoke(viewer(), token)
    tell(_("This token no longer opens anything."))
    is_own = token.kind == "personal"
    return redirect(links.account("tokens") if is_own else links.admin("tokens"), 303)


@bp.get("/admin/tokens")
@members_only
def applications() -> Any:
    return _admin_page(blank(days=365, acts_as="new"))


@bp.post("/admin/tokens")
@members_only
def make_for_application() -> Any:
    require(policy.can_arrange(viewer()))
    form = read(ApplicationForm, submitted())
    if not form:
        return _admin_page(form), 422
    try:
        asked = _asked(form.data, _account(form.data.acts_as), form.data)
        made = api_tokens.make_for_application(member(), asked, form.data.current)
    except Refused as error:
        return _admin_page(refused(form, error)), 422
    return _shown("admin/token_made.html", "tokens", made)


def _asked(
    data: TokenForm, user: "User | None" = None, of: ApplicationForm | None = None
) -> api_tokens.Asked:
    node = categories.get(viewer(), data.category) if data.category else None
    group = of.group if of is not None else ""
    return api_tokens.Asked(
        data.name, data.scopes(), data.days, node.id if node else None, user,
        of.account if of is not None else "", (int(group),) if group.isdecimal() else (),
    )  # fmt: skip


def _account(typed: str) -> "User | None":
    if typed == "me":
        return member()
    return queries.account(viewer(), int(typed)) if typed.isdecimal() else None


def _shown(name: str, page: str, made: Any) -> Any:
    """The one answer with the secret in it."""
    token, secret = made
    return unkept(render_template(name, page=page, token=token, secret=secret))


def _page(form: Typed[Any]) -> str:
    return asking_page(
        "accounts/tokens.html", page="tokens", form=form, rows=queries.own(viewer()),
        scopes=scopes.ALL, places=_places(), may_make=policy.can_make(viewer()),
    )  # fmt: skip


def _admin_page(form: Typed[Any]) -> str:
    require(policy.can_arrange(viewer()))
    return asking_page(
        "admin/tokens.html", page="tokens", form=form, rows=queries.of_applications(viewer()),
        scopes=scopes.ALL, places=_places(), accounts=list(queries.software(viewer())),
        groups=list(queries.groups(viewer())),
    )  # fmt: skip


def _places() -> list[tuple[str, str]]:
    return [(ref.slug, ref.name) for ref in categories.refs(viewer()).values()]
