"""Trust levels: what is asked for each, how far somebody has come, and why they have it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib import ladder
from forum.lib.ladder import BASIC, MEMBER, REGULAR, Found, Requirement, Requirements
from forum.lib.verdict import require
from forum.models import Badge, LedgerEntry, Post, Thread, User, Viewer, Visit
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE
from forum.policies import trust as policy
from forum.queries import conduct, measures
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person
from forum.structure import current, setting

MOST_LINES = 100  # of a ledger


def requirements(viewer: Viewer) -> Requirements:
    """What is asked for levels 1 to 3, as the settings and the size of the community say."""
    window = int(setting("trust.regular_window"))
    threads, posts = _new_since(utcnow() - timedelta(days=window))
    regular = {
        "days_visited": setting("trust.regular_days"),
        "threads_replied": setting("trust.regular_replied"),
        "threads_read": _share("threads", threads),
        "posts_read": _share("posts", posts),
        "reactions_given": setting("trust.regular_given"),
        "reactions_received": setting("trust.regular_received"),
        "thanked_by": setting("trust.regular_people"),
        "thanked_days": setting("trust.regular_thanked_days"),
    }
    return {
        BASIC: _ever(
            threads_read=setting("trust.basic_threads"),
            posts_read=setting("trust.basic_posts"),
            minutes_reading=setting("trust.basic_minutes"),
        ),
        MEMBER: _ever(
            threads_read=setting("trust.member_threads"),
            posts_read=setting("trust.member_posts"),
            minutes_reading=setting("trust.member_minutes"),
            days_visited=setting("trust.member_days"),
            reactions_received=setting("trust.member_received"),
            reactions_given=setting("trust.member_given"),
            threads_replied=setting("trust.member_replied"),
        ),
        REGULAR: (
            *(Requirement(name, int(needed), window) for name, needed in regular.items()),
            Requirement("posts_upheld", int(setting("trust.regular_upheld_posts")), window, True),
            Requirement("upheld_by", int(setting("trust.regular_upheld_by")), window, True),
            *_ever(
                threads_read=setting("trust.regular_threads_ever"),
                posts_read=setting("trust.regular_posts_ever"),
            ),
        ),
    }


def _ever(**needed: int) -> tuple[Requirement, ...]:
    return tuple(Requirement(name, int(number)) for name, number in needed.items())


def _share(what: str, there_are: int) -> int:
    """A share of what is new, and never more than a number that a person can read."""
    share = there_are * int(setting(f"trust.regular_{what}_percent")) // 100
    return min(share, int(setting(f"trust.regular_{what}_most")))


def _new_since(since: datetime) -> tuple[int, int]:
    """How many threads and posts came since, as far as everybody may see them."""
    public = current().visible(frozenset({EVERYONE}))
    shown = [Thread.state == "visible", Thread.category_id.in_(public)]
    threads = select(func.count()).select_from(Thread).where(*shown, Thread.created_at >= since)
    posts = (
        select(func.count())
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .where(*shown, Post.state == "visible", Post.created_at >= since)
    )
    return db.session.scalar(threads) or 0, db.session.scalar(posts) or 0


def found(viewer: Viewer, asked: Requirements, user_ids: Collection[int]) -> dict[int, Found]:
    """What these members have of all that is asked. One statement for each measure and period."""
    periods: dict[int | None, set[str]] = {}
    for one in (each for step in asked.values() for each in step):
        periods.setdefault(one.days, set()).add(one.measure)
    have: dict[int, dict[tuple[str, int | None], int]] = {user_id: {} for user_id in user_ids}
    for days, names in periods.items():
        since = None if days is None else utcnow() - timedelta(days=days)
        done = measures.of(viewer, sorted(names - set(conduct.UPHELD)), since, user_ids)
        if since is not None and names & set(conduct.UPHELD):
            for user_id, values in conduct.upheld(viewer, user_ids, since).items():
                done.setdefault(user_id, {}).update(values)
        for user_id, values in done.items():
            have[user_id].update({(name, days): value for name, value in values.items()})
    return dict(have)


def penalised(viewer: Viewer, user_ids: Collection[int]) -> set[int]:
    """Those of these members who have to wait for level 3: features.md §4.1, points 3 and 4."""
    since = utcnow() - timedelta(days=int(setting("trust.regular_clean_days")))
    return conduct.penalised(viewer, user_ids, since)


@dataclass(frozen=True, slots=True)
class Progress:
    """One thing that is asked: what it is, how much of it, and what is there."""

    label: str
    needed: int
    have: int
    days: int | None
    is_most: bool
    is_met: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands: the level, and what the next one (or keeping this one) asks.

    `clean_days`: a penalty of the last so many days keeps them from level 3; 0: there is none.
    """

    level: int
    is_locked: bool
    next_level: int | None
    progress: tuple[Progress, ...]
    clean_days: int = 0


