"""Whom a member follows, mutes and blocks; and whom somebody's doings reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset
from forum.memory import remembered
from forum.models import Distance, Follow, User, Viewer
from forum.policies import conversations as talks
from forum.policies import relations as policy
from forum.policies.reports import is_of_moderation
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

LISTS = ("following", "muted", "blocked")
PER_PAGE = 50
_OTHER = PersonColumns("other")


@dataclass(frozen=True, slots=True)
class Relation:
    """How the viewer stands to a member. `kind` is mute, block or ""."""

    is_self: bool = False
    follows: bool = False
    kind: str = ""
    may_follow: bool = False
    may_mute: bool = False
    may_block: bool = False
    may_write: bool = False
    may_mark: bool = False  # as a spammer; whether this one, the page says


@dataclass(frozen=True, slots=True)
class PeoplePage:
    people: tuple[Person, ...]
    next_href: str | None


def distances(viewer: Viewer) -> Mapping[int, str]:
    """Whom the viewer mutes and blocks, by id: "mute" or "block". The same for all pages."""
    if not viewer.is_authenticated:
        return {}
    return remembered(
        ("distances", viewer.id), (f"distances:{viewer.id}",), lambda: _distances(viewer)
    )


def _distances(viewer: Viewer) -> Mapping[int, str]:
    rows = db.session.execute(
        select(Distance.other_id, Distance.kind).where(
            Distance.user_id == viewer.id, policy.still()
        )
    )
    return {row.other_id: row.kind for row in rows}


def relation(viewer: Viewer, user: User) -> Relation:
    """`user` has their groups (queries.viewers.with_groups)."""
    if not viewer.is_authenticated or viewer.id == user.id:
        return Relation(is_self=viewer.is_authenticated)
    follows = exists(select(1).where(Follow.user_id == viewer.id, Follow.followed_id == user.id))
    found = db.session.execute(
        select(follows, policy.offers_writing(viewer)).select_from(User).where(User.id == user.id)
    ).one()
    writes = talks.can_start_with(viewer, policy.is_team(user)) and user.active and not user.is_bot
    return Relation(
        follows=bool(found[0]),
        may_write=bool(writes and found[1]),
        kind=distances(viewer).get(user.id, ""),
        may_follow=bool(policy.can_follow(viewer, user)),
        may_mute=bool(policy.can_mute(viewer, user)),
        may_block=bool(policy.can_block(viewer, user)),
        may_mark=is_of_moderation(viewer),
    )


def page(viewer: Viewer, which: str, after: str | None) -> PeoplePage:
    """One of one's own lists (LISTS), the newest first."""
    table: Any = Follow
    other: Any = Follow.followed_id
    more: list[Any] = []
    if which != "following":
        table, other = Distance, Distance.other_id
        more = [Distance.kind == ("mute" if which == "muted" else "block"), policy.still()]
    statement = (
        select(table.created_at, *_OTHER.columns)
        .join(_OTHER.user, _OTHER.user.id == other)
        .where(table.user_id == viewer.id, _OTHER.user.active.is_(True), *more)
        .order_by(table.created_at.desc(), other.desc())
        .limit(PER_PAGE + 1)
    )
    if place := keyset.decode(after, datetime, int):
        statement = statement.where(tuple_(table.created_at, other) < tuple_(*place))
    rows = db.session.execute(statement).all()
    people = tuple(_OTHER.of(row) for row in rows[:PER_PAGE])
    if len(rows) <= PER_PAGE:
        return PeoplePage(people, None)
    cursor = keyset.encode(rows[PER_PAGE - 1].created_at, people[-1].id)
    return PeoplePage(people, links.people(which, after=cursor))


def hears(viewer: Viewer, ids: Collection[int]) -> frozenset[int]:
    """Of these members those who keep no distance from the viewer, who is about to do something
    that would be told to them."""
    return _of(ids, policy.hears(viewer))


def mentionable(viewer: Viewer, ids: Collection[int]) -> frozenset[int]:
    """Of these members those who are told when the viewer mentions them."""
    return _of(ids, policy.mentionable(viewer))


def writable(viewer: Viewer, ids: Collection[int]) -> frozenset[int]:
    """Of these members those to whom the viewer may begin to write."""
    return _of(ids, policy.writable(viewer))


def _of(ids: Collection[int], condition: Any) -> frozenset[int]:
    if not ids:
        return frozenset()
    return frozenset(db.session.scalars(select(User.id).where(User.id.in_(ids), condition)))
