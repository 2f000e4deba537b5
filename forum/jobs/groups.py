"""Groups: who is in one by the domain of their address, and who asks to come in."""

from forum import database
from forum.extensions import db
from forum.models import Group, User
from forum.models.users import OPERATOR
from forum.queries import audiences
from forum.queries import groups as queries
from forum.services import groups, telling


def settle() -> None:
    """Everybody, some at a time, until nothing changes."""
    changed = 1
    while changed:
        with database.unit("write"):
            changed = groups.settle(OPERATOR)


def settle_one(user_id: int) -> None:
    """Somebody who has just joined, or has another address."""
    groups.settle(OPERATOR, user_id)


def tell(group_id: int, user_id: int, what: str) -> None:
    """Somebody asks to come in: those who keep the group hear of it. They were let in or not, or
    somebody put them in: they hear of that. No name of a group is kept with it."""
    group, user = db.session.get(Group, group_id), db.session.get(User, user_id)
    if group is None or user is None:
        return
    details = {"group_id": group_id, "what": what}
    if what != "asked":
        people = audiences.present(None, [user_id]).values()
        telling.tell("group", f"group:{group_id}", list(people), details=details)
    elif user_id in queries.waiting(OPERATOR, group):
        keepers = queries.keepers(OPERATOR, group)
        away = audiences.keeping_away(user, [each.id for each in keepers])
        hearing = [each for each in keepers if each.id not in away and each.id != user_id]
        telling.tell("group", f"group.asked:{group_id}", hearing, actor=user, details=details)
