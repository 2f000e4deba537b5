"""Which accounts came from the same network, as far as network addresses are kept at all."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from forum.extensions import db
from forum.lib import networks
from forum.lib.verdict import require
from forum.models import MemberSession, User, Viewer
from forum.models.columns import utcnow
from forum.policies import guarding as policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person
from forum.structure import setting

MOST_ROWS = 20_000  # pairs of an account and an address, the newest
MOST = 100  # networks
_WHO = PersonColumns("who")


class Guest(NamedTuple):
    """An account that was there: who, since when they are a member, when they were there last."""

    person: Person
    joined_at: datetime
    seen_at: datetime
    is_closed: bool


class Network(NamedTuple):
    """An IPv4 address or a /64 of IPv6, with the accounts that came from it."""

    name: str
    accounts: tuple[Guest, ...]


def shared(viewer: Viewer, user: User | None = None) -> tuple[Network, ...]:
    """Networks of several accounts, those of the most accounts first; of `user` if one is given."""
    require(policy.can_see_networks(viewer))
    found: dict[str, dict[int, Guest]] = defaultdict(dict)
    for row in db.session.execute(_rows()):
        name = networks.bucket(row.address)
        seen = Guest(_WHO.of(row), row.joined_at, row.seen_at, row.terminated_at is not None)
        found[name].setdefault(seen.person.id, seen)  # the newest first
    wanted = [
        Network(name, tuple(accounts.values()))
        for name, accounts in found.items()
        if len(accounts) > 1 and (user is None or user.id in accounts)
    ]
    return tuple(sorted(wanted, key=lambda one: (-len(one.accounts), one.name))[:MOST])


def _rows() -> Select[Any]:
    who, session = _WHO.user, MemberSession
    kept_since = utcnow() - timedelta(days=int(setting("retention.address_days")))
    last = (
        select(session.user_id, session.address, func.max(session.last_seen_at).label("seen_at"))
        .where(session.address != "", session.created_at > kept_since)
        .group_by(session.user_id, session.address)
        .order_by(func.max(session.last_seen_at).desc())
        .limit(MOST_ROWS)
        .subquery()
    )
    return (
        select(last.c.address, last.c.seen_at, who.created_at.label("joined_at"),
               who.terminated_at, *_WHO.columns)
        .join(who, who.id == last.c.user_id)
        .where(who.erased_at.is_(None))
        .order_by(last.c.seen_at.desc(), who.id)
    )  # fmt: skip
