"""What members have done, as numbers: what badges and trust levels are decided by.

Each measure is one SELECT of (user_id, value) over a period, on what everybody may see: a number
that is shown to others must not tell of a private category. The server counts for itself; nothing a
browser says about reading is believed beyond the page it was given.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.lib.phrases import N_
from forum.models import (
    Invite,
    InviteUse,
    Post,
    PostUpload,
    Reaction,
    ReadPosition,
    Thread,
    User,
    Viewer,
    Visit,
)
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE
from forum.plugins.extended import Extended
from forum.structure import current

Counted = Select[int, Any]  # of (user_id, value)
_FIRST_ANSWER = timedelta(hours=24)  # community.md D5: a newcomer's first post and its reply
_LONG_THREAD = 100  # posts; features.md §4.3: reader


@dataclass(frozen=True, slots=True)
class Measure:
    """`label` is what a person reads before the number: "answers that were accepted: 5"."""

    name: str
    label: str
    select: Callable[[datetime | None], Counted]
    has_period: bool = True


ALL: Extended[Measure] = Extended({}, "measures")  # ours, and those of the app's plugins


def _measure(name: str, label: str, has_period: bool = True) -> Callable[[Any], Any]:
    def keep(made: Callable[[datetime | None], Counted]) -> Any:
        ALL[name] = Measure(name, label, made, has_period)
        return made

    return keep


def of(
    viewer: Viewer, names: Collection[str], since: datetime | None, user_ids: Collection[int] = ()
) -> dict[int, dict[str, int]]:
    """The measures called `names` since a moment (None: ever), by member; of everybody when no
    ids are given. Who has none of something is not there. One statement a measure.

    For the forum's own reckoning: what is shown of it is decided where it is shown.
    """
    found: dict[int, dict[str, int]] = {}
    for name in names:
        statement = ALL[name].select(since)
        if user_ids:
            who = next(iter(statement.selected_columns))
            statement = statement.where(who.in_(user_ids))
        for user_id, value in db.session.execute(statement):
            found.setdefault(user_id, {})[name] = int(value or 0)
    return found


def _public() -> frozenset[int]:
    return current().visible(frozenset({EVERYONE}))


def _seen(*also: Any) -> list[ColumnElement[bool]]:
    """A visible post in a thread that everybody may see."""
    return [
        Post.state == "visible",
        Thread.state == "visible",
        Thread.category_id.in_(_public()),
        *also,
    ]


def _after(column: Any, since: datetime | None) -> list[ColumnElement[bool]]:
    return [column >= since] if since is not None else []


def _by_post(value: Any, since: datetime | None, *conditions: Any) -> Counted:
    return (
        select(Post.author_id, value)
        .join(Thread, Thread.id == Post.thread_id)
        .where(*_seen(*conditions), *_after(Post.created_at, since))
        .group_by(Post.author_id)
    )


@_measure("threads", N_("threads started"))
def _threads(since: datetime | None) -> Counted:
    return _by_post(func.count(), since, Post.number == 1)


@_measure("replies", N_("replies"))
def _replies(since: datetime | None) -> Counted:
    return _by_post(func.count(), since, Post.number > 1)


@_measure("threads_replied", N_("threads of others replied in"))
def _threads_replied(since: datetime | None) -> Counted:
    others = Thread.author_id != Post.author_id
    return _by_post(func.count(Post.thread_id.distinct()), since, Post.number > 1, others)


@_measure("people_helped", N_("different people replied to"))
def _people_helped(since: datetime | None) -> Counted:
    """To whom: whose post is answered, else who started the thread (community.md §2.1)."""
    parent = aliased(Post, name="parent")
    whom = func.coalesce(parent.author_id, Thread.author_id)
    return (
        select(Post.author_id, func.count(whom.distinct()))
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(parent, parent.id == Post.reply_to_id)
        .where(*_seen(Post.number > 1, whom != Post.author_id), *_after(Post.created_at, since))
        .group_by(Post.author_id)
    )


@_measure("answers", N_("answers that were accepted"))
def _answers(since: datetime | None) -> Counted:
    """On questions of others."""
    return (
        select(Post.author_id, func.count())
        .join(Thread, Thread.answer_id == Post.id)
        .where(*_seen(Thread.author_id != Post.author_id), *_after(Thread.answered_at, since))
        .group_by(Post.author_id)
    )


@_measure("questions_solved", N_("own questions with an answer marked"))
def _questions_solved(since: datetime | None) -> Counted:
    return (
        select(Thread.author_id, func.count())
        .where(
            Thread.answer_id.is_not(None),
            Thread.answered_by_id == Thread.author_id,
            Thread.state == "visible",
            Thread.category_id.in_(_public()),
            *_after(Thread.answered_at, since),
        )
        .group_by(Thread.author_id)
    )


def _received(value: Any, since: datetime | None) -> Counted:
    return (
        select(Post.author_id, value)
        .join(Reaction, Reaction.post_id == Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            *_seen(Reaction.user_id != Post.author_id, Reaction.voided_at.is_(None)),
            *_after(Reaction.created_at, since),
        )
        .group_by(Post.author_id)
    )


@_measure("reactions_received", N_("reactions received"))
def _reactions_received(since: datetime | None) -> Counted:
    return _received(func.count(), since)


@_measure("thanked_by", N_("different people who reacted to their posts"))
def _thanked_by(since: datetime | None) -> Counted:
    return _received(func.count(Reaction.user_id.distinct()), since)


@_measure("thanked_days", N_("days on which somebody reacted to their posts"))
def _thanked_days(since: datetime | None) -> Counted:
    return _received(func.count(func.date(Reaction.created_at).distinct()), since)


@_measure("reactions_given", N_("reactions given"))
def _reactions_given(since: datetime | None) -> Counted:
    return (
        select(Reaction.user_id, func.count())
        .join(Post, Post.id == Reaction.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(*_seen(), *_after(Reaction.created_at, since))
        .group_by(Reaction.user_id)
    )


@_measure("best_post", N_("reactions to one post"))
def _best_post(since: datetime | None) -> Counted:
    return _by_post(func.max(Post.reaction_count), since)


@_measure("best_thread", N_("replies to one thread of theirs"))
def _best_thread(since: datetime | None) -> Counted:
    return _by_post(func.max(Thread.post_count - 1), since, Post.number == 1)


@_measure("welcomes", N_("newcomers answered within a day"))
def _welcomes(since: datetime | None) -> Counted:
    """Replies within a day to the thread that was somebody's first post here (community.md M04)."""
    earlier = aliased(Post, name="earlier")
    first = ~exists().where(
        earlier.author_id == Thread.author_id, earlier.created_at < Thread.created_at
    )
    soon = _seconds(Post.created_at) - _seconds(Thread.created_at) <= _FIRST_ANSWER.total_seconds()
    others = Post.author_id != Thread.author_id
    count = func.count(Thread.author_id.distinct())
    return _by_post(count, since, Post.number > 1, others, first, soon)


