"""How the community does, in a few numbers for the first page of the administration."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from sqlalchemy import Select, func, select

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Post, Thread, Upload, User, Viewer
from forum.models.columns import utcnow
from forum.policies import structure as policy

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Number:
    """How many in the last seven days, and in the seven before them."""

    what: str  # members, threads, replies
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Numbers:
    weekly: tuple[Number, ...]
    upload_bytes: int
    upload_count: int
    version: str  # of the forum


def numbers(viewer: Viewer) -> Numbers:
    """Sign-ups, threads, replies and visitors by week, and what is stored; one statement.

    The sums walk indexes of moments: what they cost grows with a fortnight, not with the community.
    """
    require(policy.can_shape(viewer))
    now = utcnow()
    asked: dict[str, Select[Any]] = {}
    for name, until in (("now", now), ("before", now - WEEK)):
        asked |= {f"{what}_{name}": each for what, each in _week(until).items()}
    stored = select(func.coalesce(func.sum(Upload.size), 0))
    row = db.session.execute(select(
        *(each.scalar_subquery().label(name) for name, each in asked.items()),
        stored.scalar_subquery().label("bytes"),
        select(func.count(Upload.id)).scalar_subquery().label("files"),
    )).one()._mapping  # fmt: skip
    weekly = tuple(
        Number(what, row[f"{what}_now"], row[f"{what}_before"])
        for what in ("members", "threads", "replies")
    )
    return Numbers(weekly, row["bytes"], row["files"], version("forum"))


def _week(until: datetime) -> dict[str, Select[Any]]:
    since = until - WEEK

    def within(column: Any, *more: Any) -> Select[Any]:
        return select(func.count()).where(column > since, column <= until, *more)

    return {
        "members": within(User.created_at, User.active).select_from(User),
        "threads": within(Thread.created_at, Thread.state == "visible").select_from(Thread),
        "replies": within(Post.created_at, Post.state == "visible", Post.number > 1).select_from(
            Post
        ),
    }
