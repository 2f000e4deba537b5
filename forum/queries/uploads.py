"""Uploaded files: one to be sent out, those a text may show, those not yet in a post."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, exists, func, select

from forum import links, structure
from forum.extensions import db
from forum.lib.markdown.references import UploadRef
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import (
    Embargo,
    Guest,
    MessageUpload,
    Post,
    PostUpload,
    Thread,
    Upload,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import embargoes
from forum.policies import posts as post_policy
from forum.policies import uploads as policy

# Larger than this in pixels or bytes, and a smaller copy is shown in posts (about twice the width
# of a column, for dense screens).
THUMBNAIL_SIDE = 1_400
THUMBNAIL_BYTES = 400_000
_MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Found:
    """A file the viewer may have, and whether every guest may. `mark`: what stands all over it for
    this reader, where its thread is not to be told yet (`policies.embargoes`)."""

    upload: Upload
    is_public: bool
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Unattached:
    """A file that is in no post or message yet, and the code that puts it into one."""

    key: str
    file: UploadRef
    code: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a member has sent within a day, and how much they may."""

    count: int
    size: int  # bytes
    most_count: int
    most_size: int  # bytes


def get(viewer: Viewer, key: str) -> Found:
    """The upload under this key, in one statement. Raises Denied, as for a key that never was."""
    row = db.session.execute(
        select(Upload, policy.readable(Guest()), _kept_until()).where(
            Upload.key == key, policy.readable(viewer)
        )
    ).first()
    if row is None:
        raise Denied(NOT_FOUND)
    upload, is_public, until = row
    is_marked = until is not None and not is_public
    if not is_marked or not embargoes.can_have_marked(viewer, upload.uploader_id):
        return Found(upload, bool(is_public))
    return Found(upload, False, f"@{viewer.name} ({viewer.id}) · {until:%Y-%m-%d}")


def _kept_until() -> ScalarSelect[datetime]:
    """Until when a thread that shows it is not to be told."""
    return (
        select(func.max(Embargo.until))
        .join(Post, Post.thread_id == Embargo.thread_id)
        .join(PostUpload, PostUpload.post_id == Post.id)
        .where(PostUpload.upload_id == Upload.id, Embargo.until > utcnow())
        .correlate(Upload)
        .scalar_subquery()
    )


def unattached(viewer: Viewer) -> tuple[Unattached, ...]:
    """What the viewer sent and has in no post yet, newest first."""
    rows = db.session.scalars(
        select(Upload)
        .where(
            Upload.uploader_id == viewer.id,
            Upload.purpose == "post",
            policy.readable(viewer),
            ~exists(select(1).where(PostUpload.upload_id == Upload.id)),
            ~exists(select(1).where(MessageUpload.upload_id == Upload.id)),
        )
        .order_by(Upload.created_at.desc(), Upload.id.desc())
        .limit(_MOST_LISTED)
    )
    return tuple(described(viewer, upload) for upload in rows)


def described(viewer: object, upload: Upload) -> Unattached:
    """The same for one that has just been sent."""
    reference = _reference(upload)
    stem, _dot, ending = upload.name.rpartition(".")
    if not reference.is_image:
        return Unattached(upload.key, reference, f"[{upload.name}](upload://{upload.key})")
    words = (stem or ending).replace("-", " ")
    return Unattached(upload.key, reference, f"![{words}](upload://{upload.key}.{ending})")


def usage(viewer: Viewer) -> Usage:
    """How much of today's quota is used. A day is the last 24 hours; attempts count too."""
    count, size = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(
            Upload.uploader_id == viewer.id, Upload.created_at > utcnow() - timedelta(days=1)
        )
    ).one()
    return Usage(
        count, int(size), structure.setting("uploads.per_day"),
        structure.setting("uploads.megabytes_per_day") * 1_000_000,
    )  # fmt: skip


def attachable(
    viewer: Viewer, category_id: int, keys: Iterable[str], post: Post | None = None
) -> dict[str, Upload]:
    """Which of the `keys` that a text names may be shown in a post of this category.

    One's own uploads, those of the author of the `post` being edited, those it has already, and
    those of posts the viewer can read, where that shows them to nobody new. By key as typed: with
    or without an ending ("upload://4f09.png").
    """
    typed = {key: key.split(".", 1)[0] for key in keys}
    if not typed or viewer.id is None:  # who has left still shows what they showed
        return {}
    found = {
        upload.key: upload
        for upload in db.session.scalars(
            select(Upload).where(Upload.key.in_(set(typed.values())), Upload.sha256 != "",
                                 Upload.purpose == "post")
        )
    }  # fmt: skip
    owners = {viewer.id, post.author_id if post else viewer.id}
    foreign = {upload.id for upload in found.values() if upload.uploader_id not in owners}
    allowed = _quotable(viewer, category_id, foreign, post)
    return {
        key: found[bare]
        for key, bare in typed.items()
        if bare in found and (found[bare].id not in foreign or found[bare].id in allowed)
    }


def of_post(viewer: Viewer, post: Post) -> dict[str, Upload]:
    """The uploads that a post shows, by key."""
    rows = db.session.scalars(
        select(Upload)
        .join(PostUpload, PostUpload.upload_id == Upload.id)
        .where(PostUpload.post_id == post.id, policy.readable(viewer))
    )
    return {upload.key: upload for upload in rows}


def of_message(viewer: Viewer, message_id: int) -> tuple[UploadRef, ...]:
    """The files that a private message shows, as far as the viewer may have them."""
    rows = db.session.scalars(
        select(Upload)
        .join(MessageUpload, MessageUpload.upload_id == Upload.id)
        .where(MessageUpload.message_id == message_id, policy.readable(viewer))
        .order_by(Upload.id)
    )
    return tuple(_reference(upload) for upload in rows)


def references(viewer: Viewer, uploads: Mapping[str, Upload]) -> dict[str, UploadRef]:
    """The same uploads as the renderer wants them, under the same keys."""
    return {key: _reference(upload) for key, upload in uploads.items()}


def wants_thumbnail(viewer: object, upload: Upload) -> bool:
    """Whether posts show a smaller copy. Not of GIFs: they may move."""
    if upload.width is None or upload.height is None or upload.mime == "image/gif":
        return False
    largest = max(upload.width, upload.height)
    return largest > THUMBNAIL_SIDE or upload.size > THUMBNAIL_BYTES


def _reference(upload: Upload) -> UploadRef:
    return UploadRef(
        href=links.upload(upload.key, upload.name), name=upload.name, size=upload.size,
        width=upload.width, height=upload.height,
        thumb_href=links.thumbnail(upload.key) if wants_thumbnail(None, upload) else None,
    )  # fmt: skip


def _quotable(
    viewer: Viewer, category_id: int, upload_ids: set[int], post: Post | None
) -> set[int]:
    """Ids of other people's uploads that the viewer may show in this category."""
    if not upload_ids:
        return set()
    rows = db.session.execute(
        select(PostUpload.upload_id, PostUpload.post_id, Thread.category_id)
        .join(Post, Post.id == PostUpload.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostUpload.upload_id.in_(upload_ids), post_policy.readable(viewer))
    )
    return {
        upload_id
        for upload_id, post_id, category in rows
        if (post is not None and post_id == post.id) or not policy.widens(category, category_id)
    }
