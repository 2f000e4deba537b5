"""Who is written to privately is told, by a job; who leaves is told no more."""

from typing import Any

from flask import Flask
from sqlalchemy import update

from forum import events
from forum.extensions import db
from forum.models import Conversation, Message, Notification, User
from forum.models.columns import utcnow
from forum.services import jobs


def connect(app: Flask) -> None:
    events.message_sent.listen(app, _written)
    events.conversation_left.listen(app, _left)


def _written(message: Message, conversation: Any, to: frozenset[int]) -> None:
    if to:
        jobs.enqueue("notify.message", message_id=message.id)


def _left(conversation: Conversation, user: User) -> None:
    """The bell counts nothing that cannot be opened, and the letter that waits is not sent."""
    db.session.execute(
        update(Notification)
        .where(
            Notification.user_id == user.id,
            Notification.group == f"conversation:{conversation.id}",
            Notification.read_at.is_(None),
        )
        .values(read_at=utcnow())
    )
