"""Who may be a candidate: the gates of community.md §3.5, computed and never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from forum.extensions import db
from forum.models import (
    Affiliation,
    GroupMember,
    IntegrityFlag,
    Post,
    Programme,
    ScoreRun,
    User,
    Viewer,
    Visit,
)
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.policies.ambassadors import is_disqualifying
from forum.queries import conduct
from forum.queries.contributions import Contribution, contributions

WINDOW = timedelta(days=90)
FEW_POSTS = 5
# What a programme demands unless it says otherwise; days, days, replies, people, days.
DEFAULTS = {"account_days": 90, "active_days": 20, "replies": 20, "givers": 5, "clean_days": 180}


@dataclass(frozen=True, slots=True)
class Gate:
    """One demand: what somebody has of it and what is needed. `is_open` are those told to them."""

    name: str
    have: int
    need: int
    is_open: bool = True

    @property
    def is_passed(self) -> bool:
        return self.have >= self.need


def needs(viewer: Viewer, programme: Programme) -> dict[str, int]:
    """The numbers of a programme. In a small community few replies are many (`reply_floor`)."""
    found = DEFAULTS | {k: v for k, v in programme.criteria.items() if k in DEFAULTS}
    run = latest_run(viewer, programme.id)
    if run is not None and "reply_floor" in run.parameters:
        found["replies"] = min(found["replies"], int(run.parameters["reply_floor"]))
    return found


def latest_run(viewer: Viewer, programme_id: int) -> ScoreRun | None:
    found: ScoreRun | None = db.session.scalar(
        select(ScoreRun)
        .where(ScoreRun.programme_id == programme_id)
        .order_by(ScoreRun.id.desc())
        .limit(1)
    )
    return found


def gates(
    viewer: Viewer, user: User, need: dict[str, int], at: datetime,
    found: Contribution | None = None,
) -> tuple[Gate, ...]:  # fmt: skip
    """What `user` has of everything that is needed, over the last 90 days."""
    since = at - WINDOW
    if found is None:
        own = contributions(viewer, since, at, only=user.id, few_posts=FEW_POSTS)
        found = own[0] if own else None
    clean_since = at - timedelta(days=need["clean_days"])
    clean = user.suspended_until is None or user.suspended_until < clean_since
    clean = clean and conduct.is_clean(viewer, user.id, clean_since)
    return (
        Gate("account_days", (at - user.created_at).days, need["account_days"]),
        Gate("active_days", active_days(viewer, user.id, since, at), need["active_days"]),
        Gate("replies", found.replies if found else 0, need["replies"]),
        Gate("givers", found.givers if found else 0, need["givers"]),
        Gate("clean", int(clean), 1, is_open=False),
        Gate("unflagged", int(not open_flags(viewer, user.id)), 1, is_open=False),
        Gate("outside", int(not is_internal(viewer, user, at)), 1, is_open=False),
    )


def active_days(viewer: Viewer, user_id: int, since: datetime, until: datetime) -> int:
    """Different days on which somebody was seen here or wrote."""
    seen = db.session.scalars(
        select(Visit.day).where(
            Visit.user_id == user_id, Visit.day >= since.date(), Visit.day <= until.date()
        )
    )
    wrote = db.session.scalars(
        select(func.date(Post.created_at)).distinct().where(
            Post.author_id == user_id, Post.state == "visible", Post.created_at >= since,
            Post.created_at < until,
        )
    )  # fmt: skip
    return len({str(day) for day in [*seen, *wrote]})


def open_flags(viewer: Viewer, user_id: int) -> Sequence[IntegrityFlag]:
    """What looked like gaming and has not been looked at."""
    return db.session.scalars(
        select(IntegrityFlag)
        .where(IntegrityFlag.user_id == user_id, IntegrityFlag.resolved_at.is_(None))
        .order_by(IntegrityFlag.id)
        .limit(20)
    ).all()


def is_internal(viewer: Viewer, user: User, at: datetime) -> bool:
    """Of the brand, or paid in a way that rules it out."""
    team = select(GroupMember.user_id).where(
        GroupMember.user_id == user.id, GroupMember.group_id.in_((ADMINS, COMMUNITY_MANAGERS))
    )
    return (
        user.is_bot
        or bool(user.byline)
        or db.session.scalar(team.limit(1)) is not None
        or is_disqualifying(affiliations(viewer, user.id, at))
    )


def affiliations(viewer: Viewer, user_id: int, at: datetime) -> Sequence[str]:
    """The kinds of who pays this person on that day."""
    day = at.date()
    return db.session.scalars(
        select(Affiliation.kind).where(
            Affiliation.user_id == user_id, Affiliation.valid_from <= day,
            or_(Affiliation.valid_to.is_(None), Affiliation.valid_to >= day),
        )
    ).all()  # fmt: skip
