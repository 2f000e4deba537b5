"""Taking files in: a place is reserved, filled outside any transaction, then finished.

Decoding takes up to seconds and SQLite has one writer, so nobody's reply waits for a photograph.
A reservation counts against the day's quota whether or not it is filled.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from forum import storage, structure
from forum.extensions import db
from forum.lib import filenames, images, tokens
from forum.lib.verdict import Refused, require
from forum.models import Job, Post, PostUpload, Upload, User, Viewer
from forum.models.columns import utcnow
from forum.policies import posts as post_policy
from forum.policies import uploads as policy
from forum.queries import uploads as queries
from forum.services import jobs

AVATAR_SIDE = 256  # pixels
UNUSED_FOR = timedelta(days=1)
# What was in a post once is kept longer, for whoever restores an older version.
TAKEN_OUT_FOR = timedelta(days=30)
FILE_MIME = "application/octet-stream"
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
# What people take for a picture and we do not let in, besides what we do.
_PICTURES = {*_ENDINGS.values(), "jpeg", "svg", "heic", "heif", "avif", "tif", "tiff", "bmp", "ico"}


@dataclass(frozen=True, slots=True)
class Stored:
    """What was put into the storage for an upload."""

    path: str
    name: str
    mime: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


def reserve(actor: Viewer, name: str, data: bytes, purpose: str = "post") -> Upload:
    """A place for a file of this name and content, within the member's quota.

    Raises Refused when the type or the size is not allowed or the quota is used up.
    """
    require(policy.can_upload(actor))
    _accept(actor, name, data, purpose)
    _stay_within_quota(actor, len(data))
    upload = Upload(
        key=tokens.new(), uploader_id=actor.id, purpose=purpose, mime=FILE_MIME, size=len(data),
        name=filenames.harmless(name), path="", sha256="",
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    _collect_later(upload.id, UNUSED_FOR)
    return upload


def fill(
    actor: Viewer, upload: Upload, data: bytes, crop: tuple[int, int, int] | None = None
) -> Stored:
    """Decode an image and write it again, or take a file as it is, and put it into the storage.

    Slow, and writes no row: call it outside a unit that writes. Raises Refused.
    """
    require(policy.can_fill(actor, upload))
    if images.format_of(data) is None:
        stored = _stored(data, upload.name, FILE_MIME)
    else:
        image = _decoded(data, upload.purpose, crop)
        data, name = image.data, filenames.harmless(upload.name, _ENDINGS[image.format])
        stored = _stored(data, name, image.mime, image.width, image.height)
    storage.current().put(stored.path, data, stored.mime)
    return stored


def finish(actor: Viewer, upload: Upload, stored: Stored) -> None:
    """From now on the upload is there."""
    require(policy.can_fill(actor, upload))
    for name in ("path", "name", "mime", "size", "sha256", "width", "height"):
        setattr(upload, name, getattr(stored, name))
    db.session.flush()
    if upload.purpose == "post" and queries.wants_thumbnail(actor, upload):
        jobs.enqueue("upload.thumbnail", upload_id=upload.id, once=f"upload.thumbnail:{upload.id}")


def attach(actor: Viewer, post: Post, uploads: Iterable[Upload]) -> None:
    """Let `post` show exactly these; give it what `queries.uploads.attachable` allowed.

    What it shows no longer is collected after a month unless another post shows it.
    """
    require(post_policy.can_read(actor, post))
    wanted = {upload.id for upload in uploads}
    had = set(db.session.scalars(select(PostUpload.upload_id).where(PostUpload.post_id == post.id)))
    db.session.add_all(PostUpload(post_id=post.id, upload_id=new) for new in wanted - had)
    for new in wanted - had:
        db.session.execute(delete(Job).where(Job.unique_key.startswith(f"upload.collect:{new}:")))
    if gone := had - wanted:
        db.session.execute(
            delete(PostUpload).where(PostUpload.post_id == post.id, PostUpload.upload_id.in_(gone))
        )
    db.session.flush()
    for old in gone:
        _collect_later(old, TAKEN_OUT_FOR)


def use_as_avatar(actor: Viewer, upload: Upload) -> None:
    """Show this upload as the picture beside `actor`'s posts, in place of the one before."""
    require(policy.can_use(actor, upload))
    _change_avatar(actor, upload.key)


def draw_avatar(actor: Viewer) -> None:
    """Show the picture that is drawn from `actor`'s name again."""
    require(policy.can_upload(actor))
    _change_avatar(actor, None)


def _change_avatar(actor: Viewer, key: str | None) -> None:
    old = db.session.scalar(
        select(Upload.id).join(User, User.avatar_key == Upload.key).where(User.id == actor.id)
    )
    db.session.execute(update(User).where(User.id == actor.id).values(avatar_key=key))
    if old is not None:
        _collect_later(old, UNUSED_FOR)


def _accept(actor: Viewer, name: str, data: bytes, purpose: str) -> None:
    """Refuse what may not come in, before it costs anything."""
    if purpose not in policy.PURPOSES:
        raise Refused(_("This is no purpose for a file."), "purpose")
    if not data:
        raise Refused(_("This file is empty."), "file")
    ending, most = filenames.ending(name), structure.setting("uploads.image_kilobytes")
    if images.format_of(data) is None:
        if ending in _PICTURES or purpose == "avatar":
            raise Refused(_("Images have to be PNG, JPEG, GIF or WebP."), "file")
        require(policy.can_upload_files(actor))
        if ending not in (allowed := str(structure.setting("uploads.file_types")).lower().split()):
            raise Refused(
                _("Files of this type cannot be uploaded. These can: %(types)s.",
                  types=", ".join(["png", "jpg", "gif", "webp", *allowed])), "file",
            )  # fmt: skip
        most = structure.setting("uploads.file_kilobytes")
    if len(data) > most * 1000:
        raise Refused(_("This file is larger than %(most)s MB.", most=f"{most / 1000:g}"), "file")


def _stay_within_quota(actor: Viewer, size: int) -> None:
    """Refuse when the day's count or bytes are used up. Sends of one member wait for each other."""
    db.session.execute(
        select(User.id).where(User.id == actor.id).with_for_update(key_share=True)
    ).all()
    used = queries.usage(actor)
    if used.count >= used.most_count:
        raise Refused(_("You have uploaded many files today. Please go on tomorrow."), "file")
    if used.size + size > used.most_size:
        raise Refused(_("You have uploaded many megabytes today. Please go on tomorrow."), "file")


def _decoded(data: bytes, purpose: str, crop: tuple[int, int, int] | None) -> images.CleanImage:
    try:
        if purpose == "avatar":
            return images.square(data, AVATAR_SIDE, crop)
        return images.clean(data, most_bytes=max(4 * len(data), 1_000_000))
    except (images.NotAnImage, images.TooLarge, images.Busy) as error:
        raise Refused(_(str(error)), "file") from error


def _stored(
    data: bytes, name: str, mime: str, width: int | None = None, height: int | None = None
) -> Stored:
    """A new place in the storage whose name says nothing about the file but its type."""
    place, ending = secrets.token_hex(16), filenames.ending(name) if width else "bin"
    return Stored(
        f"uploads/{place[:2]}/{place}.{ending}", name, mime, len(data),
        hashlib.sha256(data).hexdigest(), width, height,
    )  # fmt: skip


def _collect_later(upload_id: int, after: timedelta) -> None:
    """Look at the upload again then; what is in use by that time stays."""
    when = utcnow() + after
    jobs.enqueue("upload.collect", run_at=when, upload_id=upload_id,
                 once=f"upload.collect:{upload_id}:{when:%Y%m%d}")  # fmt: skip
