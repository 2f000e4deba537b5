"""How many people moderate, and how many members came: for the transparency report."""

from typing import Any

from sqlalchemy import case, func, or_, select

from forum import structure
from forum.extensions import db
from forum.lib.periods import Period
from forum.lib.verdict import require
from forum.models import GroupMember, User, Viewer, Visit, VisitTotal
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.policies import transparency as policy
from forum.policies.counted import is_counted


def moderators(viewer: Viewer) -> int:
    """How many people may decide cases now, in one category at least."""
    require(policy.can_draft(viewer))
    groups = {ADMINS, COMMUNITY_MANAGERS}
    for node in structure.current().categories.values():
        groups |= node.moderate
    live = or_(GroupMember.until.is_(None), GroupMember.until > utcnow())
    return (
        db.session.scalar(
            select(func.count(GroupMember.user_id.distinct()))
            .join(User, User.id == GroupMember.user_id)
            .where(GroupMember.group_id.in_(groups), live, User.active, User.is_bot.is_(False))
        )
        or 0
    )


def active(viewer: Viewer, period: Period) -> dict[str, Any]:
    """Members outside the company who came in each calendar month, and their mean over the whole
    months of the period (Digital Services Act, article 24). None: nothing is kept of that month.

    Days are those of UTC, as visits are kept. Guests are not people that could be counted.
    """
    require(policy.can_draft(viewer))
    months = list(period.months())
    row = db.session.execute(
        select(*(
            func.count(case((Visit.day.between(first, last), Visit.user_id)).distinct())
            for first, last, _whole in months
        ))
        .select_from(Visit)
        .join(User, User.id == Visit.user_id)
        .where(Visit.day >= period.first, Visit.day <= period.last, is_counted(User))
    ).one()  # fmt: skip
    gone = db.session.scalar(select(func.max(VisitTotal.day)))
    known = [
        None if gone and first <= gone else int(row[n]) for n, (first, *_) in enumerate(months)
    ]
    found = [
        {"month": f"{first:%Y-%m}", "members": number, "is_whole": whole}
        for (first, _last, whole), number in zip(months, known, strict=True)
    ]
    counts = [number for (_first, _last, whole), number in zip(months, known, strict=True)
              if whole and number is not None]  # fmt: skip
    return {"months": found, "average": round(sum(counts) / len(counts), 1) if counts else None}
