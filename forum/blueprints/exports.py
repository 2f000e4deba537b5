"""A copy of everything the forum knows of one: asking for it, and fetching it."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, redirect, send_file
from flask_babel import gettext as _

from forum import links, storage
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.forms.accounts import CurrentForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Refused
from forum.queries import exports as queries
from forum.services import exports
from forum.web import limit_changes, member, members_only, tell, unkept, viewer

if TYPE_CHECKING:
    from forum.models import DataExport

bp = Blueprint("exports", __name__)
bp.before_request(limit_changes)


@bp.get("/account/data")
@members_only
def show() -> Any:
    return _page(blank())


@bp.post("/account/data")
@members_only
def ask() -> Any:
    form = read(CurrentForm, submitted())
    if not form:
        return _page(form), 422
    try:
        exports.ask(viewer(), member(), form.data.current)
    except Refused as error:
        return _page(refused(form, error)), 422
    tell(_("Your copy is being made. We will write to you when it is ready."))
    return redirect(links.account("data"))


@bp.post("/account/data/file")
@members_only
def fetch() -> Any:
    """With the password once more: the file holds everything, and a browser may be left open."""
    form, found = read(CurrentForm, submitted()), queries.latest(viewer(), is_made=True)
    if not form:
        return _page(form), 422
    try:
        if found is None:
            raise Refused(_("There is no copy yet."))
        exports.check(viewer(), member(), found, form.data.current)
    except Refused as error:
        return _page(refused(form, error)), 422
    return _sent(found)


def _sent(found: "DataExport") -> Response:
    place = storage.current()
    try:
        answer = send_file(
            place.local_path(found.path) or place.open(found.path), mimetype="application/zip",
            download_name=f"{member().name}.zip", as_attachment=True, conditional=False,
        )  # fmt: skip
    except FileNotFoundError:
        abort(404)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: Typed[Any]) -> Any:
    made, asked = (queries.latest(viewer(), is_made=state) for state in (True, False))
    page = asking_page("accounts/data.html", form=form, page="data", made=made, asked=asked)
    return unkept(page)
