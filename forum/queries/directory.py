"""Everybody who is here: the directory with its search, filters and orders, and the team."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import format_date
from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset, names
from forum.lib.verdict import require
from forum.models import Affiliation, Group, GroupMember, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, AMBASSADORS, COMMUNITY_MANAGERS, MODERATORS
from forum.policies import members as policy
from forum.policies.capacities import is_partner
from forum.queries import badges, members, people, profile_fields
from forum.queries.shapes import FieldView, Person
from forum.structure import setting

SORTS = {"helped": User.helped_count, "new": User.created_at, "active": User.last_seen_at}
WITHIN = {"day": 1, "week": 7, "month": 30, "year": 365}
PER_PAGE = 40
MOST_GROUPS = 100
MOST_TEAM = 200
NOBODY: Mapping[int, str] = {}
_LAST = "\U0010ffff"  # sorts after every character of a name
_ROLES = (ADMINS, COMMUNITY_MANAGERS, MODERATORS, AMBASSADORS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the directory is asked for, as it stands in the address."""

    q: str = ""
    group: str = ""  # a slug
    badge: str = ""  # likewise
    within: str = ""  # one of WITHIN
    sort: str = "helped"
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    person: Person
    title: str
    location: str
    created_at: datetime
    last_seen_at: datetime | None  # none: never, or not for this viewer
    helped_count: int
    fields: tuple[FieldView, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    asked: Asked
    entries: tuple[Entry, ...]
    groups: tuple[tuple[str, str], ...]  # slug and name of those that can be asked for
    badges: tuple[tuple[str, str], ...]  # likewise
    may_ask_presence: bool
    next_href: str | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the team; `since` is the month in which they began."""

    person: Person
    since: str


@dataclass(frozen=True, slots=True)
class Team:
    brand: tuple[Colleague, ...]
    moderators: tuple[Colleague, ...]
    former: tuple[tuple[Person, str], ...]  # with "was with Fernway until 30 June 2026"


def page(viewer: Viewer, asked: Asked) -> Directory:
    """A page of the directory. What is asked for and is not there is left out of the question."""
    require(policy.can_look(viewer))
    groups = _groups(viewer)
    asked = _understood(viewer, asked, groups)
    column = SORTS[asked.sort]
    statement = (
        select(User)
        .where(policy.listed(viewer), *_conditions(viewer, asked))
        .order_by(column.desc(), User.id.desc())
        .limit(PER_PAGE + 1)
    )
    kind = int if asked.sort == "helped" else datetime
    if place := keyset.decode(asked.after, kind, int):
        statement = statement.where(tuple_(column, User.id) < tuple_(*place))
    found = db.session.scalars(statement).all()
    shown = found[:PER_PAGE]
    next_href = None
    if len(found) > PER_PAGE:
        cursor = keyset.encode(getattr(shown[-1], column.key), shown[-1].id)
        next_href = links.members(
            q=asked.q, group=asked.group, badge=asked.badge, within=asked.within,
            sort=asked.sort, after=cursor,
        )  # fmt: skip
    return Directory(
        asked=asked,
        entries=_entries(viewer, shown),
        groups=tuple((group.slug, group.name) for group in groups),
        badges=badges.choices(viewer),
        may_ask_presence=viewer.is_authenticated,
        next_href=next_href,
    )


def _groups(viewer: Viewer) -> Any:
    """Groups that have rows of members and that the viewer may know of."""
    return db.session.execute(
        select(Group.id, Group.slug, Group.name)
        .where(
            policy.known_groups(viewer),
            or_(Group.is_automatic.is_(False), Group.id.in_(_ROLES)),
        )
        .order_by(Group.is_automatic.desc(), Group.name)
        .limit(MOST_GROUPS)
    ).all()  # fmt: skip


def _understood(viewer: Viewer, asked: Asked, groups: Any) -> Asked:
    sort = asked.sort if asked.sort in SORTS else "helped"
    return Asked(
        q=names.sought(asked.q),
        group=asked.group if asked.group in {group.slug for group in groups} else "",
        badge=asked.badge if asked.badge in dict(badges.choices(viewer)) else "",
        within=asked.within if asked.within in WITHIN and viewer.is_authenticated else "",
        sort=sort if sort != "active" or viewer.is_authenticated else "helped",
        after=asked.after,
    )


def _conditions(viewer: Viewer, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.q:
        found.append(or_(_begins(User.sought_name, asked.q), _begins(User.sought_display, asked.q)))
    if asked.group:
        inside = (
            select(GroupMember.user_id)
            .join(Group, Group.id == GroupMember.group_id)
            .where(Group.slug == asked.group, _live())
        )
        found.append(User.id.in_(inside))
    if asked.badge:
        found.append(User.id.in_(badges.holding(viewer, asked.badge)))
    if asked.within:
        since = utcnow() - timedelta(days=WITHIN[asked.within])
        found.append(and_(User.last_seen_at > since, policy.present(viewer)))
    if asked.sort == "active":
        found.append(and_(User.last_seen_at.is_not(None), policy.present(viewer)))
    return found


def _begins(column: Any, typed: str) -> ColumnElement[bool]:
    """As a range, which both databases answer from the index."""
    return and_(column >= typed, column < typed + _LAST)


def _live() -> ColumnElement[bool]:
    return or_(GroupMember.until.is_(None), GroupMember.until > utcnow())


def _entries(viewer: Viewer, users: Collection[User]) -> tuple[Entry, ...]:
    ids = [user.id for user in users]
    roles, fields = _roles(ids), profile_fields.shown(viewer, ids, "directory")
    partners = _partners(ids)
    return tuple(
        Entry(
            person=_person(viewer, user, roles, partners),
            title=user.title,
            location=user.location,
            created_at=user.created_at,
            last_seen_at=user.last_seen_at if policy.can_see_presence(viewer, user) else None,
            helped_count=user.helped_count if policy.can_see_activity(viewer, user) else 0,
            fields=fields.get(user.id, ()),
        )
        for user in users
    )


def _roles(ids: Any) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for user_id, group_id in db.session.execute(
        select(GroupMember.user_id, GroupMember.group_id).where(
            GroupMember.user_id.in_(list(ids)), GroupMember.group_id.in_(_ROLES), _live()
        )
    ):
        found.setdefault(user_id, set()).add(group_id)
    return found


def _partners(ids: Collection[int]) -> dict[int, str]:
    """The companies of those of these members who are partners of the brand."""
    rows = db.session.execute(
        select(Affiliation.user_id, Affiliation.organisation)
        .where(Affiliation.user_id.in_(ids), *is_partner(utcnow().date()))
        .order_by(Affiliation.id)
    )
    return {row.user_id: row.organisation for row in rows}


def _person(
    viewer: Viewer, user: User, roles: dict[int, set[int]], partners: Mapping[int, str] = NOBODY
) -> Person:
    capacity = members.capacity_of(viewer, user.byline, roles.get(user.id, set()))
    if capacity == "member" and user.id in partners:
        return people.person(user, "partner", partners[user.id])
    return people.person(user, capacity, user.byline)


def team(viewer: Viewer) -> Team:
    """Who speaks for the brand now, and since when; who moderates; who was with the brand once."""
    require(policy.can_look(viewer))
    since = func.min(GroupMember.since).label("since")
    office = (
        select(GroupMember.user_id, since)
        .where(GroupMember.group_id.in_((ADMINS, COMMUNITY_MANAGERS, MODERATORS)), _live())
        .group_by(GroupMember.user_id)
        .subquery()
    )
    rows = db.session.execute(
        select(User, office.c.since)
        .outerjoin(office, office.c.user_id == User.id)
        .where(
            policy.readable(viewer), User.is_bot.is_(False),
            or_(User.byline != "", office.c.since.is_not(None)),
        )
        .order_by(User.display_name, User.id)
        .limit(MOST_TEAM)
    ).all()  # fmt: skip
    ids = [user.id for user, _since in rows]
    roles, began = _roles(ids), _began(ids)
    brand: list[Colleague] = []
    moderators: list[Colleague] = []
    for user, in_office in rows:
        person = _person(viewer, user, roles)
        start = began.get(user.id) or (in_office or user.created_at).date()
        one = Colleague(person, str(format_date(start, "MMMM y")))
        (brand if person.capacity == "brand" else moderators).append(one)
    now = {colleague.person.id for colleague in brand}
    return Team(tuple(brand), tuple(moderators), _former(viewer, now))


def _began(ids: Collection[int]) -> dict[int, date]:
    rows = db.session.execute(
        select(Affiliation.user_id, func.min(Affiliation.valid_from))
        .where(
            Affiliation.user_id.in_(ids), Affiliation.kind == "employee",
            Affiliation.is_public.is_(True),
            or_(Affiliation.valid_to.is_(None), Affiliation.valid_to >= utcnow().date()),
        )
        .group_by(Affiliation.user_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def _former(viewer: Viewer, now: Collection[int]) -> tuple[tuple[Person, str], ...]:
    rows = db.session.execute(
        select(User, Affiliation.organisation, Affiliation.valid_to)
        .join(Affiliation, Affiliation.user_id == User.id)
        .where(
            policy.readable(viewer), Affiliation.kind == "employee", User.id.not_in(now),
            Affiliation.is_public.is_(True), Affiliation.valid_to < utcnow().date(),
        )
        .order_by(Affiliation.valid_to.desc(), User.id)
        .limit(MOST_TEAM)
    )  # fmt: skip
    found: dict[int, tuple[Person, str]] = {}
    for user, where, until in rows:
        assert until is not None  # the condition says so
        said = members.was_with(viewer, where or setting("brand.company"), until)
        found.setdefault(user.id, (people.person(user), said))
    return tuple(found.values())
