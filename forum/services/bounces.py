"""How letters to an address fare: what comes back is counted, and in the end nothing is sent."""

from datetime import timedelta

from sqlalchemy import case, delete, update

from forum import database, metrics
from forum.extensions import db
from forum.lib import emails, signing, tokens
from forum.lib.emails import FORGOTTEN
from forum.lib.verdict import require
from forum.models import MailAddressHealth, MailReport, Viewer
from forum.models.columns import utcnow
from forum.policies import notifications as policy
from forum.services import mail_log

POINTS = {"soft": 1, "hard": 2, "complaint": 0}


def take(actor: Viewer, key: str) -> bool:
    """Whether the report with this id comes for the first time. Those are forgotten which would be
    refused for their age."""
    require(policy.can_report_mail(actor))
    late = utcnow() - timedelta(seconds=2 * signing.TOLERANCE)
    db.session.execute(delete(MailReport).where(MailReport.created_at < late))
    return database.insert_missing(MailReport, key_hash=tokens.hashed(key), created_at=utcnow())


def note_bounce(actor: Viewer, email: str, kind: str) -> None:
    """`kind` is soft, hard or complaint. What is older than 30 days is forgotten."""
    require(policy.can_report_mail(actor))
    address, now = emails.normalised(email), utcnow()
    if not address or kind not in POINTS:
        return
    metrics.current().add("forum_bounces", kind)
    mail_log.came_back(actor, address, kind)
    database.insert_missing(MailAddressHealth, email=address, points=0)
    table = MailAddressHealth
    fresh = table.last_bounce_at > now - FORGOTTEN
    values = {"complained_at": now} if kind == "complaint" else {
        "points": case((fresh, table.points), else_=0) + POINTS[kind], "last_bounce_at": now,
    }  # fmt: skip
    db.session.execute(
        update(table).where(table.email == address).values(values),
        execution_options={"synchronize_session": False},
    )
