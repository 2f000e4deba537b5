"""Tokens of programs: one's own, those of applications, and who comes with one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from forum import structure
from forum.extensions import db
from forum.lib import scopes
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import ApiToken, Group, GroupMember, User, Viewer
from forum.models.columns import UtcDateTime, utcnow
from forum.policies import api_tokens as policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person
from forum.queries.viewers import join_as_proven

MOST = 200
_AS = PersonColumns("as")
_MAKER = PersonColumns("maker")


@dataclass(frozen=True, slots=True)
class Row:
    """A token as its maker and the admins see it. Nobody can see the secret again."""

    id: int
    name: str
    acts_as: Person
    maker: Person
    scopes: tuple[str, ...]
    category: str
    ending: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    is_good: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """A program that has come with a good token: as whom it acts and what it may."""

    user: User
    token_id: int
    scopes: frozenset[str]


def own(viewer: Viewer) -> tuple[Row, ...]:
    """One's own, the newest first."""
    return _rows((ApiToken.kind == "personal") & (ApiToken.user_id == viewer.id))


def of_applications(viewer: Viewer) -> tuple[Row, ...]:
    require(policy.can_arrange(viewer))
    return _rows(ApiToken.kind == "application")


def _rows(condition: Any) -> tuple[Row, ...]:
    found = db.session.execute(
        select(ApiToken, policy.is_good().label("is_good"), *_AS.columns, *_MAKER.columns)
        .join(_AS.user, _AS.user.id == ApiToken.user_id)
        .join(_MAKER.user, _MAKER.user.id == ApiToken.creator_id)
        .where(condition, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
        .limit(MOST)
    ).all()
    nodes = structure.current().categories
    rows = []
    for row in found:
        token: ApiToken = row.ApiToken
        node = nodes.get(token.category_id or 0)
        rows.append(
            Row(token.id, token.name, _AS.of(row), _MAKER.of(row), tuple(token.scopes.split()),
                node.name if node else "", token.ending, token.created_at, token.expires_at,
                token.last_used_at, bool(row.is_good))
        )  # fmt: skip
    return tuple(rows)


def get(viewer: Viewer, token_id: int) -> ApiToken:
    """One that the viewer may end. Denied (404) when it is none of theirs."""
    found = db.session.scalar(
        select(ApiToken).where(ApiToken.id == token_id, policy.readable(viewer))
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def software(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Accounts of software that a token may act as: (id, name)."""
    require(policy.can_arrange(viewer))
    rows = db.session.execute(
        select(User.id, User.name)
        .where(User.is_bot.is_(True), User.active.is_(True))
        .order_by(User.name)
        .limit(MOST)
    )
    return tuple((row.id, row.name) for row in rows)


def groups(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Groups in which software may be: (id, name). None of them is the team."""
    require(policy.can_arrange(viewer))
    rows = db.session.execute(
        select(Group.id, Group.name).where(Group.is_automatic.is_(False)).order_by(Group.name)
        .limit(MOST)
    )  # fmt: skip
    return tuple((row.id, row.name) for row in rows)


def account(viewer: Viewer, user_id: int) -> User:
    """The account with this number. Denied (404) without one."""
    require(policy.can_arrange(viewer))
    found = db.session.get(User, user_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


# Put together once: every request of a program begins with it, and saying it anew takes longer than
# asking.
_NOW = bindparam("now", type_=UtcDateTime)
_COMING = (
    select(User, ApiToken.id, ApiToken.scopes, ApiToken.category_id, GroupMember.group_id)
    .join(ApiToken, ApiToken.user_id == User.id)
    .outerjoin(
        GroupMember,
        (GroupMember.user_id == User.id)
        & or_(GroupMember.until.is_(None), GroupMember.until > _NOW),
    )
    .where(ApiToken.token_hash == bindparam("token"), policy.is_good(_NOW), policy.may_act(_NOW))
)


def coming(viewer: None, token_hash: str) -> Coming | None:
    """Who comes with the token of this hash. None when it is not, or no longer, good."""
    rows = db.session.execute(_COMING, {"now": utcnow(), "token": token_hash}).all()
    if not rows:
        return None
    user: User = rows[0][0]
    join_as_proven(None, user, (row.group_id for row in rows if row.group_id is not None))
    category_id, given = rows[0].category_id, frozenset(rows[0].scopes.split())
    if category_id is not None:  # whatever is written in the row, as from an archive
        user.bound_to = structure.current().with_children(category_id)
        given -= scopes.UNBOUND
    return Coming(user, rows[0][1], given)
