"""Sending files, and having them: pictures in place, everything else as a download."""

import hashlib
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, redirect, request, send_file

from forum import links, storage
from forum.forms.uploads import UploadForm
from forum.lib import avatars
from forum.lib.images import Busy, NotAnImage, TooLarge
from forum.lib.verdict import Refused
from forum.policies import uploads as policy
from forum.queries import uploads as queries
from forum.services import uploads
from forum.web import (
    limited,
    member,
    members_only,
    render_template,
    unit,
    viewer,
    wants_json,
)

if TYPE_CHECKING:
    from forum.models import Upload

bp = Blueprint("uploads", __name__)

KEY = "<string(minlength=20, maxlength=64):key>"
# Nothing runs in what members sent, even when somebody opens it by itself.
_CONTENT_SECURITY_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
_IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_HOUR, _YEAR = 3_600, 31_536_000  # seconds


@bp.get("/uploads")
@members_only
def index() -> Any:
    return _page({})


@bp.post("/uploads")
@members_only
def create() -> Any:
    """Take a file in. JSON for the editor's script; a page with the code to copy otherwise."""
    form = UploadForm.read(request.form, request.files)
    try:
        upload = received(form)
    except Refused as refused:
        return _refusal(refused)
    if wants_json():
        return described(upload), 201
    return redirect(links.uploads())


@bp.get(f"/uploads/{KEY}/<string:name>")
def show(key: str, name: str) -> Response:
    found = queries.get(viewer(), key)
    return _sent(found, found.upload.path, found.upload.mime)


@bp.get(f"/uploads/{KEY}/thumbnail")
def thumbnail(key: str) -> Response:
    """The smaller copy; the picture itself until there is one."""
    found = queries.get(viewer(), key)
    if found.upload.thumb_path is None:
        return _sent(found, found.upload.path, found.upload.mime)
    return _sent(found, found.upload.thumb_path, "image/webp")


@bp.get(f"/uploads/{KEY}/avatar")
def avatar(key: str) -> Response:
    found = queries.get(viewer(), key)
    return _sent(found, found.upload.path, found.upload.mime)


@bp.post("/account/avatar")
@members_only
def choose_avatar() -> Any:
    """Take a picture in and show it beside one's posts; without a file, draw one again."""
    if "remove" in request.form:
        uploads.draw_avatar(viewer())
        return redirect(links.account())
    form = UploadForm.read({**request.form, "purpose": "avatar"}, request.files)
    upload = received(form)
    with unit("write"):
        uploads.use_as_avatar(viewer(), upload)
    return redirect(links.account())


@bp.post("/account/cover")
@members_only
def choose_cover() -> Any:
    """Take a picture in and show it on top of one's page; without a file, another part of it."""
    focus, user = request.form.get("focus", "middle"), member()
    if "remove" in request.form:
        uploads.show_cover(user, None, "middle")
    elif request.files.get("file") or not user.cover_key:
        form = UploadForm.read({**request.form, "purpose": "profile"}, request.files)
        upload = received(form)
        with unit("write"):
            uploads.show_cover(user, upload, focus)
    else:
        uploads.move_cover(user, focus)
    return redirect(links.account())


@bp.get("/avatar/<string(maxlength=20):member_id>/<string:name>.svg")
def drawn_avatar(member_id: str, name: str) -> Response:
    """Drawn from the address alone, so it asks no database and is kept for good."""
    picture = avatars.svg(member_id, avatars.initials(name))
    response = Response(picture, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
    response.cache_control.public = True
    response.cache_control.max_age = _YEAR
    response.cache_control.immutable = True
    return response


def received(form: UploadForm) -> "Upload":
    """Reserve, fill, finish: three units of work, so that no writer waits for the decoding."""
    if not form:
        raise Refused(*reversed(next(iter(form.errors.items()))))
    with unit("write"):
        upload = uploads.reserve(viewer(), form.name, form.data, form.purpose)
    with unit("read"):
        stored = uploads.fill(viewer(), upload, form.data, form.crop)
    with unit("write"):
        uploads.finish(viewer(), upload, stored)
    return upload


def _refusal(refused: Refused) -> Any:
    if wants_json():
        return {"error": refused.message, "field": refused.field}, 422
    return _page({refused.field: refused.message}), 422


def _page(errors: dict[str, str]) -> str:
    """The page of one's uploads that are in no post yet, with what is left of the day's quota."""
    return render_template(
        "uploads/index.html", mine=queries.unattached(viewer()), usage=queries.usage(viewer()),
        may_upload=policy.can_upload(viewer()), errors=errors,
    )  # fmt: skip


def described(upload: "Upload") -> dict[str, Any]:
    """What the editor needs: the code to insert, and the file to show beside it."""
    made = queries.described(viewer(), upload)
    return {
        "key": made.key, "markdown": made.code, "name": made.file.name, "size": made.file.size,
        "href": made.file.href, "thumb_href": made.file.thumb_href, "width": made.file.width,
        "height": made.file.height, "is_image": made.file.is_image,
    }  # fmt: skip


def _sent(found: "queries.Found", path: str, mime: str) -> Response:
    upload, place = found.upload, storage.current()
    if found.mark and mime in _IMAGES:
        return _marked(found, path)
    try:
        response = send_file(
            place.local_path(path) or place.open(path), mimetype=mime, download_name=upload.name,
            as_attachment=mime not in _IMAGES, conditional=True, etag=_etag(upload.sha256, path),
        )  # fmt: skip
    except FileNotFoundError:
        abort(404)
    if request.method == "HEAD" or response.status_code == 304:
        response.close()  # nobody will read it, and so nobody would close the file
    return _guarded(response, found.is_public)


def _marked(found: "queries.Found", path: str) -> Response:
    """With the reader's name in it. Their browser keeps it and asks whether it is still the same,
    so that it is drawn once; the forum keeps none."""
    tag = hashlib.sha256(f"{found.upload.sha256} {path} {found.mark}".encode()).hexdigest()[:32]
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        limited("picture.marked")
        try:
            data = uploads.marked(viewer(), found.upload, path, found.mark)
        except FileNotFoundError:
            abort(404)
        except (Busy, TooLarge, NotAnImage):
            abort(503)
        response = Response(data, mimetype="image/webp")
    response.set_etag(tag)
    return _guarded(response, is_public=False)


def _guarded(response: Response, is_public: bool) -> Response:
    """With headers that let nothing in the file run.

    Kept by the reader's browser for an hour when every guest may have it; otherwise asked for
    again each time, so that what is no longer theirs is gone.
    """
    response.headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
    response.headers["Cache-Control"] = (
        f"private, max-age={_HOUR}" if is_public else "private, no-cache"
    )
    response.headers["Cross-Origin-Resource-Policy"] = (
        "cross-origin" if is_public else "same-origin"
    )
    return response


def _etag(sha256: str, path: str) -> str:
    return f"{sha256[:32]}-{len(path)}"  # the smaller copy's path is longer