def _seconds(column: Any) -> Any:
    """Seconds since 1970, on both databases."""
    if db.engine.dialect.name == "postgresql":
        return func.extract("epoch", column)
    return func.unixepoch(column)


@_measure("pictures", N_("posts with pictures or files"))
def _pictures(since: datetime | None) -> Counted:
    has_one = exists().where(PostUpload.post_id == Post.id)
    return _by_post(func.count(), since, has_one)


@_measure("days_visited", N_("days visited"))
def _days_visited(since: datetime | None) -> Counted:
    return _by_visit(func.count(), since)


@_measure("threads_read", N_("threads opened"))
def _threads_read(since: datetime | None) -> Counted:
    return _by_visit(func.sum(Visit.threads_opened), since)


@_measure("posts_read", N_("posts read"))
def _posts_read(since: datetime | None) -> Counted:
    return _by_visit(func.sum(Visit.posts_read), since)


@_measure("minutes_reading", N_("minutes of reading"))
def _minutes_reading(since: datetime | None) -> Counted:
    return _by_visit(func.sum(Visit.seconds_reading) / 60, since)


def _by_visit(value: Any, since: datetime | None) -> Counted:
    statement = select(Visit.user_id, value).group_by(Visit.user_id)
    return statement.where(Visit.day >= since.astimezone(UTC).date()) if since else statement


@_measure("long_reads", N_("threads of 100 posts read to the end"))
def _long_reads(since: datetime | None) -> Counted:
    return (
        select(ReadPosition.user_id, func.count())
        .join(Thread, Thread.id == ReadPosition.thread_id)
        .where(
            Thread.state == "visible",
            Thread.category_id.in_(_public()),
            Thread.highest_number >= _LONG_THREAD,
            ReadPosition.last_number >= Thread.highest_number,
            *_after(ReadPosition.read_at, since),
        )
        .group_by(ReadPosition.user_id)
    )


@_measure("years", N_("years as a member"), has_period=False)
def _years(since: datetime | None) -> Counted:
    """Whole years; counts only for those who have written something that everybody may read."""
    now = utcnow()
    age = case(
        *[(User.created_at <= now - n * timedelta(days=365.25), n) for n in range(20, 0, -1)],
        else_=0,
    )
    return select(User.id, age).where(User.post_count > 0)


@_measure("profile", N_("a profile with a few words"), has_period=False)
def _profile(since: datetime | None) -> Counted:
    return select(User.id, case((User.bio != "", 1), else_=0)).where(User.bio != "")


@_measure("invited", N_("people invited who have written something"))
def _invited(since: datetime | None) -> Counted:
    guest = aliased(User, name="invited")
    return (
        select(Invite.creator_id, func.count())
        .join(InviteUse, InviteUse.invite_id == Invite.id)
        .join(guest, and_(guest.id == InviteUse.user_id, guest.post_count > 0))
        .where(*_after(InviteUse.used_at, since))
        .group_by(Invite.creator_id)
    )


def labels(viewer: Viewer) -> Mapping[str, str]:
    """Every measure and what it counts, untranslated."""
    return {name: measure.label for name, measure in ALL.items()}
