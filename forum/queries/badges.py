"""Badges: all of them, one with its holders, a member's own, and who a rule would give one to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset
from forum.lib.rules import Rule
from forum.lib.verdict import NOT_FOUND, Denied, Refused, require
from forum.memory import remembered
from forum.models import Badge, BadgeGrant, Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import badges as policy
from forum.policies import threads as thread_policy
from forum.queries import measures
from forum.queries.people import PersonColumns, person
from forum.queries.shapes import Person

PER_PAGE = 50
MOST_PREVIEWED = 50
GROUPINGS = ("starting", "helping", "community", "other")
# The drawings of static/img/badges.svg.
ICONS = (
    "sprout",
    "speech",
    "door",
    "heart",
    "gift",
    "book",
    "books",
    "flag",
    "key",
    "spanner",
    "pillar",
    "hand",
    "bridge",
    "stars",
    "lamp",
    "lighthouse",
    "return",
    "quote",
    "bell",
    "ripples",
    "campfire",
    "camera",
    "tent",
    "sun",
    "rings",
)
_HOLDER = PersonColumns("holder")
_GRANTOR = PersonColumns("grantor")


@dataclass(frozen=True, slots=True)
class BadgeRef:
    """A badge as it stands somewhere: its picture has the name for who does not see it."""

    id: int
    slug: str
    name: str
    description: str
    tier: str
    grouping: str
    icon: str
    href: str
    holder_count: int
    is_enabled: bool
    is_by_rule: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A badge that a member has, since when, and why."""

    badge: BadgeRef
    grant_id: int
    granted_at: datetime
    until: datetime | None
    reason: str
    grantor: Person | None
    evidence_title: str
    evidence_href: str
    is_title: bool
    may_be_title: bool


