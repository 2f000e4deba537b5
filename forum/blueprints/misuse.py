"""How a member reports and appeals, in numbers; warning them, and stopping them for a while."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.moderation import limit_work
from forum.forms.base import Typed, blank, read
from forum.forms.misuse import MisuseForm
from forum.lib import misuse as words
from forum.lib.verdict import Refused, require
from forum.policies import misuse as policy
from forum.queries import members
from forum.queries import misuse as queries
from forum.services import misuse
from forum.services.misuse import Assessment
from forum.web import members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import User

bp = Blueprint("misuse", __name__)
bp.before_request(members_only(lambda: None))
bp.before_request(limit_work)


@bp.get("/m/<name>/misuse")
def show(name: str) -> Any:
    return _page(_member(name), blank())


@bp.post("/m/<name>/misuse/warn")
def warn(name: str) -> Any:
    return _do(name, lambda user, said, _days: misuse.warn(viewer(), user, said))


@bp.post("/m/<name>/misuse/stop")
def stop(name: str) -> Any:
    return _do(name, lambda user, said, days: misuse.stop(viewer(), user, said, days))


def _do(name: str, verb: Callable[["User", Assessment, int | None], Any]) -> Any:
    user = _member(name)
    form = read(MisuseForm, submitted())
    if not form:
        return _page(user, form), 422
    data = form.data
    try:
        verb(user, Assessment(data.kind, data.gravity, data.intention), data.days)
    except Refused as error:
        return _page(user, refused(form, error)), 422
    tell(_("Done. %(name)s has been told, and why.", name=user.display_name))
    return redirect(links.misuse(user.name), 303)


def _member(name: str) -> "User":
    user = members.one(viewer(), name)
    require(policy.can_see(viewer(), user))
    return user


def _page(user: "User", form: Typed[Any]) -> str:
    return render_template(
        "moderation/misuse.html", page="", user=user, form=form,
        record=queries.record(viewer(), user), kinds=tuple(words.KINDS.items()),
        lengths=words.LENGTHS,
    )  # fmt: skip
