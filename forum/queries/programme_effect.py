"""Does the programme work? What ambassadors answer, on how many it rests, who has become quiet.

M14 and M23 of community.md §2 over the forum's tables, for the team alone. Members are the ones
outside the company; a thread counts when ordinary members can see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Subquery, and_, func, select
from sqlalchemy.orm import aliased

from forum import links
from forum.extensions import db
from forum.lib.shares import Share
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import CheckIn, Post, Programme, ProgrammeGrant, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.policies.counted import MEMBERS_SIDE, is_live, is_open
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PERIODS = (28, 90, 365)  # days
SOON = timedelta(days=1)  # M04: a newcomer's first post answered
ACTIVE = timedelta(days=28)
ENDED = ("expired", "retired", "revoked")
USUAL_WEEKS, QUIET_WEEKS = 8, 2  # of a check-in
FEW_PEOPLE, MANY_ANSWERS = 2, 20  # M14 warns: half of 20 answers or more rests on two people
_AMBASSADOR = PersonColumns("ambassador")


@dataclass(frozen=True, slots=True)
class Part:
    capacity: str
    share: Share


@dataclass(frozen=True, slots=True)
class Half:
    """The fewest people who gave half of the answers that were accepted; None: there are none."""

    people: int | None
    answers: int

    @property
    def rests_on_few(self) -> bool:
        few = self.people is not None and self.people <= FEW_PEOPLE
        return few and self.answers >= MANY_ANSWERS


@dataclass(frozen=True, slots=True)
class Quiet:
    id: int
    person: Person
    usual: float  # posts a week
    lately: float
    noticed_at: datetime
    href: str


@dataclass(frozen=True, slots=True)
class Effect:
    days: int
    first_replies: tuple[Part, ...]
    solutions: tuple[Part, ...]
    newcomers_answered: Share  # whose first post somebody answered within a day
    newcomers_by_ambassadors: Share  # of these, by an ambassador first
    half: Half
    half_of_ambassadors: Half
    active: Share
    completed: Share
    renewed: Share


def effect(viewer: Viewer, programme: Programme, days: int = 90) -> Effect:
    """The figures of the last `days` days."""
    require(policy.can_review(viewer))
    until = utcnow()
    since = until - timedelta(days=days)
    soon = _newcomers(viewer, since, until)
    return Effect(
        days, _first_replies(viewer, since, until), _solutions(viewer, since, until),
        Share(sum(soon.values()), _first_posts(viewer, since, until)),
        Share(soon.get("ambassador", 0), sum(soon.values())),
        _half(viewer, since, until), _half(viewer, since, until, ("ambassador",)),
        _active(viewer, programme, until), *_terms(viewer, programme),
    )  # fmt: skip


def quiet(viewer: Viewer) -> tuple[Quiet, ...]:
    """Ambassadors somebody could ask how they are, the longest known first; never oneself."""
    require(policy.can_review(viewer))
    rows = db.session.execute(
        select(CheckIn, *_AMBASSADOR.columns)
        .join(ProgrammeGrant, ProgrammeGrant.id == CheckIn.grant_id)
        .join(_AMBASSADOR.user, _AMBASSADOR.user.id == ProgrammeGrant.user_id)
        .where(CheckIn.done_at.is_(None), ProgrammeGrant.user_id != viewer.id)
        .order_by(CheckIn.created_at, CheckIn.id)
        .limit(50)
    )  # fmt: skip
    return tuple(
        Quiet(row.CheckIn.id, _AMBASSADOR.of(row), row.CheckIn.usual / USUAL_WEEKS,
              row.CheckIn.lately / QUIET_WEEKS,
              row.CheckIn.created_at, links.ambassadors("check-ins", row.CheckIn.id))
        for row in rows
    )  # fmt: skip


def check_in(viewer: Viewer, check_in_id: int) -> tuple[CheckIn, int]:
    """One of them and whom it is about. Raises Denied."""
    require(policy.can_review(viewer))
    row = db.session.execute(
        select(CheckIn, ProgrammeGrant.user_id)
        .join(ProgrammeGrant, ProgrammeGrant.id == CheckIn.grant_id)
        .where(CheckIn.id == check_in_id)
    ).first()
    if row is None:
        raise Denied(NOT_FOUND)
    require(policy.can_review(viewer, row.user_id))
    return row.CheckIn, row.user_id


def _parts(counts: Mapping[str, int]) -> tuple[Part, ...]:
    whole = sum(counts.values())
    order = ("ambassador", "member", "partner", "moderator", "brand")
    return tuple(Part(one, Share(counts.get(one, 0), whole)) for one in order)


def _first_replies(viewer: Viewer, since: datetime, until: datetime) -> tuple[Part, ...]:
    """@M23: who answers first in the threads of this time, in which capacity."""
    author = aliased(User)
    ranked = (
        select(
            Post.author_capacity,
            func.row_number()
            .over(partition_by=Post.thread_id, order_by=(Post.created_at, Post.id))
            .label("rank"),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(author, author.id == Post.author_id)
        .where(is_open(Thread), is_live(Post, author), Post.number > 1,
               Post.author_id != Thread.author_id,
               Thread.created_at >= since, Thread.created_at < until)
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(ranked.c.author_capacity, func.count())
        .where(ranked.c.rank == 1)
        .group_by(ranked.c.author_capacity)
    )
    return _parts({row[0]: row[1] for row in rows})


def _solutions(viewer: Viewer, since: datetime, until: datetime) -> tuple[Part, ...]:
    rows = db.session.execute(
        select(Post.author_capacity, func.count())
        .join(Thread, Thread.answer_id == Post.id)
        .where(is_open(Thread), Post.state == "visible", Post.author_id != Thread.author_id,
               Thread.answered_at >= since, Thread.answered_at < until)
        .group_by(Post.author_capacity)
    )  # fmt: skip
    return _parts({row[0]: row[1] for row in rows})


def _firsts(since: datetime, until: datetime) -> Subquery:
    """The first post of each member who wrote it in this time."""
    ranked = (
        select(
            Post.id, Post.thread_id, Post.number, Post.author_id, Post.created_at,
            Post.author_capacity,
            func.row_number()
            .over(partition_by=Post.author_id, order_by=(Post.created_at, Post.id))
            .label("rank"),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(is_open(Thread), is_live(Post, User), User.created_at < until,
               User.created_at >= since - timedelta(days=365))
        .subquery()
    )  # fmt: skip
    return (
        select(ranked)
        .where(ranked.c.rank == 1, ranked.c.created_at >= since, ranked.c.created_at < until,
               ranked.c.author_capacity.in_(MEMBERS_SIDE))
        .subquery()
    )  # fmt: skip


def _first_posts(viewer: Viewer, since: datetime, until: datetime) -> int:
    first = _firsts(since, until)
    return db.session.scalar(select(func.count()).select_from(first)) or 0


def _newcomers(viewer: Viewer, since: datetime, until: datetime) -> dict[str, int]:
    """Of newcomers' first posts that somebody answered within a day: by capacity of the first."""
    first, reply, author = _firsts(since, until), aliased(Post), aliased(User)
    ranked = (
        select(
            reply.author_capacity,
            func.row_number()
            .over(partition_by=first.c.id, order_by=(reply.created_at, reply.id))
            .label("rank"),
            first.c.created_at.label("asked_at"), reply.created_at.label("answered_at"),
        )
        .join(reply, and_(reply.thread_id == first.c.thread_id, reply.number > first.c.number))
        .join(author, author.id == reply.author_id)
        .where(is_live(reply, author), reply.author_id != first.c.author_id)
        .subquery()
    )  # fmt: skip
    found: dict[str, int] = {}
    rows = db.session.execute(
        select(ranked.c.author_capacity, ranked.c.asked_at, ranked.c.answered_at)
        .where(ranked.c.rank == 1)
    )  # fmt: skip
    for capacity, asked_at, answered_at in rows:
        if answered_at - asked_at <= SOON:
            found[capacity] = found.get(capacity, 0) + 1
    return found


