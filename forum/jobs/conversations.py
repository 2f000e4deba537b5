"""Private conversations: telling those in one that something was written."""

from forum import links
from forum.extensions import db
from forum.models import Conversation, Message, User
from forum.queries import audiences, recipients, viewers
from forum.services import telling


def tell(message_id: int) -> None:
    """Those who are in it now, have not read it, and mute neither it nor who wrote."""
    message = db.session.get(Message, message_id)
    if message is None or message.is_erased:
        return
    talk = db.session.get_one(Conversation, message.conversation_id)
    author = viewers.with_groups(None, db.session.get_one(User, message.author_id))
    ids = recipients.told(author, talk) - recipients.have_read(author, message)
    people = list(audiences.present(None, ids).values())
    if people:
        telling.tell(
            "message", f"conversation:{talk.id}", people, actor=author, at=message.created_at,
            details={"path": links.messages(talk.id)}, conversation_id=talk.id,
        )  # fmt: skip
