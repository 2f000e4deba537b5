"""Versions of posts: hiding one from readers, and showing it again."""

from forum import database
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Post, Revision, StaffAction, User, Viewer
from forum.policies import posts as policy


def hide(actor: Viewer, post: Post, revision: Revision, is_hidden: bool = True) -> None:
    """Take what a version showed out of sight, or show it again; the version keeps its place."""
    require((policy.can_hide_what_was if is_hidden else policy.can_hide_revision)(actor, post))
    assert isinstance(actor, User)
    if revision.is_hidden == is_hidden:
        return
    revision.is_hidden = is_hidden
    db.session.add(
        StaffAction(actor_id=actor.id, verb="hide-version" if is_hidden else "show-version",
                    thread_id=post.thread_id, post_id=post.id, user_id=post.author_id,
                    details={"number": revision.number})
    )  # fmt: skip
    db.session.flush()
    database.touch(f"thread:{post.thread_id}")