def _half(
    viewer: Viewer, since: datetime, until: datetime, capacities: tuple[str, ...] = ()
) -> Half:
    """@M14, of everybody or of those who spoke in one of these capacities."""
    solved = (
        select(Post.author_id, func.count().label("n"))
        .join(Thread, Thread.answer_id == Post.id)
        .where(is_open(Thread), Post.state == "visible", Post.author_id != Thread.author_id,
               Thread.answered_at >= since, Thread.answered_at < until)
        .group_by(Post.author_id)
    )  # fmt: skip
    if capacities:
        solved = solved.where(Post.author_capacity.in_(capacities))
    counts = sorted((row.n for row in db.session.execute(solved)), reverse=True)
    whole, sum_so_far = sum(counts), 0
    for people, count in enumerate(counts, 1):
        sum_so_far += count
        if sum_so_far * 2 >= whole:
            return Half(people, whole)
    return Half(None, 0)


def _active(viewer: Viewer, programme: Programme, at: datetime) -> Share:
    """Of the ambassadors of now, who wrote something in the last four weeks."""
    wrote = select(Post.id).where(
        Post.author_id == ProgrammeGrant.user_id, Post.state == "visible",
        Post.created_at >= at - ACTIVE,
    )  # fmt: skip
    whole, part = db.session.execute(
        select(func.count(), func.count().filter(wrote.exists()))
        .select_from(ProgrammeGrant)
        .where(ProgrammeGrant.programme_id == programme.id,
               ProgrammeGrant.state.in_(("active", "grace")))
    ).one()  # fmt: skip
    return Share(part, whole)


def _terms(viewer: Viewer, programme: Programme) -> tuple[Share, Share]:
    """Of the terms that are over, which went to their end; and of these, which were renewed."""
    after = aliased(ProgrammeGrant)
    renewed = select(after.id).where(after.previous_id == ProgrammeGrant.id)
    to_the_end = ProgrammeGrant.state == "expired"
    over, ended, again = db.session.execute(
        select(func.count(), func.count().filter(to_the_end),
               func.count().filter(to_the_end, renewed.exists()))
        .select_from(ProgrammeGrant)
        .where(ProgrammeGrant.programme_id == programme.id, ProgrammeGrant.state.in_(ENDED))
    ).one()  # fmt: skip
    return Share(ended, over), Share(again, ended)
