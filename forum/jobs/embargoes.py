"""Early information: telling ambassadors of it, reminding them, and that its day has come."""

from forum import database
from forum.extensions import db
from forum.models import Embargo, EmbargoReader
from forum.models.columns import utcnow
from forum.queries import audiences, embargoes, viewers
from forum.services import telling


def announce(thread_id: int) -> None:
    """Somebody has said until when this thread is kept: everybody in the room hears of it."""
    found = db.session.get(Embargo, thread_id)
    if found is not None and found.until > utcnow():
        _tell(thread_id, embargoes.serving(None, thread_id), is_over=False)


def tend() -> None:
    """Who has not said that they keep it is reminded once; who does is told when it is over."""
    moment = utcnow()
    waits, over = embargoes.due(None, moment)
    for thread_id in waits:
        asked = embargoes.serving(None, thread_id, unreminded=True)
        for user_id in asked:
            database.upsert(EmbargoReader, ("thread_id", "user_id"), thread_id=thread_id,
                            user_id=user_id, reminded_at=moment)  # fmt: skip
        _tell(thread_id, asked, is_over=False)
    for thread_id in over:
        db.session.get_one(Embargo, thread_id).ended_at = moment
        _tell(thread_id, embargoes.serving(None, thread_id), is_over=True)


def _tell(thread_id: int, ids: list[int], *, is_over: bool) -> None:
    post = audiences.post(None, embargoes.first_post(None, thread_id) or 0)
    if post is None or not ids:
        return
    viewers.with_groups(None, post.author)
    people = list(audiences.hearing(post.author, post, ids).values())
    event = "embargo_over" if is_over else "embargo"
    telling.tell(event, f"{event}:{thread_id}", people, post=post, actor=post.author)
