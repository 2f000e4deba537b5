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

from forum import database, storage, structure
from forum.extensions import db
from forum.lib import filenames, font_files, images, tokens
from forum.lib.verdict import Refused, require
from forum.models import (
    Job,
    Message,
    MessageUpload,
    Post,
    PostUpload,
    Upload,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import embargoes as embargo_policy
from forum.policies import posts as post_policy
from forum.policies import structure as structure_policy
from forum.policies import uploads as policy
from forum.queries import uploads as queries
from forum.services import jobs

AVATAR_SIDE = 256  # pixels
MARKED_SIDE = 1600
FOCI = ("top", "middle", "bottom")  # which part of a cover is shown
UNUSED_FOR = timedelta(days=1)
# What was in a post once is kept longer, for whoever restores an older version.
TAKEN_OUT_FOR = timedelta(days=30)
FILE_MIME = "application/octet-stream"
FONT_MIME = "font/woff2"
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
    if upload.purpose == "font":
        stored = _stored(_cleaned(data), filenames.harmless(upload.name, "woff2"), FONT_MIME)
    elif images.format_of(data) is None:
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
    if upload.purpose != "avatar" and queries.wants_thumbnail(actor, upload):
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
        _keep(new)
    if gone := had - wanted:
        db.session.execute(
            delete(PostUpload).where(PostUpload.post_id == post.id, PostUpload.upload_id.in_(gone))
        )
    db.session.flush()
    for old in gone:
        _collect_later(old, TAKEN_OUT_FOR)


def attach_to_message(actor: Viewer, message: Message, uploads: Iterable[Upload]) -> None:
    """Let a private message show these. It is never changed, so nothing is taken out of it."""
    require(policy.can_attach(actor, message))
    for upload in uploads:
        db.session.add(MessageUpload(message_id=message.id, upload_id=upload.id))
        _keep(upload.id)
    db.session.flush()


def use_as_avatar(actor: Viewer, upload: Upload) -> None:
    """Show this upload as the picture beside `actor`'s posts, in place of the one before."""
    require(policy.can_use(actor, upload))
    _change_avatar(actor, upload.key)


def show_cover(actor: Viewer, upload: Upload | None, focus: str) -> None:
    """Show this picture on top of `actor`'s page, or none there."""
    require(policy.can_upload(actor))
    if upload is not None:
        require(policy.can_use(actor, upload, "profile"))
    old = db.session.scalar(select(User.cover_key).where(User.id == actor.id))
    key = upload.key if upload is not None else None
    db.session.execute(update(User).where(User.id == actor.id).values(cover_key=key))
    move_cover(actor, focus)
    if old and old != key:
        forget(actor, old)


def move_cover(actor: Viewer, focus: str) -> None:
    """Show another part of the picture on top of `actor`'s page."""
    require(policy.can_upload(actor))
    if focus not in FOCI:
        raise Refused(_("Choose one."), "focus")
    db.session.execute(update(User).where(User.id == actor.id).values(cover_focus=focus))
    database.touch(f"member:{actor.id}", "members")


def draw_avatar(actor: Viewer) -> None:
    """Show the picture that is drawn from `actor`'s name again."""
    require(policy.can_upload(actor))
    _change_avatar(actor, None)


def forget(actor: Viewer, key: str) -> None:
    """A picture was taken off the place that showed it: it goes unless something else does."""
    require(policy.can_upload(actor))
    old = db.session.scalar(select(Upload.id).where(Upload.key == key))
    if old is not None:
        _collect_later(old, UNUSED_FOR)


def _change_avatar(actor: Viewer, key: str | None) -> None:
    old = db.session.scalar(
        select(Upload.id).join(User, User.avatar_key == Upload.key).where(User.id == actor.id)
    )
    db.session.execute(update(User).where(User.id == actor.id).values(avatar_key=key))
    database.touch(f"member:{actor.id}", "members")
    if old is not None:
        _collect_later(old, UNUSED_FOR)


def _accept(actor: Viewer, name: str, data: bytes, purpose: str) -> None:
    """Refuse what may not come in, before it costs anything."""
    if purpose not in policy.PURPOSES:
        raise Refused(_("This is not a purpose a file can have."), "purpose")
    if not data:
        raise Refused(_("This file is empty."), "file")
    if purpose == "font":
        _accept_font(actor, data)
        return
    ending, most = filenames.ending(name), structure.setting("uploads.image_kilobytes")
    if images.format_of(data) is None:
        if ending in _PICTURES or purpose != "post":
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


def _accept_font(actor: Viewer, data: bytes) -> None:
    require(structure_policy.can_shape(actor))
    if not font_files.is_woff2(data):
        raise Refused(_("A font has to be a WOFF2 file."), "file")
    if len(data) > font_files.MOST_BYTES:
        raise Refused(
            _("This font is larger than 500 kB. One with fewer letters is enough."), "file"
        )


def _cleaned(data: bytes) -> bytes:
    try:
        return font_files.cleaned(data)
    except (font_files.NotAFont, images.Busy) as error:
        raise Refused(_(str(error)), "file") from error


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


def _keep(upload_id: int) -> None:
    db.session.execute(delete(Job).where(Job.unique_key.startswith(f"upload.collect:{upload_id}:")))


def _collect_later(upload_id: int, after: timedelta) -> None:
    """Look at the upload again then; what is in use by that time stays."""
    when = utcnow() + after
    jobs.enqueue("upload.collect", run_at=when, upload_id=upload_id,
                 once=f"upload.collect:{upload_id}:{when:%Y%m%d}")  # fmt: skip


def marked(actor: Viewer, upload: Upload, path: str, words: str) -> bytes:
    """The picture as WebP with `words` all over it, made for this reader and kept nowhere.

    Raises images.Busy, and TooLarge for what would take too much work.
    """
    require(embargo_policy.can_have_marked(actor, upload.uploader_id))
    return images.marked(storage.current().read(path), MARKED_SIDE, words).data
