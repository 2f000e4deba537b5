"""Groups that members are in by the domain of their confirmed address."""

from forum import database
from forum.models.users import OPERATOR
from forum.services import groups


def settle() -> None:
    """Everybody, some at a time, until nothing changes."""
    changed = 1
    while changed:
        with database.unit("write"):
            changed = groups.settle(OPERATOR)


def settle_one(user_id: int) -> None:
    """Somebody who has just joined, or has another address."""
    groups.settle(OPERATOR, user_id)
