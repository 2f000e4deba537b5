"""Work on uploads that nobody waits for: thumbnails, and collecting what is not used."""

from datetime import timedelta

from sqlalchemy import exists, select, update

from forum import database, storage, structure
from forum.extensions import db
from forum.lib import images
from forum.models import Category, Draft, LookDraft, MessageUpload, PostUpload, Upload, User
from forum.models.columns import utcnow
from forum.queries.uploads import THUMBNAIL_SIDE
from forum.services import jobs
from forum.settings.looks import FILES


def thumbnail(upload_id: int) -> None:
    """Make the smaller copy that posts show. Decodes between two units of work, not in one."""
    with database.unit("read"):
        upload = db.session.get(Upload, upload_id)
    if upload is None or upload.thumb_path:
        return
    place = storage.current()
    try:
        small = images.thumbnail(place.read(upload.path), THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    except (images.NotAnImage, images.TooLarge):
        return  # it was written by us, so this is a limit that was lowered; the original is shown
    path = f"{upload.path.rpartition('.')[0]}-small.webp"
    place.put(path, small.data, small.mime)
    with database.unit("write"):
        db.session.execute(update(Upload).where(Upload.id == upload_id).values(thumb_path=path))


def collect(upload_id: int) -> None:
    """Delete the upload unless it is in use; ask again tomorrow when only a draft uses it."""
    upload = db.session.get(Upload, upload_id, with_for_update=True)
    if upload is None or _is_in_use(upload):
        return
    if _is_in_a_draft(upload):
        when = utcnow() + timedelta(days=1)
        jobs.enqueue("upload.collect", run_at=when, upload_id=upload_id,
                     once=f"upload.collect:{upload_id}:{when:%Y%m%d}")  # fmt: skip
        return
    paths = [path for path in (upload.path, upload.thumb_path) if path]
    db.session.delete(upload)
    db.session.flush()
    if paths:
        jobs.enqueue("upload.erase", paths=paths)


def erase(paths: list[str]) -> None:
    """Delete files whose rows are gone. After the commit that removed them, so never too early."""
    for path in paths:
        storage.current().delete(path)


def _is_in_use(upload: Upload) -> bool:
    used = (
        exists(select(1).where(PostUpload.upload_id == upload.id))
        | exists(select(1).where(MessageUpload.upload_id == upload.id))
        | exists(select(1).where(User.avatar_key == upload.key))
        | exists(select(1).where(User.cover_key == upload.key))
        | exists(select(1).where(Category.cover_key == upload.key))
    )
    return bool(db.session.scalar(select(used))) or _is_in_the_looks(upload.key)


def _is_in_the_looks(key: str) -> bool:
    """As everybody sees them, or as somebody drafts them."""
    shown = [str(structure.setting(name)) for name in (*FILES, "looks.css")]
    drafts = db.session.scalars(select(LookDraft.values)).all()
    return any(key in text for text in [*shown, *map(str, drafts)])


def _is_in_a_draft(upload: Upload) -> bool:
    drafts = db.session.scalars(select(Draft.payload).where(Draft.user_id == upload.uploader_id))
    return any(upload.key in text for draft in drafts for text in (draft or {}).values())


HANDLERS = {"upload.thumbnail": thumbnail, "upload.collect": collect, "upload.erase": erase}
