"""Makes the copies of members' data that they asked for, and removes them after a week."""

import json
import secrets
import tempfile
import zipfile
from contextlib import suppress

from flask import render_template
from flask_babel import get_locale
from sqlalchemy import select

from forum import database, storage
from forum.extensions import db
from forum.letters import in_language_of
from forum.models import DataExport, Upload, User
from forum.models.users import OPERATOR
from forum.queries import exports as queries
from forum.queries import viewers
from forum.services import exports

MOST_BYTES = 200_000_000  # of files in one copy; the rest is listed with its address


def make(export_id: int) -> None:
    """Read, then write the file, then say that it is there: three units of work at most."""
    with database.unit("read"):
        export = db.session.get(DataExport, export_id)
        user = db.session.get(User, export.user_id) if export is not None else None
        if export is None or export.made_at is not None or user is None or user.erased_at:
            return
        viewers.with_groups(None, user)
        data = queries.gather(user, user)
        with in_language_of(user):
            language = str(get_locale()).replace("_", "-")
            page = render_template("exports/index.html", data=data, user=user, language=language)
        files = db.session.scalars(select(Upload).where(Upload.uploader_id == user.id)).all()
    whole = _packed(json.dumps(data, ensure_ascii=False, indent=1), page, list(files))
    path = f"exports/{secrets.token_hex(16)}.zip"
    storage.current().put(path, whole, "application/zip")
    with database.unit("write"):
        found = db.session.get(DataExport, export_id, with_for_update=True)
        if found is not None and found.made_at is None:
            exports.finish(OPERATOR, found, path, len(whole))
            return
    storage.current().delete(path)  # asked for no more, or made by another worker meanwhile


def clean() -> None:
    exports.clean(OPERATOR)


def _packed(data: str, page: str, files: list[Upload]) -> bytes:
    left = MOST_BYTES
    with tempfile.TemporaryFile() as place:
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.json", data)
            archive.writestr("index.html", page)
            for upload in files:
                if not upload.path or upload.size > left:
                    continue
                left -= upload.size
                with suppress(FileNotFoundError):
                    content = storage.current().read(upload.path)
                    archive.writestr(queries.place_of(None, upload), content)
        place.seek(0)
        return place.read()
