"""Badges by rule: soon after somebody did something, and for everybody every night."""

from forum import database
from forum.models.users import OPERATOR
from forum.queries import badges as queries
from forum.services import badges


def judge(user_id: int) -> None:
    """Look at one member."""
    badges.judge(OPERATOR, [user_id])


def judge_all() -> None:
    """Look at everybody, one badge at a time so that others can write in between."""
    with database.unit("read"):
        ids = queries.by_rule(OPERATOR)
    for badge_id in ids:
        with database.unit("write"):
            badges.judge(OPERATOR, badge_id=badge_id)
