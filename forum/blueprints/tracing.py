"""Why can or cannot somebody do something somewhere? The page that answers it."""

import re
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from forum.blueprints.incoming import refused
from forum.forms.base import blank, read
from forum.forms.tracing import TraceForm
from forum.lib.verdict import Denied, Refused, require
from forum.policies import structure as policy
from forum.queries import categories, threads
from forum.queries import tracing as queries
from forum.queries.tracing import Place
from forum.web import members_only, render_template, viewer

bp = Blueprint("tracing", __name__)
_THREAD = re.compile(r"(?:https?://[^/]+)?/t/(\d{1,9})(?:/[^/?#]*)?(?:/(\d{1,9}))?(?:[?#].*)?")
_CATEGORY = re.compile(r"(?:(?:https?://[^/]+)?/c/)?([^/?#]{1,80})(?:[/?#].*)?")


@bp.get("/admin/why")
@members_only
def why() -> Any:
    require(policy.can_trace(viewer()))
    if "ability" not in request.args:
        return _page(blank(name=request.args.get("name", "")), None)
    form = read(TraceForm, request.args)
    if not form:
        return _page(form, None), 422
    data = form.data
    try:
        who = queries.person(viewer(), data.name)
        found = queries.trace(viewer(), who, data.ability, _place(data.ability, data.place))
    except Refused as error:
        return _page(refused(form, error), None), 422
    return _page(form, found, getattr(who, "display_name", "") or _("A guest"))


def _place(ability: str, typed: str) -> Place:
    """What somebody typed as the place: an address or a slug. Raises Refused."""
    if ability in queries.BY_SETTING:
        return Place()
    if ability not in queries.ABILITIES:
        raise Refused(_("Choose one of the options."), "ability")
    kind = queries.ABILITIES[ability].place
    if not kind:
        return Place()
    try:
        if kind == queries.CATEGORY:
            return Place(categories.get(viewer(), _matched(_CATEGORY, typed)[1]))
        return _thread_or_post(kind, _matched(_THREAD, typed))
    except Denied as error:
        raise Refused(_("There is nothing at this address."), "place") from error


def _matched(pattern: re.Pattern[str], typed: str) -> re.Match[str]:
    found = pattern.fullmatch(typed.strip())
    if found is None:
        raise Refused(_("Paste the address of the category, the thread or the post."), "place")
    return found


def _thread_or_post(kind: str, found: re.Match[str]) -> Place:
    thread = threads.get(viewer(), int(found[1]))
    number = int(found[2] or 1) if kind == queries.POST else None
    return queries.in_thread(viewer(), thread, number)


def _page(form: Any, found: Any, called: str = "") -> str:
    return render_template(
        "admin/why.html", page="why", form=form, found=found, called=called,
        choices=queries.choices(viewer()),
    )  # fmt: skip
