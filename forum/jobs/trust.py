"""Trust levels, computed: every hour for who was here, every night for who could lose level 3."""

from collections.abc import Callable
from datetime import timedelta

from forum import database
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.queries import trust as queries
from forum.services import trust

BATCH = 200  # members judged while nobody else can write


def recent() -> None:
    """Judge who was here yesterday or today."""
    since = utcnow().date() - timedelta(days=1)
    _each(lambda after: queries.due(OPERATOR, since, after, BATCH))


def again(user_ids: list[int]) -> None:
    """Judge these members at once: something that counted against them does no longer."""
    trust.judge(OPERATOR, user_ids)


def regulars() -> None:
    """Judge who is at level 3, whether they come or not."""
    _each(lambda after: queries.regulars(OPERATOR, after, BATCH))


def one(user_id: int) -> None:
    """Somebody was restricted or suspended just now, or that was taken back."""
    trust.judge(OPERATOR, [user_id])


def _each(batch: Callable[[int], list[int]]) -> None:
    after = 0
    while True:
        with database.unit("read"):
            ids = batch(after)
        if not ids:
            return
        with database.unit("write"):
            trust.judge(OPERATOR, ids)
        after = ids[-1]
