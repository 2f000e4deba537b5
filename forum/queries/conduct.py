"""What decisions say of a member's conduct, and which of their threads the team featured.

community.md §3.5: the multiplier `conduct`, the gate about sanctions, the component `craft`;
features.md §4.1: what stands in the way of trust level 3.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select

from forum.extensions import db
from forum.lib.phrases import N_
from forum.models import (
    Decision,
    ModerationCase,
    Report,
    Sanction,
    StaffAction,
    Thread,
    User,
    Viewer,
)
from forum.models.decisions import RESTRICTIVE
from forum.policies.counted import MEMBERS_SIDE, is_open

REMINDED, WARNED = 0.8, 0.5  # instead of 1.0
LATELY = timedelta(days=180)  # reminders
EVER = timedelta(days=365)  # warnings that are over; younger ones shut the gate


def is_clean(viewer: Viewer, user_id: int, since: datetime) -> bool:
    """Whether no warning or anything harder that stands was decided since then."""
    found = select(Sanction.id).where(
        Sanction.user_id == user_id, Sanction.lifted_at.is_(None),
        or_(Sanction.starts_at >= since, Sanction.expires_at >= since,
            Sanction.expires_at.is_(None)),
    )  # fmt: skip
    return db.session.scalar(found.limit(1)) is None


# By the names that trust levels ask for them; no measures for badges.
UPHELD = {
    "posts_upheld": N_("posts of theirs that were reported, with the team agreeing"),
    "upheld_by": N_("different people who reported these"),
}
PENALTIES = ("restriction", "suspension", "termination")


def upheld(viewer: Viewer, ids: Collection[int], since: datetime) -> dict[int, dict[str, int]]:
    """How many posts of these members were reported rightly since then, and by how many people.

    A decision that was reversed counts for nothing.
    """
    stands = exists().where(
        Decision.case_id == ModerationCase.id,
        Decision.action.in_(RESTRICTIVE),
        Decision.state.in_(("in_force", "ended")),
        Decision.reversed_at.is_(None),
    )
    people = func.count(Report.reporter_id.distinct()) + func.count(
        func.nullif(Report.reporter_email, "").distinct()
    )
    rows = db.session.execute(
        select(ModerationCase.user_id, func.count(ModerationCase.post_id.distinct()), people)
        .join(Report, Report.case_id == ModerationCase.id)
        .where(ModerationCase.user_id.in_(ids), ModerationCase.post_id.is_not(None),
               Report.is_upheld.is_(True), Report.created_at >= since, stands)
        .group_by(ModerationCase.user_id)
    )  # fmt: skip
    return {row[0]: dict(zip(UPHELD, (row[1], row[2]), strict=True)) for row in rows}


def penalised(viewer: Viewer, ids: Collection[int], since: datetime) -> set[int]:
    """Those of these members who were restricted or suspended at any time since then.

    What was lifted on appeal or by mistake never was. The account itself is asked as well: who
    came from another forum brought no decision along.
    """
    decided = select(Sanction.user_id).where(
        Sanction.user_id.in_(ids), Sanction.kind.in_(PENALTIES), Sanction.lifted_at.is_(None),
        or_(Sanction.expires_at.is_(None), Sanction.expires_at >= since),
    )  # fmt: skip
    marked = select(User.id).where(
        User.id.in_(ids), or_(User.suspended_until >= since, User.restricted_until >= since)
    )
    return {*db.session.scalars(decided), *db.session.scalars(marked)}


def multipliers(viewer: Viewer, ids: Collection[int], at: datetime) -> dict[int, float]:
    """Of these members those whose score counts less, and how much of it counts."""
    reminded = db.session.scalars(
        select(ModerationCase.user_id)
        .join(Decision, Decision.case_id == ModerationCase.id)
        .where(
            ModerationCase.user_id.in_(ids), Decision.action == "reminder",
            Decision.state.in_(("in_force", "ended")), Decision.decided_at >= at - LATELY,
            Decision.decided_at < at,
        )
    )  # fmt: skip
    found = dict.fromkeys(reminded, REMINDED)
    warned = db.session.scalars(
        select(Sanction.user_id).where(
            Sanction.user_id.in_(ids), Sanction.kind == "warning", Sanction.lifted_at.is_(None),
            Sanction.starts_at >= at - EVER, Sanction.starts_at < at,
        )
    )  # fmt: skip
    return found | dict.fromkeys(warned, WARNED)


def featured(viewer: Viewer, since: datetime, until: datetime) -> dict[int, int]:
    """How many threads of each member somebody of the team pinned in this time, each once."""
    rows = db.session.execute(
        select(Thread.author_id, func.count(func.distinct(Thread.id)))
        .join(StaffAction, StaffAction.thread_id == Thread.id)
        .where(
            StaffAction.verb == "pin", StaffAction.actor_id != Thread.author_id,
            StaffAction.created_at >= since, StaffAction.created_at < until,
            is_open(Thread), Thread.kind == "discussion", Thread.author_capacity.in_(MEMBERS_SIDE),
        )
        .group_by(Thread.author_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}
