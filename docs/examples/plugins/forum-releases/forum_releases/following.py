"""What follows: the thread that announces a release, and what becomes of the link to it."""

from typing import Any

from sqlalchemy import update

from forum import database
from forum.extensions import db
from forum.models import Post, User
from forum.models.columns import utcnow
from forum.policies import threads as thread_policy
from forum.queries import viewers
from forum.services import threads
from forum.structure import current, setting
from forum_releases.models import Release


def announce(release_id: int) -> None:
    """The job: start the thread. Doing it again changes nothing."""
    release = db.session.get(Release, release_id, with_for_update=True)
    node = current().by_slug.get(setting("releases.category"))
    author = db.session.get(User, release.author_id) if release and release.author_id else None
    if release is None or release.announced_at is not None or node is None or author is None:
        return
    viewers.with_groups(None, author)
    thread = threads.start(
        author, node, f"{release.product} {release.version}", release.notes,
        kind="announcement" if "announcement" in node.kinds else "",
        submission_key=f"releases:{release.id}",
        as_house=bool(thread_policy.can_speak_for_house(author)),
    )  # fmt: skip
    release.thread_id, release.announced_at = thread.id, utcnow()
    database.touch("structure")


def gone(post: Post, before: str, actor: Any) -> None:
    """The listener: nothing links to a thread whose first post was taken away."""
    if post.number == 1 and post.state != "visible":
        unlinked = update(Release).where(Release.thread_id == post.thread_id)
        db.session.execute(unlinked.values(thread_id=None))
