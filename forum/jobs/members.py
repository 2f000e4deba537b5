"""How many different people each member has helped: too much to count for every page."""

from forum import database
from forum.models import OPERATOR
from forum.services import helping

_AT_ONCE = 500


def count_helped(user_id: int | None = None) -> None:
    """Of one member, or of everybody; in batches, so that others can write in between."""
    with database.unit("read"):
        wrong = helping.wrong(OPERATOR, user_id)
    for start in range(0, len(wrong), _AT_ONCE):
        with database.unit("write"):
            helping.write(OPERATOR, wrong[start : start + _AT_ONCE])
