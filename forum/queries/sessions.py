"""Where a member is signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.extensions import db
from forum.lib import browsers
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import MemberSession, Viewer
from forum.models.columns import utcnow


@dataclass(frozen=True, slots=True)
class SessionRow:
    id: int
    browser: str  # "Firefox on Linux"
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


def of_viewer(viewer: Viewer) -> list[SessionRow]:
    """One's own live sessions, this one first, then the last used."""
    rows = db.session.scalars(
        select(MemberSession)
        .where(
            MemberSession.user_id == viewer.id,
            MemberSession.revoked_at.is_(None),
            MemberSession.expires_at > utcnow(),
        )
        .order_by(MemberSession.last_seen_at.desc(), MemberSession.id.desc())
    )
    found = [
        SessionRow(row.id, browsers.described(row.user_agent), row.address, row.created_at,
                   row.last_seen_at, row.id == viewer.session_id)
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: not row.is_this)


def get(viewer: Viewer, session_id: int) -> MemberSession:
    """One of one's own sessions. Denied (404) for everybody else's."""
    found = db.session.scalar(
        select(MemberSession).where(
            MemberSession.id == session_id, MemberSession.user_id == viewer.id
        )
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found
