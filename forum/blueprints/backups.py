"""Backups, for admins: the list, making one, trying it out, taking it away, deleting it."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, redirect, send_file
from flask_babel import gettext as _

from forum import links, storage
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.forms.accounts import CurrentForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Conflict, Refused, require
from forum.policies import backups as policy
from forum.queries import backups as queries
from forum.services import accounts, backups
from forum.web import limit_changes, member, members_only, tell, unkept, viewer

if TYPE_CHECKING:
    from forum.models import Backup

bp = Blueprint("backups", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/backups")
@members_only
def index() -> Any:
    return _page(blank())


@bp.post("/admin/backups")
@members_only
def make() -> Any:
    """One at a time: who asks meanwhile hears so."""
    require(policy.can_keep(viewer()))
    try:
        backups.ask(viewer())
    except Conflict as error:
        return _page(refused(blank(), error)), 409
    tell(_("The backup is being made. It is on this page when it is done."))
    return redirect(links.admin("backups"), 303)


@bp.post("/admin/backups/<int:backup_id>/prove")
@members_only
def prove(backup_id: int) -> Any:
    backups.prove(viewer(), queries.get(viewer(), backup_id))
    tell(_("It is being restored in a separate place. The result will be on this page soon."))
    return redirect(links.admin("backups"), 303)


@bp.post("/admin/backups/<int:backup_id>/file")
@members_only
def fetch(backup_id: int) -> Any:
    """With the password once more: whoever has the file can be anybody here."""
    found = queries.get(viewer(), backup_id)
    form = read(CurrentForm, submitted())
    if not form:
        return _page(form), 422
    try:
        accounts.check_password(viewer(), member(), form.data.current)
        backups.fetched(viewer(), found)
    except Refused as error:
        return _page(refused(form, error)), 422
    return _sent(found)


@bp.post("/admin/backups/<int:backup_id>/remove")
@members_only
def remove(backup_id: int) -> Any:
    try:
        backups.remove(viewer(), queries.get(viewer(), backup_id))
    except Conflict as error:
        return _page(refused(blank(), error)), 409
    tell(_("The backup is deleted."))
    return redirect(links.admin("backups"), 303)


def _sent(found: "Backup") -> Any:
    place = storage.backups()
    try:
        answer = send_file(
            place.local_path(found.key) or place.open(found.key), mimetype="application/zip",
            download_name=f"backup-{found.created_at:%Y-%m-%d-%H%M}.zip", as_attachment=True,
            conditional=False, etag=False,
        )  # fmt: skip
    except FileNotFoundError:
        abort(404)
    except storage.StorageError as error:
        return _page(refused(blank(), Refused(str(error)))), 503
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: Typed[Any]) -> Response:
    rows = queries.every(viewer())
    return unkept(asking_page("admin/backups.html", page="backups", rows=rows, form=form))
