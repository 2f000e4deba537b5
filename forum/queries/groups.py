"""Groups: those one may know of, one with its members, who asks to be let in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, or_, select, true, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Group, GroupMember, GroupRequest, User, Viewer
from forum.models.columns import utcnow
from forum.policies import groups as policy
from forum.policies import members as member_policy
from forum.queries import audiences
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PER_PAGE = 50
MOST_GROUPS = 200
MOST_REQUESTS = 100
MOST_KEEPERS = 50
_MEMBER = PersonColumns("member")


@dataclass(frozen=True, slots=True)
class GroupRow:
    id: int
    slug: str
    name: str
    description: str
    href: str
    joining: str
    is_hidden: bool
    is_automatic: bool
    title: str
    email_domain: str
    member_count: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class GroupMemberRow:
    person: Person
    since: datetime
    is_owner: bool


@dataclass(frozen=True, slots=True)
class Asking:
    person: Person
    message: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class May:
    join: bool
    request: bool
    leave: bool
    manage: bool
    define: bool
    has_asked: bool


@dataclass(frozen=True, slots=True)
class GroupPage:
    group: GroupRow
    members: tuple[GroupMemberRow, ...]
    next_href: str | None
    requests: tuple[Asking, ...]
    may: May


def get(viewer: Viewer, slug: str) -> Group:
    """The group with this slug. Raises Denied when there is none for this viewer."""
    group: Group | None = db.session.scalar(select(Group).where(Group.slug == slug))
    if group is None:
        raise Denied(NOT_FOUND)
    require(policy.can_read(viewer, group))
    return group


def board(viewer: Viewer) -> tuple[GroupRow, ...]:
    """Every group the viewer may know of, with how many are in it."""
    count = (
        select(func.count())
        .select_from(GroupMember)
        .where(GroupMember.group_id == Group.id, _live())
        .correlate(Group)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Group, count.label("n"))
        .where(policy.readable(viewer))
        .order_by(Group.is_automatic, Group.name, Group.id)
        .limit(MOST_GROUPS)
    )
    return tuple(_row(viewer, row.Group, row.n) for row in rows)


def _row(viewer: Viewer, group: Group, count: int) -> GroupRow:
    return GroupRow(
        id=group.id,
        slug=group.slug,
        name=group.name,
        description=group.description,
        href=links.group(group.slug),
        joining=group.joining,
        is_hidden=group.is_hidden,
        is_automatic=group.is_automatic,
        title=group.title,
        email_domain=group.email_domain if viewer.is_staff else "",
        member_count=count,
        is_mine=group.id in viewer.group_ids,
    )


def _live() -> Any:
    return or_(GroupMember.until.is_(None), GroupMember.until > utcnow())


def keepers(viewer: Viewer, group: Group) -> list[User]:
    """Who lets people in: its owners, or the team where none of them is here. With their groups."""
    owners = select(GroupMember.user_id).where(
        GroupMember.group_id == group.id, GroupMember.is_owner.is_(True), _live()
    )
    found = audiences.present(viewer, db.session.scalars(owners.limit(MOST_KEEPERS)).all())
    return list(found.values()) or audiences.staff(viewer, MOST_KEEPERS)


def waiting(viewer: Viewer, group: Group) -> set[int]:
    """The ids of those who have asked to be let in, and nobody has answered; the first of them."""
    mine = select(GroupRequest.user_id).where(GroupRequest.group_id == group.id)
    return set(db.session.scalars(mine.order_by(GroupRequest.created_at).limit(MOST_REQUESTS)))


def named(viewer: Viewer, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and address of those of these groups that the viewer may know of."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(Group.id, Group.name, Group.slug).where(Group.id.in_(ids), policy.readable(viewer))
    )
    return {row.id: (row.name, links.group(row.slug)) for row in rows}


def page(viewer: Viewer, group: Group, after: str | None = None) -> GroupPage:
    """The group with a page of its members, owners first on the first, then the newest."""
    require(policy.can_read(viewer, group))
    mine = (GroupMember.group_id == group.id, _live(), _MEMBER.user.active.is_(True),
            true() if member_policy.can_look(viewer) else false())  # fmt: skip
    place = (GroupMember.is_owner, GroupMember.since, GroupMember.user_id)
    statement = (
        select(GroupMember.is_owner, GroupMember.since, GroupMember.user_id, *_MEMBER.columns)
        .join(_MEMBER.user, _MEMBER.user.id == GroupMember.user_id)
        .where(*mine)
        .order_by(*(column.desc() for column in place))
        .limit(PER_PAGE + 1)
    )
    if cursor := keyset.decode(after, int, datetime, int):
        owner, since, user_id = cursor
        statement = statement.where(tuple_(*place) < tuple_(bool(owner), since, user_id))
    rows = db.session.execute(statement).all()
    count = db.session.scalar(
        select(func.count()).select_from(GroupMember)
        .join(_MEMBER.user, _MEMBER.user.id == GroupMember.user_id).where(*mine)
    )  # fmt: skip
    more = rows[PER_PAGE - 1] if len(rows) > PER_PAGE else None
    cursor_word = keyset.encode(int(more.is_owner), more.since, more.user_id) if more else None
    manages = bool(policy.can_manage(viewer, group))
    return GroupPage(
        group=_row(viewer, group, count or 0),
        members=tuple(
            GroupMemberRow(_MEMBER.of(row), row.since, row.is_owner) for row in rows[:PER_PAGE]
        ),
        next_href=links.group(group.slug, after=cursor_word) if cursor_word else None,
        requests=_requests(group) if manages else (),
        may=_may(viewer, group, manages),
    )


def _may(viewer: Viewer, group: Group, manages: bool) -> May:
    asked = viewer.is_authenticated and group.joining == "request"
    return May(
        join=bool(policy.can_join(viewer, group)),
        request=bool(policy.can_request(viewer, group)),
        leave=bool(policy.can_leave(viewer, group)),
        manage=manages,
        define=bool(policy.can_define(viewer)),
        has_asked=asked and db.session.get(GroupRequest, (group.id, viewer.id)) is not None,
    )


def _requests(group: Group) -> tuple[Asking, ...]:
    rows = db.session.execute(
        select(GroupRequest.message, GroupRequest.created_at, *_MEMBER.columns)
        .join(_MEMBER.user, _MEMBER.user.id == GroupRequest.user_id)
        .where(GroupRequest.group_id == group.id, _MEMBER.user.active.is_(True))
        .order_by(GroupRequest.created_at, GroupRequest.user_id)
        .limit(MOST_REQUESTS)
    )
    return tuple(Asking(_MEMBER.of(row), row.message, row.created_at) for row in rows)