def standing(viewer: Viewer, user: User) -> Standing:
    """For the member's own page, and for staff. Raises Denied for everybody else."""
    require(policy.can_see_standing(viewer, user))
    asked = requirements(viewer)
    by_rule = user.trust_level < REGULAR and not user.is_level_locked
    step = user.trust_level + 1 if by_rule else (REGULAR if user.trust_level == REGULAR else None)
    have = found(viewer, asked, [user.id])[user.id] if step else {}
    progress = tuple(
        Progress(_label(one.measure), one.needed, have.get(one.key, 0), one.days, one.is_most,
                 one.is_met(have.get(one.key, 0)))
        for one in (asked[step] if step else ())
        if one.needed or one.is_most
    )  # fmt: skip
    is_held = step == REGULAR and user.id in penalised(viewer, [user.id])
    days = int(setting("trust.regular_clean_days")) if is_held else 0
    return Standing(user.trust_level, user.is_level_locked, step, progress, days)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger: what changed, when, why, and on what evidence."""

    kind: str
    what: str
    name: str  # the badge's, as it is called now; "" for a level
    change: str
    reason: str
    evidence: tuple[tuple[str, int], ...]
    actor: Person | None
    created_at: datetime


_ACTOR = PersonColumns("actor")


def ledger(viewer: Viewer, user: User) -> tuple[Line, ...]:
    """Why this member has, had or lost each badge and level, the latest first."""
    require(policy.can_see_standing(viewer, user))
    rows = db.session.execute(
        select(LedgerEntry, Badge.name, *_ACTOR.columns)
        .outerjoin(_ACTOR.user, _ACTOR.user.id == LedgerEntry.actor_id)
        .outerjoin(Badge, (LedgerEntry.kind == "badge") & (Badge.slug == LedgerEntry.what))
        .where(LedgerEntry.user_id == user.id)
        .order_by(LedgerEntry.id.desc())
        .limit(MOST_LINES)
    )
    return tuple(
        Line(
            row.LedgerEntry.kind,
            row.LedgerEntry.what,
            row.name or "",
            row.LedgerEntry.change,
            row.LedgerEntry.reason,
            tuple(_evidence(row.LedgerEntry)),
            _ACTOR.of(row) if row.LedgerEntry.actor_id else None,
            row.LedgerEntry.created_at,
        )
        for row in rows
    )


def _evidence(entry: LedgerEntry) -> list[tuple[str, int]]:
    known = {*measures.ALL, *conduct.UPHELD}
    return [(_label(name), n) for name, n in entry.evidence.items() if name in known]


def _label(name: str) -> str:
    return str(_(conduct.UPHELD[name] if name in conduct.UPHELD else measures.ALL[name].label))


def due(viewer: Viewer, day: date, after: int, most: int) -> list[int]:
    """Ids of members who were here on or after `day`, in order, from the one after `after`."""
    rows = (
        select(Visit.user_id)
        .where(Visit.day >= day, Visit.user_id > after)
        .distinct()
        .order_by(Visit.user_id)
        .limit(most)
    )
    return list(db.session.scalars(rows))


def regulars(viewer: Viewer, after: int, most: int) -> list[int]:
    """Ids of members at level 3, in order."""
    rows = (
        select(User.id)
        .where(User.trust_level == ladder.REGULAR, User.id > after)
        .order_by(User.id)
        .limit(most)
    )
    return list(db.session.scalars(rows))
