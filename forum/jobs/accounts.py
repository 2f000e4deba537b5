"""Takes away what accounts leave behind: links that nobody followed, sessions long over."""

from datetime import timedelta

from sqlalchemy import delete

from forum.extensions import db
from forum.models import AccountToken, BlockedAddress, MemberSession, SignUp
from forum.models.columns import utcnow
from forum.queries.accounts import REMEMBERED_DAYS
from forum.services import arrivals


def clean() -> None:
    """Sessions stay as long as their address counts as known to the account."""
    now = utcnow()
    arrivals.forget_refused(now)
    old = now - timedelta(days=REMEMBERED_DAYS)
    db.session.execute(delete(AccountToken).where(AccountToken.expires_at < now))
    db.session.execute(delete(BlockedAddress).where(BlockedAddress.until < now))
    db.session.execute(delete(SignUp).where(SignUp.expires_at < now))
    db.session.execute(
        delete(MemberSession).where(MemberSession.expires_at < now, MemberSession.created_at < old)
    )
