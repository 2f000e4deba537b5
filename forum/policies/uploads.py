"""Uploads: who may send what, and who may have a file that was sent."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, or_, select

from forum import structure
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Post, PostUpload, Upload, Viewer
from forum.models.groups import EVERYONE, MEMBERS
from forum.policies import abilities
from forum.policies import posts as post_policy

PURPOSES = ("post", "avatar")


def can_upload(actor: Viewer) -> Verdict:
    """Send images."""
    if not actor.is_authenticated:
        return deny(_("Sign in to upload files."))
    if actor.is_suspended:
        return deny(_("Your account is suspended."))
    if not abilities.has(actor, "uploads.groups"):
        return deny(_("You may not upload files yet."))
    return ALLOW


def can_upload_files(actor: Viewer) -> Verdict:
    """Send files that are no images."""
    verdict = can_upload(actor)
    if verdict and not abilities.has(actor, "uploads.file_groups"):
        return deny(_("You may upload images only, for now."))
    return verdict


def can_fill(actor: Viewer, upload: Upload) -> Verdict:
    """Put the content where a place was reserved: once, and by who reserved it."""
    is_own = actor.is_authenticated and upload.uploader_id == actor.id
    return ALLOW if is_own and not upload.sha256 else NOT_FOUND


def can_use(actor: Viewer, upload: Upload) -> Verdict:
    """Make it one's own picture."""
    verdict = can_upload(actor)
    if not verdict:
        return verdict
    is_own = upload.uploader_id == actor.id and upload.purpose == "avatar"
    return ALLOW if is_own and upload.sha256 else NOT_FOUND


def can_read(viewer: Viewer, upload: Upload, posts: Iterable[Post]) -> Verdict:
    """Have the file. `posts` are those it is attached to.

    Whoever may read one of its posts; while it has none, who sent it. Pictures of members and the
    brand's logo: whoever may read here at all. Something half sent: nobody.
    """
    if not upload.sha256:
        return NOT_FOUND
    posts = list(posts)
    if any(post_policy.can_read(viewer, post) for post in posts):
        return ALLOW
    if viewer.is_authenticated and upload.uploader_id == viewer.id and not posts:
        return ALLOW
    if upload.purpose == "avatar" and _may_read_here(viewer):
        return ALLOW
    return ALLOW if upload.key == _logo_key() else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    attached = PostUpload.upload_id == Upload.id
    ways: list[ColumnElement[bool]] = [
        exists(
            select(1)
            .select_from(PostUpload)
            .join(Post, Post.id == PostUpload.post_id)
            .where(attached, post_policy.readable(viewer))
        ),
        Upload.key == _logo_key(),
    ]
    if viewer.is_authenticated:
        ways.append(and_(Upload.uploader_id == viewer.id, ~exists(select(1).where(attached))))
    if _may_read_here(viewer):
        ways.append(Upload.purpose == "avatar")
    return and_(Upload.sha256 != "", or_(*ways))


def widens(from_category: int, to_category: int) -> bool:
    """Whether showing in one category what is in another could show it to somebody new.

    Sound, not complete: each level that guards the first has to be guarded as well on the second.
    """
    now = structure.current()
    guards = [guard.see for guard in now.path(to_category)]
    return not all(
        any(_is_within(guard, level.see) for guard in guards) for level in now.path(from_category)
    )


def _is_within(some: frozenset[int], others: frozenset[int]) -> bool:
    """Whether everybody in one of `some` groups is in one of the `others`."""
    if EVERYONE in others or some <= others:
        return True
    return MEMBERS in others and EVERYONE not in some


def _may_read_here(viewer: Viewer) -> bool:
    return bool(viewer.is_authenticated or structure.setting("guests.may_read"))


def _logo_key() -> str:
    """The key of the upload that is the brand's logo; "" when the logo is none."""
    parts = str(structure.setting("brand.logo")).split("/")
    return parts[2] if len(parts) > 3 and parts[1] == "uploads" else ""
