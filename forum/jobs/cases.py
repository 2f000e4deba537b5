"""What is due in the queue without anybody: reminders, what nobody looked at, the sweeps."""

from forum import database
from forum.models import OPERATOR
from forum.services import acting, settings, sweeping, unattended

SCORE = "reports.typical_score"


def remind() -> None:
    unattended.remind(OPERATOR)


def close_old() -> None:
    """So many in one unit of work, until none is left."""
    while True:
        with database.unit("write"):
            if unattended.close_old(OPERATOR) < unattended.AT_ONCE:
                return


def score() -> None:
    """What is worth hiding here, from what was upheld; the setting stays where there is too
    little."""
    found = acting.typical_score(OPERATOR)
    if found is not None:
        settings.change(OPERATOR, SCORE, str(found))


def sweep_on(decision_id: int, since: str | None = None) -> None:
    sweeping.go_on(OPERATOR, decision_id, since)


def sweep_back(decision_id: int) -> None:
    sweeping.bring_back(OPERATOR, decision_id)
