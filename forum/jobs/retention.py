"""Every night: what is kept no longer than it is needed (docs/data.md). A bit in each unit."""

from collections.abc import Callable

from forum import database
from forum.models import Viewer
from forum.models.users import OPERATOR
from forum.services import retention


def forget() -> None:
    """May be interrupted anywhere: each bit is whole, and the next night goes on."""
    with database.unit("write"):
        retention.forget_addresses(OPERATOR)
        retention.forget_acceptances(OPERATOR)
    _all(retention.forget_visits)
    _all(retention.forget_decisions)


def _all(step: Callable[[Viewer], bool]) -> None:
    more = True
    while more:
        with database.unit("write"):
            more = step(OPERATOR)
