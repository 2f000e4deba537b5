"""Leaving for good, and staying after all when one comes back in time."""

from time import time
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, session
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.blueprints.sessions import LEAVING, PATIENCE, signed_out
from forum.forms.accounts import LeaveForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Refused
from forum.queries import accounts as queries
from forum.queries import departures as leaving_queries
from forum.queries import names_left
from forum.services import departures
from forum.web import (
    begin_session,
    device,
    limit_changes,
    member,
    members_only,
    render_template,
    tell,
    unkept,
    viewer,
)

if TYPE_CHECKING:
    from forum.models import User

bp = Blueprint("leaving", __name__)
bp.before_request(limit_changes)


@bp.get("/account/leave")
@members_only
def show() -> Any:
    return _page(blank(posts="keep"))


@bp.post("/account/leave")
@members_only
def leave() -> Any:
    form = read(LeaveForm, submitted())
    if not form:
        return _page(form), 422
    try:
        departures.ask(viewer(), member(), form.data.posts == "blank", form.data.current)
    except Refused as error:
        return _page(refused(form, error)), 422
    return signed_out(_("You are signed out, and your account is hidden. Sign in again if you"
                        " would rather stay."))  # fmt: skip


@bp.get("/sign-in/leaving")
def ask_to_stay() -> Any:
    user = _waiting()
    if user is None:
        return redirect(links.sign_in())
    found = leaving_queries.of(viewer(), user)
    return unkept(render_template("accounts/stay.html", called=user.display_name, leaving=found))


@bp.post("/sign-in/leaving")
def stay() -> Any:
    user = _waiting()
    if user is None:
        return redirect(links.sign_in())
    begin_session(departures.stay(viewer(), user, device(), bool(session[LEAVING][1])))
    tell(_("Good to have you back. Everything is as it was."))
    return redirect(links.home())


@bp.get("/admin/names-left")
@members_only
def names_left_of_others() -> Any:
    """Where the rewriting of texts could not tell whether a word is a name."""
    places = names_left.waiting(viewer())
    return render_template("admin/names_left.html", page="names-left", places=places)


@bp.post("/admin/names-left/<int:action_id>")
@members_only
def check_name(action_id: int) -> Any:
    departures.check(viewer(), names_left.get(viewer(), action_id))
    tell(_("Marked as done."))
    return redirect(links.name_left())


def _waiting() -> "User | None":
    """Who has just shown that a leaving account is theirs; None after a while."""
    waiting = session.get(LEAVING)
    if not waiting or time() - waiting[2] > PATIENCE:
        return None
    return queries.by_uniquifier(viewer(), waiting[0])


def _page(form: Typed[Any]) -> str:
    terms = leaving_queries.terms(viewer())
    return asking_page("accounts/leave.html", form=form, page="leave", terms=terms)
