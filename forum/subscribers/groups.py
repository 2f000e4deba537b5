"""Who joins with an address of a group's domain is in the group a moment later."""

from flask import Flask

from forum import events
from forum.models import User
from forum.services import jobs


def connect(app: Flask) -> None:
    events.member_joined.listen(app, _joined)


def _joined(user: User) -> None:
    jobs.enqueue("group.settle_one", once=f"group:{user.id}", user_id=user.id)
