"""Who joins with an address of a group's domain is in the group a moment later; who keeps a group
hears of who asks to come in, and who asked hears the answer."""

from flask import Flask

from forum import events
from forum.models import Group, User
from forum.services import jobs


def connect(app: Flask) -> None:
    events.member_joined.listen(app, _joined)
    events.group_asked.listen(app, _asked)
    events.group_answered.listen(app, _answered)


def _joined(user: User) -> None:
    jobs.enqueue("group.settle_one", once=f"group:{user.id}", user_id=user.id)


def _asked(group: Group, user: User) -> None:
    jobs.enqueue("notify.group", once=f"group.asked:{group.id}:{user.id}", group_id=group.id,
                 user_id=user.id, what="asked")  # fmt: skip


def _answered(group: Group, user: User, what: str) -> None:
    jobs.enqueue("notify.group", group_id=group.id, user_id=user.id, what=what)
