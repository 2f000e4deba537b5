"""What members did for each other in a time: A01 of community.md §3.5, over the forum's tables.

Only what ordinary members can see counts; people of the brand and automatic accounts neither give
nor get. An accepted answer is worth 5 and a thank-you 1; what one person gives one other counts up
to 6, after what was voided is left out. Nothing of it is ever shown to members.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Float,
    and_,
    case,
    cast,
    distinct,
    extract,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from forum import structure
from forum.extensions import db
from forum.models import Post, Reaction, Thread, User, Viewer
from forum.policies.counted import MEMBERS_SIDE, is_counted, is_live, is_open

ANSWER, THANKS, MOST_OF_ONE = 5.0, 1.0, 6.0
NEW_ACCOUNT = timedelta(days=14)
LITTLE = 0.3  # what thanks from a new account, or one that hardly wrote, are worth
WEEK = 604_800


@dataclass(frozen=True, slots=True)
class Contribution:
    user_id: int
    help_raw: float
    givers: int
    top_giver_share: float | None
    replies: int
    people_helped: int
    active_weeks: int


def contributions(
    viewer: Viewer, since: datetime, until: datetime, *, only: int | None = None,
    few_posts: int = 0, leave_out: Collection[int] = (),
) -> tuple[Contribution, ...]:  # fmt: skip
    """A01 from `since` up to `until`, by member id; of everybody, or of one member alone.

    Thanks from who has written fewer than `few_posts` count little; `leave_out` are the ids of
    posts that repeat others of their author.
    """
    user = aliased(User, name="u")
    h = _help(viewer, since, until, only, few_posts)
    b = _breadth(viewer, since, until, only, leave_out)
    statement = (
        select(
            user.id.label("user_id"),
            func.coalesce(h.c.help_raw, 0.0).label("help_raw"),
            func.coalesce(h.c.givers, 0).label("givers"),
            h.c.top_giver_share,
            func.coalesce(b.c.replies, 0).label("replies"),
            func.coalesce(b.c.people_helped, 0).label("people_helped"),
            func.coalesce(b.c.active_weeks, 0).label("active_weeks"),
        )
        .select_from(user)
        .outerjoin(h, h.c.user_id == user.id)
        .outerjoin(b, b.c.user_id == user.id)
        .where(is_counted(user), or_(h.c.user_id.is_not(None), b.c.user_id.is_not(None)))
        .order_by(user.id)
    )
    if only is not None:
        statement = statement.where(user.id == only)
    return tuple(
        Contribution(row.user_id, float(row.help_raw), row.givers,
                     None if row.top_giver_share is None else float(row.top_giver_share),
                     row.replies, row.people_helped, row.active_weeks)
        for row in db.session.execute(statement)
    )  # fmt: skip


def credit(viewer: Viewer, since: datetime, until: datetime, only: int | None = None) -> CTE:
    """Who was thanked by whom, and what each time is worth: (to_user, giver, v)."""
    kinds = structure.setting("ambassadors.thanks").split()
    author = aliased(User, name="ev_author")
    thanked = (
        select(Post.author_id.label("to_user"), Reaction.user_id.label("giver"),
               literal(THANKS, Float).label("v"))
        .join(Post, Post.id == Reaction.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(author, author.id == Post.author_id)
        .where(
            is_open(Thread), is_live(Post, author), Reaction.voided_at.is_(None),
            Reaction.kind.in_(kinds), Reaction.user_id != Post.author_id,
            Reaction.created_at >= since, Reaction.created_at < until,
        )
    )  # fmt: skip
    helper = aliased(User, name="ev_helper")
    # Only what the person who asked has accepted: the mark of somebody else is no thanks of theirs.
    solved = (
        select(Post.author_id, Thread.author_id, literal(ANSWER, Float))
        .join(Post, Post.id == Thread.answer_id)
        .join(helper, helper.id == Post.author_id)
        .where(
            is_open(Thread), is_live(Post, helper), Post.author_id != Thread.author_id,
            or_(Thread.answered_by_id.is_(None), Thread.answered_by_id == Thread.author_id),
            Thread.answered_at >= since, Thread.answered_at < until,
        )
    )  # fmt: skip
    if only is not None:
        thanked, solved = (each.where(Post.author_id == only) for each in (thanked, solved))
    return union_all(thanked, solved).cte("ev")


def _help(
    viewer: Viewer, since: datetime, until: datetime, only: int | None, few_posts: int
) -> CTE:
    ev = credit(viewer, since, until, only)
    pair = (
        select(ev.c.to_user, ev.c.giver, func.sum(ev.c.v).label("p"))
        .group_by(ev.c.to_user, ev.c.giver)
        .cte("pair")
    )
    giver = aliased(User, name="g")
    is_slight = (giver.created_at > until - NEW_ACCOUNT) | (giver.post_count < few_posts)
    capped = case((pair.c.p > MOST_OF_ONE, MOST_OF_ONE), else_=pair.c.p)
    return (
        select(
            pair.c.to_user.label("user_id"),
            func.count().label("givers"),
            func.sum(capped * case((is_slight, LITTLE), else_=1.0)).label("help_raw"),
            (func.max(pair.c.p) / func.sum(pair.c.p)).label("top_giver_share"),
        )
        .join(giver, giver.id == pair.c.giver)
        .where(is_counted(giver))
        .group_by(pair.c.to_user)
        .cte("h")
    )


def replies(viewer: Viewer, since: datetime, until: datetime, only: int | None = None) -> Any:
    """m_reply among members: (id, thread_id, author_id, to_author_id, at), nobody to themselves."""
    author, to, first = aliased(User), aliased(Post), aliased(Post)
    answered = func.coalesce(to.author_id, first.author_id)
    statement = (
        select(Post.id, Post.thread_id, Post.author_id, answered.label("to_author_id"),
               Post.created_at.label("at"))
        .join(Thread, Thread.id == Post.thread_id)
        .join(author, author.id == Post.author_id)
        .outerjoin(to, to.id == Post.reply_to_id)
        .outerjoin(first, and_(first.thread_id == Post.thread_id, first.number == 1))
        .where(
            is_open(Thread), is_live(Post, author), Post.number > 1, Post.author_id != answered,
            Post.created_at >= since, Post.created_at < until,
            Post.author_capacity.in_(MEMBERS_SIDE),
            func.coalesce(to.author_capacity, first.author_capacity).in_(MEMBERS_SIDE),
        )
    )  # fmt: skip
    return statement if only is None else statement.where(Post.author_id == only)


def _breadth(
    viewer: Viewer, since: datetime, until: datetime, only: int | None, leave_out: Collection[int]
) -> CTE:  # fmt: skip
    statement = replies(viewer, since, until, only)
    if leave_out:
        statement = statement.where(Post.id.not_in(leave_out))
    m = statement.cte("m_reply")
    return (
        select(
            m.c.author_id.label("user_id"),
            func.count().label("replies"),
            func.count(distinct(m.c.to_author_id)).label("people_helped"),
            func.count(distinct(_week(m.c.at))).label("active_weeks"),
        )
        .group_by(m.c.author_id)
        .cte("b")
    )


def _week(moment: Any) -> ColumnElement[int]:
    """Which week since 1970 a moment is in; weeks begin on Thursdays, at midnight UTC."""
    if db.engine.dialect.name == "postgresql":
        return cast(func.floor(extract("epoch", moment) / WEEK), BigInteger)
    return cast(func.strftime("%s", moment), BigInteger) // WEEK
