"""Invitations: one's own, all of them, what somebody comes with; and where members came from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from forum import links
from forum.extensions import db
from forum.lib import keyset, tokens
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Invite, User, Viewer
from forum.models.columns import utcnow
from forum.policies import accounts as account_policy
from forum.policies import invites as policy
from forum.queries.people import PersonColumns, person
from forum.queries.shapes import Person
from forum.structure import setting

PER_PAGE = 40
MOST_SOURCES = 200
_HOST = PersonColumns("host")


@dataclass(frozen=True, slots=True)
class Row:
    """An invitation as its maker and the team see it. Nobody can see its link again."""

    id: int
    label: str
    host: Person
    bound_to: str  # an address, "@" and a domain, or ""
    use_count: int
    most_uses: int
    expires_at: datetime
    created_at: datetime
    state: str  # good, used, expired, revoked


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    next_href: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """An invitation as who comes with it sees it: nothing of whom it was meant for (T34)."""

    invite: Invite
    host: Person
    problem: str  # why nobody joins by it, as a sentence; "": it is good


@dataclass(frozen=True, slots=True)
class Source:
    """Where members came from: a label, how many, and how many of them have written something."""

    label: str
    member_count: int
    writer_count: int


def own(viewer: Viewer, after: str | None = None) -> Page:
    """One's own, the newest first."""
    rows, last = _page(Invite.creator_id == viewer.id, after)
    return Page(rows, links.account("invites", after=last) if last else None)


def everybodys(viewer: Viewer, after: str | None = None) -> Page:
    """All of them, for the team, the newest first."""
    require(policy.can_see_all(viewer))
    rows, last = _page(policy.readable(viewer), after)
    return Page(rows, links.admin("invites", after=last) if last else None)


def _page(condition: Any, after: str | None) -> tuple[tuple[Row, ...], str]:
    statement = (
        select(Invite, *_HOST.columns)
        .join(_HOST.user, _HOST.user.id == Invite.creator_id)
        .where(condition)
        .order_by(Invite.id.desc())
        .limit(PER_PAGE + 1)
    )
    if place := keyset.decode(after, int):
        statement = statement.where(Invite.id < place[0])
    found = db.session.execute(statement).all()
    rows = tuple(_row(row.Invite, _HOST.of(row)) for row in found[:PER_PAGE])
    return rows, keyset.encode(rows[-1].id) if len(found) > PER_PAGE else ""


def _row(invite: Invite, host: Person) -> Row:
    state = "good"
    if invite.revoked_at is not None:
        state = "revoked"
    elif invite.use_count >= invite.most_uses:
        state = "used"
    elif invite.expires_at <= utcnow():
        state = "expired"
    return Row(
        id=invite.id,
        label=invite.label,
        host=host,
        bound_to=invite.email or (f"@{invite.domain}" if invite.domain else ""),
        use_count=invite.use_count,
        most_uses=invite.most_uses,
        expires_at=invite.expires_at,
        created_at=invite.created_at,
        state=state,
    )


def get(viewer: Viewer, invite_id: int) -> Invite:
    """One of those the viewer may see, to be taken back. Denied (404) when it is none of them."""
    found = db.session.scalar(select(Invite).where(Invite.id == invite_id, policy.readable(viewer)))
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def offer(viewer: Viewer, token: str) -> Offer:
    """What the link with this token offers, good or not. Denied (404) when there is none."""
    found = _offer(viewer, Invite.token_hash == tokens.hashed(token))
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def accepted(viewer: Viewer, invite_id: int | None) -> Offer | None:
    """The invitation that a browser came with before, good or not."""
    return None if invite_id is None else _offer(viewer, Invite.id == invite_id)


def _offer(viewer: Viewer, condition: Any) -> Offer | None:
    row = db.session.execute(
        select(Invite, User).join(User, User.id == Invite.creator_id).where(condition)
    ).one_or_none()
    if row is None:
        return None
    verdict = policy.can_use(viewer, row.Invite, row.User)
    if verdict and not viewer.is_authenticated:
        verdict = account_policy.can_join(viewer, is_invited=True)
    return Offer(row.Invite, person(row.User), "" if verdict else str(verdict.reason))


def campaigns(viewer: Viewer) -> tuple[str, ...]:
    """The labels that admins declared, as they wrote them."""
    lines = (line.strip()[:100] for line in str(setting("join.campaigns")).splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def campaign(viewer: Viewer, typed: str) -> str:
    """The declared label that `typed` is, in small letters or large; "" for anything else."""
    wanted = typed.strip().casefold()
    return next((one for one in campaigns(viewer) if one.casefold() == wanted), "")


def sources(viewer: Viewer) -> tuple[Source, ...]:
    """How many members came by which invitation or campaign: labels only, the most first."""
    require(policy.can_see_all(viewer))
    count = func.count()
    rows = db.session.execute(
        select(User.joined_via, count, func.sum(case((User.post_count > 0, 1), else_=0)))
        .where(User.joined_via != "", User.erased_at.is_(None))
        .group_by(User.joined_via)
        .order_by(count.desc(), User.joined_via)
        .limit(MOST_SOURCES)
    )
    return tuple(Source(label, number, int(wrote)) for label, number, wrote in rows)
