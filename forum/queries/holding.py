"""What waits for a moderator, for who wrote it."""

from sqlalchemy import select

from forum.extensions import db
from forum.models import HeldEdit, Post, Viewer


def waiting_edit(viewer: Viewer, post: Post) -> HeldEdit | None:
    """The viewer's own change of this post that waits, if there is one."""
    found: HeldEdit | None = db.session.scalar(
        select(HeldEdit).where(HeldEdit.post_id == post.id, HeldEdit.editor_id == viewer.id)
    )
    return found
