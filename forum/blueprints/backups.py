"""Backups, for admins: the list, making one, trying it, fetching, restoring and deleting it."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, redirect, send_file
from flask_babel import gettext as _

from forum import links, storage
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.forms.accounts import CurrentForm, ReplaceForm
from forum.forms.base import Typed, blank, read
from forum.lib.verdict import Conflict, Refused, require
from forum.policies import backups as policy
from forum.queries import backups as queries
from forum.services import accounts, backups
from forum.web import (
    limit_changes,
    member,
    members_only,
    render_template,
    tell,
    unkept,
    viewer,
)

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


@bp.get("/admin/backups/<int:backup_id>/restore")
@members_only
def replacing(backup_id: int) -> Any:
    return _replacing(queries.get(viewer(), backup_id), blank())


@bp.post("/admin/backups/<int:backup_id>/restore")
@members_only
def restore(backup_id: int) -> Any:
    """With the password once more. It is the last answer before everything ends for a while."""
    found = queries.get(viewer(), backup_id)
    form = read(ReplaceForm, submitted())
    if not form:
        return _replacing(found, form), 422
    try:
        if not form.data.agreed:
            raise Refused(_("Please tick that what is here now is replaced."), "agreed")
        accounts.check_password(viewer(), member(), form.data.current)
        backups.restore(member(), found)
    except Conflict as error:
        return _replacing(found, refused(form, error)), 409
    except Refused as error:
        return _replacing(found, refused(form, error)), 422
    return unkept(render_template("admin/backup_restoring.html", page="backups", one=found))


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
    return unkept(
        asking_page("admin/backups.html", page="backups", rows=rows, form=form,
                    can_restore=queries.can_restore(viewer()), ended=queries.ended(viewer()))
    )  # fmt: skip


def _replacing(found: "Backup", form: Typed[Any]) -> Response:
    return unkept(
        asking_page("admin/backup_restore.html", page="backups", one=found, form=form,
                    can_restore=queries.can_restore(viewer()), since=queries.since(viewer(), found))
    )  # fmt: skip