@dataclass(frozen=True, slots=True)
class Holder:
    person: Person
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class Holders:
    """A page of those who have a badge, the latest first."""

    items: tuple[Holder, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a rule would give the badge to, with what they have of each condition."""

    person: Person
    evidence: tuple[tuple[str, int], ...]
    has_it: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would get a badge by a rule: how many, the first of them, and who would lose it."""

    count: int
    new_count: int
    lost_count: int
    candidates: tuple[Candidate, ...]


def ref(viewer: Viewer, badge: Badge) -> BadgeRef:
    return BadgeRef(
        badge.id,
        badge.slug,
        badge.name,
        badge.description,
        badge.tier,
        badge.grouping,
        badge.icon,
        links.badge(badge.slug),
        badge.holder_count,
        badge.is_enabled,
        badge.rule is not None,
    )


def get(viewer: Viewer, slug: str) -> Badge:
    """The badge with this slug. Raises Denied when there is none for this viewer."""
    badge: Badge | None = db.session.scalar(select(Badge).where(Badge.slug == slug))
    if badge is None:
        raise Denied(NOT_FOUND)
    require(policy.can_read(viewer, badge))
    return badge


def board(viewer: Viewer) -> dict[str, tuple[BadgeRef, ...]]:
    """All badges the viewer may see, by grouping, in the order of the admin."""
    rows = db.session.scalars(
        select(Badge).where(policy.readable(viewer)).order_by(Badge.position, Badge.id)
    ).all()
    found = {
        grouping: tuple(ref(viewer, badge) for badge in rows if badge.grouping == grouping)
        for grouping in GROUPINGS
    }
    return {grouping: badges for grouping, badges in found.items() if badges}


def _live() -> list[Any]:
    now = utcnow()
    return [
        BadgeGrant.revoked_at.is_(None),
        or_(BadgeGrant.until.is_(None), BadgeGrant.until > now),
    ]


def choices(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Slug and name of each badge the viewer may see, in the order of the admin."""

    def made() -> tuple[tuple[str, str], ...]:
        rows = db.session.execute(
            select(Badge.slug, Badge.name)
            .where(policy.readable(viewer))
            .order_by(Badge.position, Badge.id)
        )
        return tuple((slug, name) for slug, name in rows)

    return remembered(("badge choices", bool(viewer.is_staff)), ("members",), made)


def holding(viewer: Viewer, slug: str) -> Select[Any]:
    """The ids of those who have the badge now; of nobody when the viewer may not see it."""
    return (
        select(BadgeGrant.user_id)
        .join(Badge, Badge.id == BadgeGrant.badge_id)
        .where(Badge.slug == slug, policy.readable(viewer), *_live())
    )


def holders(viewer: Viewer, badge: Badge, after: str | None = None) -> Holders:
    """Who has the badge, the latest first. `after` is a cursor of the page before."""
    require(policy.can_read(viewer, badge))
    place = tuple_(BadgeGrant.granted_at, BadgeGrant.id)
    statement: Select[Any] = (
        select(BadgeGrant.id, BadgeGrant.granted_at, *_HOLDER.columns)
        .join(_HOLDER.user, _HOLDER.user.id == BadgeGrant.user_id)
        .where(BadgeGrant.badge_id == badge.id, *_live(), _HOLDER.user.active.is_(True),
               _HOLDER.user.erased_at.is_(None))
        .order_by(BadgeGrant.granted_at.desc(), BadgeGrant.id.desc())
        .limit(PER_PAGE + 1)
    )  # fmt: skip
    if cursor := keyset.decode(after, datetime, int):
        statement = statement.where(place < tuple_(*cursor))
    rows = db.session.execute(statement).all()
    more = len(rows) > PER_PAGE
    rows = rows[:PER_PAGE]
    last = keyset.encode(rows[-1].granted_at, rows[-1].id) if more else None
    return Holders(tuple(Holder(_HOLDER.of(row), row.granted_at) for row in rows), last)


def of_member(viewer: Viewer, user: User) -> tuple[Held, ...]:
    """The badges a member has. A post given as evidence is named only to who may read it."""
    readable = thread_policy.readable(viewer)
    rows = db.session.execute(
        select(BadgeGrant, Badge, Post.number, Thread.id.label("thread_id"), Thread.title,
               Thread.slug, *_GRANTOR.columns)
        .join(Badge, Badge.id == BadgeGrant.badge_id)
        .outerjoin(_GRANTOR.user, _GRANTOR.user.id == BadgeGrant.granted_by_id)
        .outerjoin(Post, (Post.id == BadgeGrant.post_id) & (Post.state == "visible"))
        .outerjoin(Thread, (Thread.id == Post.thread_id) & readable)
        .where(BadgeGrant.user_id == user.id, *_live(), policy.readable(viewer))
        .order_by(Badge.position, Badge.id)
        .limit(200)
    )  # fmt: skip
    return tuple(_held(viewer, user, row) for row in rows)


def _held(viewer: Viewer, user: User, row: Any) -> Held:
    grant, badge = row.BadgeGrant, row.Badge
    seen = row.thread_id is not None
    return Held(
        badge=ref(viewer, badge),
        grant_id=grant.id,
        granted_at=grant.granted_at,
        until=grant.until,
        reason=grant.reason,
        grantor=_GRANTOR.of(row) if grant.granted_by_id else None,
        evidence_title=row.title if seen else "",
        evidence_href=links.post(row.thread_id, row.slug, row.number) if seen else "",
        is_title=bool(user.title) and user.title == badge.name,
        may_be_title=badge.is_title,
    )


def grant_of(viewer: Viewer, badge: Badge, user: User) -> BadgeGrant:
    """The badge that this member has. Raises Refused when they do not."""
    require(policy.can_define(viewer))
    found: BadgeGrant | None = db.session.scalar(
        select(BadgeGrant).where(
            BadgeGrant.badge_id == badge.id, BadgeGrant.user_id == user.id, *_live()
        )
    )
    if found is None:
        raise Refused(_("%(name)s does not have this badge.", name=user.display_name), "name")
    return found


def day_of(viewer: Viewer, typed: str) -> datetime | None:
    """A day as it is typed, 2027-01-31, at its beginning; none for nothing. Raises Refused."""
    if not typed:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise Refused(_("Write the day like this: 2027-01-31."), "until") from error


def by_rule(viewer: Viewer) -> list[int]:
    """Ids of the badges that are given by a rule."""
    rows = select(Badge.id).where(Badge.is_enabled.is_(True), Badge.rule.is_not(None))
    return list(db.session.scalars(rows.order_by(Badge.id)))


def matching(
    viewer: Viewer, rule: Rule, user_ids: Collection[int] = ()
) -> dict[int, Mapping[tuple[str, int | None], int]]:
    """Who meets the rule, of everybody or of these, with what they have. For the reckoning only."""
    require(policy.can_judge(viewer))
    return _matching(viewer, rule, user_ids)


def _matching(
    viewer: Viewer, rule: Rule, user_ids: Collection[int] = ()
) -> dict[int, Mapping[tuple[str, int | None], int]]:
    have: dict[int, dict[tuple[str, int | None], int]] = {}
    for days, names in rule.periods().items():
        since = None if days is None else utcnow() - timedelta(days=days)
        for user_id, values in measures.of(viewer, sorted(names), since, user_ids).items():
            have.setdefault(user_id, {}).update({(n, days): v for n, v in values.items()})
    return {user_id: found for user_id, found in have.items() if rule.judge(found)}


def preview(viewer: Viewer, rule: Rule, badge: Badge | None = None) -> Preview:
    """Who would get the badge by this rule, before it is saved."""
    require(policy.can_define(viewer))
    met = _matching(viewer, rule)
    have: dict[int, bool] = {}
    if badge is not None:
        grants = select(
            BadgeGrant.user_id, BadgeGrant.granted_by_id.is_(None).label("by_rule")
        ).where(BadgeGrant.badge_id == badge.id, *_live())
        have = {row.user_id: row.by_rule for row in db.session.execute(grants)}
    people = db.session.scalars(
        select(User)
        .where(User.id.in_(list(met)[:5000]), User.is_bot.is_(False), User.erased_at.is_(None))
        .order_by(User.id)
        .limit(MOST_PREVIEWED)
    )
    candidates = tuple(
        Candidate(person(user), evidence(viewer, rule, met[user.id]), user.id in have)
        for user in people
    )
    loses = bool(badge and badge.is_taken_back)
    lost = sum(by_rule and user_id not in met for user_id, by_rule in have.items()) if loses else 0
    return Preview(len(met), len(met.keys() - have.keys()), lost, candidates)


def evidence(
    viewer: Viewer, rule: Rule, found: Mapping[tuple[str, int | None], int]
) -> tuple[tuple[str, int], ...]:
    """What somebody has of each thing the rule asks for, in words and numbers."""
    return tuple(
        (_(measures.ALL[one.measure].label), found.get((one.measure, one.days), 0))
        for one in rule.conditions
    )


def rule_in_words(viewer: Viewer, badge: Badge) -> tuple[str, ...]:
    """What has to be done for the badge, a line for each condition."""
    conditions = (badge.rule or {}).get("all", [])
    return tuple(_in_words(one) for one in conditions if one["measure"] in measures.ALL)


def _in_words(condition: Mapping[str, Any]) -> str:
    label = _(measures.ALL[condition["measure"]].label)
    values = {"label": label, "value": condition["value"], "days": condition.get("days")}
    least, ever = condition.get("is", "at_least") == "at_least", not values["days"]
    if least and ever:
        words = _("%(label)s: %(value)s or more", **values)
    elif least:
        words = _("%(label)s: %(value)s or more in %(days)s days", **values)
    elif ever:
        words = _("%(label)s: at most %(value)s", **values)
    else:
        words = _("%(label)s: at most %(value)s in %(days)s days", **values)
    return str(words)
